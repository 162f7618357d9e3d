with stages as (
    select * from {{ ref('int_stages_mapped') }}
),

final as (
    select
        stage_key,
        source_system,
        pipeline_name,
        source_stage_name,
        stage_name,
        stage_order,
        default_probability,
        forecast_category,
        rot_days,
        label_en,
        label_id,
        is_open,
        is_won,
        is_lost,
        is_closed,
        valid_from,
        valid_to,
        is_current
    from stages
)

select * from final
