{{ config(
    unique_key=['source_system', 'source_instance', 'pipeline_id'],
    pre_hook="{{ forget_vanished_records(ref('int_pipelines_seen'), 'pipeline_id') }}",
) }}

{{ versions(
    seen=ref('int_pipelines_seen'),
    id='pipeline_id',
    payload=payload_of('pipelines')
) }}
