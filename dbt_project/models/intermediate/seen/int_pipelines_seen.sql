{{ config(unique_key=['source_system', 'source_instance', 'pipeline_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_pipelines_observed'),
    id='pipeline_id',
    payload=payload_of('pipelines')
) }}
