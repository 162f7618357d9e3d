{{ config(unique_key=['source_system', 'source_instance', 'opportunity_id', 'feed', 'seen_from']) }}

{{ seen(
    observed=ref('int_opportunities_observed'),
    id='opportunity_id',
    payload=[
        'opportunity_name',
        'opportunity_type',
        'account_id',
        'owner_id',
        'product_id',
        'campaign_id',
        'lead_source',
        'lost_reason',
        'pipeline_name',
        'source_stage_name',
        'forecast_category',
        'probability',
        'amount_trx',
        'currency_code',
        'close_date',
        'has_next_step',
        'created_at',
        'closed_at',
        'last_modified_at',
    ]
) }}
