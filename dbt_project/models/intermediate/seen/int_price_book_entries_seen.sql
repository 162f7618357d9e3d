{{ config(
    unique_key=['source_system', 'source_instance', 'price_book_entry_id', 'feed', 'seen_from']
) }}

{{ seen(
    observed=ref('int_price_book_entries_observed'),
    id='price_book_entry_id',
    payload=payload_of('price_book_entries')
) }}
