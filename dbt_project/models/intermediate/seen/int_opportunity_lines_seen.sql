{{ config(unique_key=['source_system', 'source_instance', 'line_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_opportunity_lines_observed'),
    id='line_id',
    payload=payload_of('opportunity_lines')
) }}
