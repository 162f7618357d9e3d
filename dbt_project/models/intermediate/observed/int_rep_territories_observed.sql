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

final as (
    select * from planning
    union all
    select * from maven
    union all
    select * from salesforce
)

select * from final
