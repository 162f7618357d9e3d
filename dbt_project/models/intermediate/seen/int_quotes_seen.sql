{{ config(unique_key=['source_system', 'source_instance', 'quote_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_quotes_observed'),
    id='quote_id',
    payload=payload_of('quotes')
) }}
