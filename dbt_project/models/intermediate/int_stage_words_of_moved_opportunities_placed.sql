-- Of opportunities that were moved to another pipeline: the latest of their pipelines that has a
-- stage word, for words which the pipeline of their time does not have.
with versions as (
    select * from {{ ref('int_opportunity_versions_keyed') }}
),

words as (
    select distinct
        source_system,
        pipeline_name,
        source_stage_name
    from {{ ref('int_stages_mapped') }}
),

moved as (
    select opportunity_key
    from versions
    group by opportunity_key
    having count(distinct pipeline_name) > 1
),

final as (
    select
        versions.opportunity_key,
        words.source_stage_name,
        words.pipeline_name
    from moved
    inner join versions on moved.opportunity_key = versions.opportunity_key
    inner join words
        on
            versions.source_system = words.source_system
            and versions.pipeline_name = words.pipeline_name
    qualify
        row_number() over (
            partition by versions.opportunity_key, words.source_stage_name
            order by versions.valid_from desc nulls last
        ) = 1
)

select * from final
