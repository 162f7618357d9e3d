-- Every exported version of the opportunities, with what merges did to it. One merged into another
-- is deleted from the merge on, or from its first export where only a person decided it. From the
-- last merge of a group on, what the survivor lacks is the latest known of the others; what tells
-- its stage is its own.
{%- set values = [
    'opportunity_name', 'opportunity_type', 'account_id', 'owner_id', 'product_id', 'campaign_id',
    'lead_source', 'amount_trx',
] %}
with merged as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'survivor_id']) }} as survivor_key
    from {{ ref('int_records_merged') }}
    where record_kind = 'opportunity'
),

versions as (
    select
        versions.*,
        {{ surrogate_key([
            'versions.source_system', 'versions.source_instance', 'versions.opportunity_id'
        ]) }} as opportunity_key,
        merged.survivor_key,
        merged.record_id is not null
        and (versions.merged_into_id is not null or not merged.is_told) as is_merged
    from {{ ref('hist_opportunities') }} as versions
    left join merged
        on
            versions.source_system = merged.source_system
            and versions.source_instance = merged.source_instance
            and versions.opportunity_id = merged.record_id
),

losers as (
    select
        *,
        row_number() over (
            partition by survivor_key
            order by valid_from asc nulls last, opportunity_id asc nulls last
        ) as value_rank
    from versions
    where is_merged
    qualify
        row_number() over (partition by opportunity_key order by version_number asc nulls last) = 1
),

left_behind as (
    select
        survivor_key,
        max(valid_from) as merged_from,
        max_by(currency_code, case when amount_trx is not null then value_rank end)
            as currency_code,
        {{ latest_known(values, 'value_rank') }}
    from losers
    group by survivor_key
),

final as (
    {% for is_filled in [false, true] %}
        {% if is_filled %}union all{% endif %}
        select
            versions.source_system,
            versions.source_instance,
            versions.opportunity_id,
            versions.opportunity_key,
            versions.survivor_key,
            {% for column in payload_of('opportunities') -%}
                {% if is_filled and column == 'currency_code' -%}
                    case
                        when versions.amount_trx is null and left_behind.amount_trx is not null
                            then left_behind.currency_code
                        else versions.currency_code
                    end as currency_code,
                {% elif is_filled and column in values -%}
                    coalesce(versions.{{ column }}, left_behind.{{ column }}) as {{ column }},
                {% else -%}
                    versions.{{ column }},
                {% endif -%}
            {% endfor -%}
            versions.is_merged,
            versions.is_deleted or versions.is_merged as is_deleted,
            {% if is_filled -%}
                greatest(versions.valid_from, left_behind.merged_from) as valid_from,
                versions.valid_to,
                case
                    when
                        versions.version_number = 1
                        and versions.valid_from >= left_behind.merged_from
                        then 1
                    else versions.version_number + 1
                end as version_number
            {%- else -%}
                versions.valid_from,
                least(versions.valid_to, left_behind.merged_from) as valid_to,
                versions.version_number
            {%- endif %}
        from versions
        {{ 'inner' if is_filled else 'left' }} join left_behind
            on versions.opportunity_key = left_behind.survivor_key
        where
            {% if is_filled -%}
                versions.valid_to > left_behind.merged_from
            {%- else -%}
                coalesce(versions.valid_from < left_behind.merged_from, true)
            {%- endif %}
    {% endfor %}
)

select * from final
