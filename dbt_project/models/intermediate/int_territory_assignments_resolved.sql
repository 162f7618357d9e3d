-- One territory per assignee and day. Where assignments overlap, the one that began last wins,
-- then the smaller territory key and assignment id; is_overlapping says that a pick was made.
with assignments as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_instance', 'assignee_id']) }} as assignee_key
    from {{ ref('int_territory_assignments_unioned') }}
),

boundaries as (
    select
        assignee_kind,
        assignee_key,
        valid_from as boundary_date
    from assignments

    union

    select
        assignee_kind,
        assignee_key,
        valid_to as boundary_date
    from assignments
),

slices as (
    select
        assignee_kind,
        assignee_key,
        boundary_date as valid_from,
        lead(boundary_date) over (
            partition by assignee_kind, assignee_key order by boundary_date asc nulls last
        ) as valid_to
    from boundaries
),

picked as (
    select
        slices.assignee_kind,
        slices.assignee_key,
        slices.valid_from,
        slices.valid_to,
        assignments.territory_key,
        assignments.is_backfilled,
        count(*) over (
            partition by slices.assignee_kind, slices.assignee_key, slices.valid_from
        ) > 1 as is_overlapping
    from slices
    inner join assignments
        on
            slices.assignee_kind = assignments.assignee_kind
            and slices.assignee_key = assignments.assignee_key
            and slices.valid_from >= assignments.valid_from
            and slices.valid_from < assignments.valid_to
    where slices.valid_to is not null
    qualify
        row_number() over (
            partition by slices.assignee_kind, slices.assignee_key, slices.valid_from
            order by
                assignments.valid_from desc nulls last,
                assignments.territory_key asc nulls last,
                assignments.assignment_id asc nulls last
        ) = 1
),

neighboured as (
    select
        *,
        lag(territory_key) over assignee_slices as previous_territory_key,
        lag(valid_to) over assignee_slices as previous_valid_to
    from picked
    window
        assignee_slices as (
            partition by assignee_kind, assignee_key order by valid_from asc nulls last
        )
),

numbered as (
    select
        *,
        sum(
            case
                when
                    territory_key = previous_territory_key
                    and valid_from = previous_valid_to
                    then 0
                else 1
            end
        ) over (
            partition by assignee_kind, assignee_key
            order by valid_from asc nulls last
            rows between unbounded preceding and current row
        ) as stay_number
    from neighboured
),

final as (
    select
        assignee_kind,
        assignee_key,
        territory_key,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        bool_or(is_overlapping) as is_overlapping,
        bool_or(is_backfilled) as is_backfilled
    from numbered
    group by assignee_kind, assignee_key, stay_number, territory_key
)

select * from final
