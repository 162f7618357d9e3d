-- A change is an event: one row as last delivered, kept when the exports no longer have it, as the
-- history of an opportunity that is gone. So there are no versions here, and absence means nothing.
{{ config(
    unique_key=['source_system', 'source_instance', 'change_id'],
    pre_hook="{{ forget_vanished_records(ref('int_opportunity_changes_seen'), 'change_id') }}",
) }}

with seen as (
    select
        *,
        min(seen_from) over deliveries as first_as_of
    from {{ ref('int_opportunity_changes_seen') }}
    {% if is_incremental() %}
        where
            change_id in (
                select changed.change_id
                from {{ ref('int_opportunity_changes_seen') }} as changed
                where changed.build_id = '{{ invocation_id }}'
            )
    {% endif %}
    window deliveries as (partition by source_system, source_instance, change_id)
),

latest as (
    select *
    from seen
    qualify
        row_number() over (
            partition by source_system, source_instance, change_id
            order by seen_from desc nulls last, feed asc nulls last
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
        ]) }} as row_hash,
        build_id
    from latest
)

select * from final
