-- What facts look up about others, as one hash per party, and whether it differs from the build
-- that this one continues: the versions and territories of reps and accounts up to the business
-- date, the existence of products and campaigns, the survivors of merged records, quoted exchange
-- rates.
{% set plan = night_plan() %}

with assignments as (
    select
        assignee_kind,
        assignee_key,
        {{ order_free_digest([
            'territory_key',
            'valid_from',
            'case when valid_to <= ' ~ as_of_date() ~ ' then valid_to end',
        ]) }} as digest
    from {{ ref('int_territory_assignments_resolved') }}
    where valid_from <= {{ as_of_date() }}
    group by assignee_kind, assignee_key
),

holders as (
    select
        'rep' as party_kind,
        source_system,
        source_instance,
        rep_id as party_id,
        rep_key as party_key,
        {{ order_free_digest([
            'rep_version_key',
            'team_key',
            'time_zone',
            'is_active',
            'first_export_date',
            'valid_from',
            'valid_to',
        ]) }} as digest
    from {{ ref('int_sales_reps_versioned') }}
    group by source_system, source_instance, rep_id, rep_key

    union all

    select
        'account' as party_kind,
        source_system,
        source_instance,
        account_id as party_id,
        account_key as party_key,
        {{ order_free_digest(['account_version_key', 'valid_from', 'valid_to']) }} as digest
    from {{ ref('int_accounts_versioned') }}
    group by source_system, source_instance, account_id, account_key
),

known as (
    select
        holders.party_kind,
        holders.source_system,
        holders.source_instance,
        holders.party_id,
        holders.digest || coalesce('|' || assignments.digest, '') as digest
    from holders
    left join assignments
        on
            holders.party_kind = assignments.assignee_kind
            and holders.party_key = assignments.assignee_key

    union all

    select
        'product' as party_kind,
        source_system,
        source_instance,
        product_id as party_id,
        'known' as digest
    from {{ ref('hist_products') }}
    where is_current

    union all

    select
        'campaign' as party_kind,
        source_system,
        source_instance,
        campaign_id as party_id,
        'known' as digest
    from {{ ref('hist_campaigns') }}
    where is_current

    union all

    select
        'merged_' || record_kind as party_kind,
        source_system,
        source_instance,
        record_id as party_id,
        survivor_id as digest
    from {{ ref('int_records_merged') }}

    union all

    select
        'fx_rate' as party_kind,
        currency_code as source_system,
        'default' as source_instance,
        cast(quoted_date as string) as party_id,
        cast(rate_to_reporting as string) as digest
    from {{ ref('int_fx_rates_filled') }}
    where quoted_date = rate_date
),

before as (
    select
        party_kind,
        source_system,
        source_instance,
        party_id,
        digest
    from {{ this if plan['is_continued'] else 'known' }}
    where {{ 'digest is not null' if plan['is_continued'] else 'false' }}
),

final as (
    select
        coalesce(known.party_kind, before.party_kind) as party_kind,
        coalesce(known.source_system, before.source_system) as source_system,
        coalesce(known.source_instance, before.source_instance) as source_instance,
        coalesce(known.party_id, before.party_id) as party_id,
        known.digest,
        before.digest as previous_digest,
        (known.digest is distinct from before.digest) as is_changed
    from known
    full outer join before
        on
            known.party_kind = before.party_kind
            and known.source_system = before.source_system
            and known.source_instance = before.source_instance
            and known.party_id = before.party_id
)

select * from final
