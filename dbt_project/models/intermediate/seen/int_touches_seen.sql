{{ config(unique_key=['source_system', 'source_instance', 'touch_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_touches_observed'),
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
