-- The stage words that the data knows, per pipeline. A log of changes names no pipeline: only those
-- of its words that some pipeline does not map are looked up in the opportunities' own.
with stage_map as (
    select * from {{ ref('stage_map') }}
),

opportunities as (
    select * from {{ ref('hist_opportunities') }}
),

words as (
    select distinct
        source_system,
        coalesce(source_stage_name, 'not_provided') as source_stage_name
    from {{ ref('hist_opportunity_changes') }}
),

pipelines as (
    select distinct
        source_system,
        pipeline_name
    from opportunities
),

strange_words as (
    select distinct
        words.source_system,
        words.source_stage_name
    from words
    inner join pipelines
        on words.source_system = pipelines.source_system
    left join stage_map
        on
            words.source_system = stage_map.source_system
            and pipelines.pipeline_name = stage_map.pipeline_name
            and words.source_stage_name = stage_map.source_stage_name
    where stage_map.source_system is null
),

final as (
    select distinct
        source_system,
        pipeline_name,
        coalesce(source_stage_name, 'not_provided') as source_stage_name
    from opportunities

    union

    select distinct
        changes.source_system,
        opportunities.pipeline_name,
        strange_words.source_stage_name
    from {{ ref('hist_opportunity_changes') }} as changes
    inner join strange_words
        on
            changes.source_system = strange_words.source_system
            and coalesce(changes.source_stage_name, 'not_provided')
            = strange_words.source_stage_name
    inner join opportunities
        on
            changes.source_system = opportunities.source_system
            and changes.source_instance = opportunities.source_instance
            and changes.opportunity_id = opportunities.opportunity_id
            and opportunities.is_current

    {% for value in ['old_value', 'new_value'] %}

        union

        select distinct
            changes.source_system,
            opportunities.pipeline_name,
            changes.{{ value }} as source_stage_name
        from {{ ref('hist_opportunity_field_changes') }} as changes
        inner join opportunities
            on
                changes.source_system = opportunities.source_system
                and changes.source_instance = opportunities.source_instance
                and changes.opportunity_id = opportunities.opportunity_id
                and opportunities.is_current
        where changes.field_name = 'stage_name' and changes.{{ value }} is not null
    {% endfor %}
)

select * from final
