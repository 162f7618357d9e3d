with maven as (
    select
        source_system,
        source_instance,
        feed,
        rep_id,
        rep_id as rep_name,
        manager_id as team_id,
        manager_id,
        cast(null as string) as role_name,
        territory_id as region_name,
        cast(null as string) as title,
        cast(null as string) as time_zone,
        true as is_active,
        cast(null as date) as hired_date,
        cast(null as date) as left_date,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        row_hash
    from {{ ref('stg_maven__sales_teams') }}
),

olist as (
    -- the file has no list of reps, only their ids on deals
    select distinct
        source_system,
        source_instance,
        feed,
        sr_id as rep_id,
        sr_id as rep_name,
        cast(null as string) as team_id,
        cast(null as string) as manager_id,
        cast(null as string) as role_name,
        cast(null as string) as region_name,
        cast(null as string) as title,
        cast(null as string) as time_zone,
        true as is_active,
        cast(null as date) as hired_date,
        cast(null as date) as left_date,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        cast(null as timestamp) as version_at,
        sr_id as row_hash
    from {{ ref('stg_olist__closed_deals') }}
    where sr_id is not null
),

salesforce as (
    select
        source_system,
        source_instance,
        feed,
        user_id as rep_id,
        user_name as rep_name,
        user_role_id as team_id,
        manager_id,
        -- a user's role is his team, whose name the history of teams has
        cast(null as string) as role_name,
        coalesce(division, state) as region_name,
        title,
        time_zone,
        is_active,
        -- the CRM does not know the day of hiring; the day of the user's creation is the nearest it
        -- has
        {{ local_date('created_at') }} as hired_date,
        cast(null as date) as left_date,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_salesforce__users') }}
    -- licences of processes, integrations, portals and the vendor are no people of the company
    where coalesce(user_type, 'Standard') = 'Standard'
),

generic as (
    select
        source_system,
        source_instance,
        feed,
        user_id as rep_id,
        coalesce(user_name, user_id) as rep_name,
        team_id,
        manager_id,
        role_name,
        region_name,
        title,
        time_zone,
        coalesce(is_active, left_date is null) as is_active,
        hired_date,
        left_date,
        false as is_deleted,
        cast(null as string) as merged_into_id,
        export_as_of,
        version_at,
        row_hash
    from {{ ref('stg_generic__users') }}
),

final as (
    select * from maven
    union all
    select * from olist
    union all
    select * from salesforce
    union all
    select * from generic
)

select * from final
