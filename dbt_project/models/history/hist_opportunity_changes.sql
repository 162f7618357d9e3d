-- A change is an event: one row as last delivered, kept when the exports no longer have it, as the
-- history of an opportunity that is gone. So there are no versions here, and absence means nothing.
with observed as (
    select * from {{ ref('int_opportunity_changes_observed') }}
),

deliveries as (
    select
        source_system,
        source_instance,
        change_id,
        min(export_as_of) as first_as_of,
        max(export_as_of) as last_as_of
    from observed
    group by source_system, source_instance, change_id
),

latest as (
    select
        observed.*,
        deliveries.first_as_of
    from observed
    inner join deliveries
        on
            observed.source_system = deliveries.source_system
            and observed.source_instance = deliveries.source_instance
            and observed.change_id = deliveries.change_id
            and observed.export_as_of = deliveries.last_as_of
    qualify row_number() over (
        partition by observed.source_system, observed.source_instance, observed.change_id
        order by {{ newest_first('observed') }}
    ) = 1
),

final as (
    select
        source_system,
        source_instance,
        change_id,
        opportunity_id,
        changed_at,
        source_stage_name,
        amount_trx,
        currency_code,
        close_date,
        probability,
        forecast_category,
        evidence,
        coalesce(is_deleted, false) as is_deleted,
        merged_into_id,
        first_as_of as valid_from,
        date '9999-12-31' as valid_to,
        true as is_current,
        1 as version_number,
        {{ surrogate_key([
            'opportunity_id', 'changed_at', 'source_stage_name', 'amount_trx', 'currency_code',
            'close_date', 'probability', 'forecast_category', 'evidence', 'is_deleted',
            'merged_into_id'
        ]) }} as row_hash
    from latest
)

select * from final
