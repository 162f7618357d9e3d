-- A change is an event: it is kept when the export no longer has it, as the history of a deleted opportunity.
{{ versions(
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
    ],
    latest_only=true
) }}
