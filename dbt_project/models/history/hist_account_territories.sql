{{ config(materialized='table') }}

-- An assignment of the planning sheet holds for the days the sheet gives; one of the CRM, for the
-- exports that had it.
with versions as (
    select * from {{ ref('int_account_territories_versioned') }}
),

planned as (
    select
        source_system,
        source_instance,
        assignment_id,
        account_id,
        territory_id,
        is_deleted,
        merged_into_id,
        planned_from as valid_from,
        planned_to as valid_to,
        planned_to = date '9999-12-31' as is_current,
        true as is_period_given,
        version_number,
        row_hash
    from versions
    where
        planned_from < planned_to
        and is_current
        and not is_deleted
),

exported as (
    select
        source_system,
        source_instance,
        assignment_id,
        account_id,
        territory_id,
        is_deleted,
        merged_into_id,
        valid_from,
        valid_to,
        is_current,
        false as is_period_given,
        version_number,
        row_hash
    from versions
    where planned_from is null
),

final as (
    select * from planned
    union all
    select * from exported
)

select * from final
