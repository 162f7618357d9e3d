{{ config(
    unique_key=['source_system', 'source_instance', 'touch_id'],
    pre_hook="{{ forget_vanished_records(ref('int_touches_seen'), 'touch_id') }}",
) }}

{{ versions(
    seen=ref('int_touches_seen'),
    id='touch_id',
    payload=[
        'campaign_id',
        'lead_id',
        'contact_id',
        'opportunity_id',
        'touched_at',
        'channel',
        'touch_kind',
        'has_responded',
        'responded_date',
        'cost_amount_trx',
        'currency_code',
    ]
) }}
