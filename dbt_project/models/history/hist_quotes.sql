{{ config(
    unique_key=['source_system', 'source_instance', 'quote_id'],
    pre_hook="{{ forget_vanished_records(ref('int_quotes_seen'), 'quote_id') }}",
) }}

{{ versions(
    seen=ref('int_quotes_seen'),
    id='quote_id',
    payload=payload_of('quotes')
) }}
