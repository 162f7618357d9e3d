with planning as (
    select
        target_source_system as source_system,
        source_instance,
        feed,
        rep_id || '|' || territory_id || '|' || cast(valid_from as string) as assignment_id,
        rep_id,
        territory_id,
        valid_from as planned_from,
        coalesce(valid_to, date '9999-12-31') as planned_to,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_planning__rep_assignments') }}
),

maven as (
    select
        source_system,
        source_instance,
        feed,
        rep_id || '|' || territory_id as assignment_id,
        rep_id,
        territory_id,
        cast(null as date) as planned_from,
        cast(null as date) as planned_to,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_maven__sales_teams') }}
    where territory_id is not null
),

salesforce as (
    select
        source_system,
        source_instance,
        feed,
        user_territory_association_id as assignment_id,
        user_id as rep_id,
        territory_id,
        cast(null as date) as planned_from,
        cast(null as date) as planned_to,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__user_territory_associations') }}
    where coalesce(is_active, true)
),

generic as (
    -- with a first day it holds for the days given; with neither day, while it is exported; with a
    -- last day alone, until then from ever
    select
        source_system,
        source_instance,
        feed,
        user_id
        || '|'
        || territory_id
        || '|'
        || coalesce(cast(valid_from as string), '') as assignment_id,
        user_id as rep_id,
        territory_id,
        coalesce(valid_from, case when valid_to is not null then date '1900-01-01' end)
            as planned_from,
        case
            when coalesce(valid_from, valid_to) is not null
                then coalesce(valid_to, date '9999-12-31')
        end as planned_to,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_generic__user_territories') }}
),

final as (
    select * from planning
    union all
    select * from maven
    union all
    select * from salesforce
    union all
    select * from generic
)

select * from final
