-- A target is converted at the rate of its month's first day, of a coming month at the business
-- date's rate; a count needs no rate.
with targets as (
    select
        *,
        least(month_start_date, {{ as_of_date() }}) as fx_rate_date
    from {{ ref('hist_targets') }}
    where is_current and not is_deleted
),

owners as (
    select distinct
        'rep' as owner_kind,
        source_system,
        rep_id as owner_id,
        rep_key as owner_key
    from {{ ref('int_sales_reps_versioned') }}

    union all

    select
        'team' as owner_kind,
        source_system,
        team_id as owner_id,
        {{ surrogate_key(['source_system', 'source_instance', 'team_id']) }} as owner_key
    from {{ ref('hist_teams') }}
    where is_current

    union all

    select
        'territory' as owner_kind,
        source_system,
        territory_id as owner_id,
        {{ surrogate_key(['source_system', 'source_instance', 'territory_id']) }} as owner_key
    from {{ ref('hist_territories') }}
    where is_current
),

first_owners as (
    select
        owner_kind,
        source_system,
        owner_id,
        min(owner_key) as owner_key
    from owners
    group by owner_kind, source_system, owner_id
),

rates as (
    select * from {{ ref('int_fx_rates_filled') }}
),

final as (
    select
        {{ surrogate_key([
            'targets.source_system', 'targets.source_instance', 'targets.target_id'
        ]) }} as target_key,
        targets.source_system,
        targets.source_instance,
        targets.target_id,
        targets.target_source_system,
        targets.owner_kind,
        case
            when targets.owner_kind = 'company' then 'company'
            else coalesce(first_owners.owner_key, 'unknown')
        end as owner_key,
        targets.month_start_date,
        targets.measure,
        case
            when targets.measure = 'won_count'
                then cast(targets.target_amount_trx as decimal(18, 2))
            else {{ reporting_amount('targets.target_amount_trx', 'rates.rate_to_reporting') }}
        end as target_amount,
        cast(targets.target_amount_trx as decimal(18, 2)) as target_amount_trx,
        targets.currency_code
    from targets
    left join first_owners
        on
            targets.owner_kind = first_owners.owner_kind
            and targets.target_source_system = first_owners.source_system
            and targets.owner_id = first_owners.owner_id
    left join rates
        on
            upper(targets.currency_code) = rates.currency_code
            and targets.fx_rate_date = rates.rate_date
)

select * from final
