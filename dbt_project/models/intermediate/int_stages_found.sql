-- The stage words that the data knows, per pipeline. A log of changes names no pipeline: those of
-- its words that none of an opportunity's pipelines has are looked up in the one it has now.
with stage_map as (
    select * from {{ ref('stage_map') }}
),

opportunities as (
    select * from {{ ref('int_opportunity_versions_keyed') }}
),

exported as (
    select distinct
        source_system,
        pipeline_name,
        coalesce(source_stage_name, 'not_provided') as source_stage_name
    from opportunities
),

logged as (
    {% for relation, column, condition in [
        ('hist_opportunity_changes', "coalesce(source_stage_name, 'not_provided')", 'true'),
        ('hist_opportunity_field_changes', 'old_value', "field_name = 'stage_name'"),
        ('hist_opportunity_field_changes', 'new_value', "field_name = 'stage_name'"),
    ] %}
        {{ 'union' if not loop.first }}
        select
            source_system,
            source_instance,
            opportunity_id,
            {{ column }} as source_stage_name
        from {{ ref(relation) }}
        where {{ condition }} and {{ column }} is not null
    {% endfor %}
),

words as (
    select distinct
        source_system,
        source_stage_name
    from logged
),

pipelines as (
    select distinct
        source_system,
        pipeline_name
    from opportunities
),

-- few: what every pipeline of a source maps need not be looked up deal by deal
strange_words as (
    select distinct
        words.source_system,
        words.source_stage_name
    from words
    inner join pipelines on words.source_system = pipelines.source_system
    left join stage_map
        on
            words.source_system = stage_map.source_system
            and pipelines.pipeline_name = stage_map.pipeline_name
            and words.source_stage_name = stage_map.source_stage_name
    where stage_map.source_system is null
),

known as (
    select
        source_system,
        pipeline_name,
        source_stage_name
    from exported

    union

    select
        source_system,
        pipeline_name,
        source_stage_name
    from stage_map
),

final as (
    select * from exported

    union

    select distinct
        logged.source_system,
        today.pipeline_name,
        logged.source_stage_name
    from logged
    inner join strange_words
        on
            logged.source_system = strange_words.source_system
            and logged.source_stage_name = strange_words.source_stage_name
    inner join opportunities as today
        on
            logged.source_system = today.source_system
            and logged.source_instance = today.source_instance
            and logged.opportunity_id = today.opportunity_id
            and today.is_current
    where
        not exists (
            select 1
            from opportunities as versions
            inner join known
                on
                    versions.source_system = known.source_system
                    and versions.pipeline_name = known.pipeline_name
            where
                logged.source_system = versions.source_system
                and logged.source_instance = versions.source_instance
                and logged.opportunity_id = versions.opportunity_id
                and logged.source_stage_name = known.source_stage_name
        )
)

select * from final
