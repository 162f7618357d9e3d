-- What every stage means. A stage that the data knows and stage_map does not becomes 'unmapped':
-- it counts as open, so that nothing leaves the pipeline unseen, and the coverage report names it.
-- 'not_recorded' is the entry stage of an opportunity whose beginning no export tells.
with stage_map as (
    select * from {{ ref('stage_map') }}
),

found as (
    select * from {{ ref('int_stages_found') }}
),

-- what a pipeline does not map itself means what it means in the source's default pipeline
mapped as (
    select * from stage_map

    union all

    select
        found.source_system,
        found.pipeline_name,
        found.source_stage_name,
        defaults.stage_name,
        defaults.stage_order,
        defaults.default_probability,
        defaults.forecast_category,
        defaults.rot_days,
        defaults.label_en,
        defaults.label_id,
        defaults.valid_from,
        defaults.valid_to
    from found
    inner join stage_map as defaults
        on
            found.source_system = defaults.source_system
            and found.source_stage_name = defaults.source_stage_name
            and defaults.pipeline_name = 'default'
    left join stage_map as own
        on
            found.source_system = own.source_system
            and found.pipeline_name = own.pipeline_name
            and found.source_stage_name = own.source_stage_name
    where own.source_system is null
),

completed as (
    select
        source_system,
        pipeline_name,
        source_stage_name,
        stage_name,
        cast(stage_order as integer) as stage_order,
        cast(default_probability as double) as default_probability,
        forecast_category,
        cast(rot_days as integer) as rot_days,
        label_en,
        label_id,
        case
            when
                row_number() over (
                    partition by source_system, pipeline_name, source_stage_name
                    order by valid_from asc nulls first
                ) = 1
                then date '1900-01-01'
            else cast(valid_from as date)
        end as valid_from,
        coalesce(cast(valid_to as date), date '9999-12-31') as valid_to
    from mapped

    union all

    select
        found.source_system,
        found.pipeline_name,
        found.source_stage_name,
        'unmapped' as stage_name,
        0 as stage_order,
        cast(null as double) as default_probability,
        'pipeline' as forecast_category,
        cast(null as integer) as rot_days,
        found.source_stage_name as label_en,
        found.source_stage_name as label_id,
        date '1900-01-01' as valid_from,
        date '9999-12-31' as valid_to
    from found
    left join mapped
        on
            found.source_system = mapped.source_system
            and found.pipeline_name = mapped.pipeline_name
            and found.source_stage_name = mapped.source_stage_name
    where mapped.source_system is null

    union all

    select distinct
        source_system,
        pipeline_name,
        'not_recorded' as source_stage_name,
        'prospect' as stage_name,
        1 as stage_order,
        cast(null as double) as default_probability,
        'pipeline' as forecast_category,
        cast(null as integer) as rot_days,
        'Prospect (not recorded)' as label_en,
        'Prospek (tidak tercatat)' as label_id,
        date '1900-01-01' as valid_from,
        date '9999-12-31' as valid_to
    from found
),

final as (
    select
        {{ surrogate_key([
            'source_system', 'pipeline_name', 'stage_name', 'source_stage_name', 'valid_from'
        ]) }} as stage_key,
        *,
        stage_name not in ('won', 'lost') as is_open,
        stage_name = 'won' as is_won,
        stage_name = 'lost' as is_lost,
        stage_name in ('won', 'lost') as is_closed,
        valid_to = date '9999-12-31' as is_current
    from completed
)

select * from final
