-- The clock on the wall of each rep. A zone that is not told, or that the engine does not know, is
-- the company's.
with reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
),

zones as (
    select * from {{ ref('int_time_zones_listed') }}
),

final as (
    select
        reps.rep_version_key,
        reps.rep_key,
        reps.valid_from,
        reps.valid_to,
        coalesce(zones.zone_name, '{{ setting("time_zone") }}') as zone_name,
        reps.time_zone is not null and zones.zone_name is null as is_zone_unknown
    from reps
    left join zones on reps.time_zone = zones.zone_name
)

select * from final
