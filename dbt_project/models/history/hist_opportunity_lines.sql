{{ config(
    unique_key=['source_system', 'source_instance', 'line_id'],
    pre_hook="{{ forget_vanished_records(ref('int_opportunity_lines_seen'), 'line_id') }}",
) }}

{{ versions(
    seen=ref('int_opportunity_lines_seen'),
    id='line_id',
    payload=payload_of('opportunity_lines')
) }}
