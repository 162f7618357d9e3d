-- Opportunities for which something changed that they look up: owner, account, product, campaign,
-- merge, lead.
with parties as (
    select * from {{ ref('int_parties_changed') }}
    where is_changed
),

opportunities as (
    select * from {{ ref('hist_opportunities') }}
),

through_holders as (
    {% for kind, column in [
        ('rep', 'owner_id'),
        ('account', 'account_id'),
        ('merged_account', 'account_id'),
        ('product', 'product_id'),
        ('campaign', 'campaign_id'),
    ] %}
        select
            opportunities.source_system,
            opportunities.source_instance,
            opportunities.opportunity_id
        from opportunities
        inner join parties
            on
                opportunities.source_system = parties.source_system
                and opportunities.source_instance = parties.source_instance
                and opportunities.{{ column }} = parties.party_id
                and parties.party_kind = '{{ kind }}'
        union
    {% endfor %}
    select
        lines.source_system,
        lines.source_instance,
        lines.opportunity_id
    from {{ ref('hist_opportunity_lines') }} as lines
    inner join parties
        on
            lines.source_system = parties.source_system
            and lines.source_instance = parties.source_instance
            and lines.product_id = parties.party_id
            and parties.party_kind = 'product'
),

through_leads as (
    select
        leads.source_system,
        leads.source_instance,
        leads.converted_opportunity_id as opportunity_id
    from {{ ref('hist_leads') }} as leads
    inner join parties
        on
            leads.source_system = parties.source_system
            and leads.source_instance = parties.source_instance
            and leads.lead_id = parties.party_id
            and parties.party_kind = 'merged_lead'
),

through_merges as (
    {% for column in ['party_id', 'digest', 'previous_digest'] %}
        select
            source_system,
            source_instance,
            {{ column }} as opportunity_id
        from parties
        where party_kind = 'merged_opportunity'
        {{ 'union' if not loop.last }}
    {% endfor %}
),

final as (
    select * from through_holders
    union
    select * from through_leads
    union
    select * from through_merges
)

select * from final
