with maven as (
    -- a manager is a team
    select distinct
        source_system,
        source_instance,
        feed,
        manager_id as team_id,
        manager_id as team_name,
        cast(null as string) as parent_team_id,
        manager_id as manager_name,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        manager_id as row_hash
    from {{ ref('stg_maven__sales_teams') }}
    where manager_id is not null
),

salesforce as (
    select
        source_system,
        source_instance,
        feed,
        user_role_id as team_id,
        user_role_name as team_name,
        parent_user_role_id as parent_team_id,
        -- a role names no manager; the managers of its members are in the history of reps
        cast(null as string) as manager_name,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__user_roles') }}
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        team_id,
        coalesce(team_name, team_id) as team_name,
        parent_team_id,
        manager_name,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__teams') }}
),

final as (
    select * from maven
    union all
    select * from salesforce
    union all
    select * from generic
)

select * from final
