with reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
),

final as (
    select
        rep_version_key,
        rep_key,
        source_system,
        source_instance,
        rep_id,
        rep_name,
        team_key,
        team_name,
        manager_name,
        role_name,
        region_name,
        title,
        time_zone,
        is_active,
        hired_date,
        left_date,
        is_deleted,
        valid_from,
        valid_to,
        is_current,
        is_backfilled
    from reps

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
        null as role_name,
        null as region_name,
        null as title,
        null as time_zone,
        null as is_active,
        null as hired_date,
        null as left_date,
        false as is_deleted,
        date '1900-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        true as is_current,
        false as is_backfilled
)

select * from final
