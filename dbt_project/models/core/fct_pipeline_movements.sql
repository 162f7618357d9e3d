-- Where the open pipeline went between two month ends, by exclusive end-point buckets.
with compared as (
    select * from {{ ref('int_pipeline_endpoints_compared') }}
),

buckets as (
    select
        *,
        'opening' as bucket,
        amount_before as amount
    from compared
    where is_in_before

    union all

    select
        *,
        entry_bucket as bucket,
        amount_after as amount
    from compared
    where entry_bucket is not null

    union all

    select
        *,
        case
            when coalesce(amount_after, 0) > coalesce(amount_before, 0) then 'increased'
            else 'decreased'
        end as bucket,
        coalesce(amount_after, 0) - coalesce(amount_before, 0) as amount
    from compared
    where
        is_in_before
        and (is_in_after or exit_bucket = 'won')
        and coalesce(amount_after, 0) <> coalesce(amount_before, 0)

    union all

    select
        *,
        exit_bucket as bucket,
        -- What was in at the start leaves with its opening amount, except a win, which counts
        -- at its final amount; the difference is in increased or decreased.
        case
            when exit_bucket = 'won' or not is_in_before then -amount_after
            else -amount_before
        end as amount
    from compared
    where exit_bucket is not null

    union all

    select
        *,
        'closing' as bucket,
        amount_after as amount
    from compared
    where is_in_after
),

final as (
    select
        {{ surrogate_key([
            'window_kind', 'period_start_date', 'opportunity_key', 'bucket'
        ]) }} as pipeline_movement_key,
        source_system,
        source_instance,
        opportunity_key,
        window_kind,
        window_start_date,
        window_end_date,
        period_start_date,
        period_end_date,
        bucket,
        cast(amount as decimal(18, 2)) as amount,
        case when bucket = 'opening' then rep_key_before else rep_key_after end as rep_key,
        case when bucket = 'opening' then team_key_before else team_key_after end as team_key,
        case
            when bucket = 'opening' then territory_key_before else territory_key_after
        end as territory_key,
        rep_key_after,
        team_key_after,
        territory_key_after
    from buckets
)

select * from final
