{{ config(
    unique_key=['source_system', 'source_instance', 'change_id', 'feed', 'seen_from']
) }}

{{ seen(
    observed=ref('int_opportunity_changes_observed'),
    id='change_id',
    payload=[
        'opportunity_id',
        'changed_at',
        'source_stage_name',
        'amount_trx',
        'currency_code',
        'close_date',
        'probability',
        'forecast_category',
        'evidence',
    ]
) }}
