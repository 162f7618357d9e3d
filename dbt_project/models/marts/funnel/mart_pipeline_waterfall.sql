with movements as (
    select * from {{ ref('int_pipeline_movements_levelled') }}
),

levels as (
    select * from {{ ref('int_waterfall_levels_named') }}
),

buckets as (
    {% for bucket in [
        'opening', 'new', 'moved_in', 'reopened', 'increased', 'decreased', 'moved_out',
        'won', 'lost', 'removed', 'transferred_in', 'transferred_out', 'fx', 'closing'
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ bucket }}' as bucket,
            {{ loop.index }} as bucket_order
    {% endfor %}
),

combinations as (
    select distinct
        window_kind,
        window_start_date,
        period_start_date,
        period_end_date,
        level_kind,
        level_key
    from movements
),

sums as (
    select
        window_kind,
        period_start_date,
        level_kind,
        level_key,
        bucket,
        count(*) as opportunity_count,
        cast(sum(amount) as decimal(18, 2)) as amount
    from movements
    group by window_kind, period_start_date, level_kind, level_key, bucket
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        combinations.window_kind,
        combinations.window_start_date,
        combinations.period_start_date,
        combinations.period_end_date,
        combinations.level_kind,
        coalesce(levels.level_name, combinations.level_key) as level_name,
        buckets.bucket,
        coalesce(sums.opportunity_count, 0) as opportunity_count,
        -- Nothing moved: 0. Something moved without any known amount: NULL.
        case when sums.bucket is null then cast(0 as decimal(18, 2)) else sums.amount end
            as amount,
        combinations.level_key,
        cast(buckets.bucket_order as bigint) as bucket_order
    from combinations
    cross join buckets
    left join sums
        on
            combinations.window_kind = sums.window_kind
            and combinations.period_start_date = sums.period_start_date
            and combinations.level_kind = sums.level_kind
            and combinations.level_key = sums.level_key
            and buckets.bucket = sums.bucket
    left join levels
        on
            combinations.level_kind = levels.level_kind
            and combinations.level_key = levels.level_key
)

select * from final
