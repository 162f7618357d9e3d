with measures as (
    select * from {{ ref('int_owner_months_measured') }}
    where owner_kind = 'rep'
),

reps as (
    select * from {{ ref('dim_sales_reps') }}
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        measures.month_start_date,
        measures.owner_view,
        measures.owner_key as rep_key,
        coalesce(reps.rep_name, 'unknown') as rep_name,
        coalesce(reps.team_name, 'unknown') as team_name,
        reps.manager_name,
        {{ owner_month_columns() }}
        coalesce(reps.team_key, 'unknown') as team_key
    from measures
    left join reps
        on
            measures.owner_key = reps.rep_key
            and reps.valid_from <= measures.named_on_date
            and measures.named_on_date < reps.valid_to
)

select * from final
