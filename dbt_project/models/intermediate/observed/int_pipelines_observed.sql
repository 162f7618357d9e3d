-- Pipelines that a source tells apart by an id.
with final as (
    select
        source_system,
        source_instance,
        feed,
        record_type_id as pipeline_id,
        record_type_name as pipeline_name,
        is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__record_types') }}
    where sobject_type = 'Opportunity'
)

select * from final
