{{ config(unique_key=['source_system', 'source_instance', 'campaign_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_campaigns_observed'),
    id='campaign_id',
    payload=[
        'campaign_name',
        'parent_campaign_id',
        'campaign_type',
        'campaign_status',
        'start_date',
        'end_date',
        'budgeted_cost_amount_trx',
        'actual_cost_amount_trx',
        'currency_code',
    ]
) }}
