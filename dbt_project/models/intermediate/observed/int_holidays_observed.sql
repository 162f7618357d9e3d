with planning as (
    select
        source_system,
        source_instance,
        feed,
        cast(holiday_date as string) || '|' || region as holiday_id,
        holiday_date,
        region,
        holiday_name_en,
        coalesce(holiday_name_id, holiday_name_en) as holiday_name_id,
        coalesce(is_joint_leave, false) as is_joint_leave,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_planning__holidays') }}
),

final as (
    select * from planning
)

select * from final
