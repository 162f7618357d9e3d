{{ config(
    unique_key=['source_system', 'source_instance', 'price_book_entry_id'],
    pre_hook="{{ forget_vanished_records(ref('int_price_book_entries_seen'), 'price_book_entry_id') }}",
) }}

{{ versions(
    seen=ref('int_price_book_entries_seen'),
    id='price_book_entry_id',
    payload=payload_of('price_book_entries')
) }}
