with reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
),

places as (
    select * from {{ ref('int_tree_members_placed') }}
    where tree_kind = 'rep'
),

final as (
    select
        reps.rep_version_key,
        reps.rep_key,
        reps.source_system,
        reps.source_instance,
        reps.rep_id,
        reps.rep_name,
        reps.team_key,
        reps.team_name,
        reps.manager_name,
        places.is_in_circle,
        reps.role_name,
        reps.region_name,
        reps.title,
        reps.time_zone,
        reps.is_active,
        reps.hired_date,
        reps.left_date,
        reps.first_export_date,
        reps.is_deleted,
        reps.valid_from,
        reps.valid_to,
        reps.is_current,
        reps.is_backfilled
    from reps
    inner join places
        on
            reps.rep_key = places.member_key
            and reps.valid_to > places.valid_from
            and reps.valid_to <= places.valid_to

    union all

    select
        'unknown' as rep_version_key,
        'unknown' as rep_key,
        'unknown' as source_system,
        'unknown' as source_instance,
        'unknown' as rep_id,
        'unknown' as rep_name,
        'unknown' as team_key,
        'unknown' as team_name,
        'unknown' as manager_name,
        false as is_in_circle,
        null as role_name,
        null as region_name,
        null as title,
        null as time_zone,
        null as is_active,
        null as hired_date,
        null as left_date,
        null as first_export_date,
        false as is_deleted,
        date '1900-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        true as is_current,
        false as is_backfilled
)

select * from final
