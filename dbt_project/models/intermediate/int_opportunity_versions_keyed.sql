-- Every exported version of the opportunities, with the name of its pipeline and the keys of its
-- owner and of the account that survived. Before the first export the earliest version holds
-- (known_from).
{%- set columns = payload_of('opportunities') | reject('in', ['pipeline_name', 'pipeline_id']) %}
with versions as (
    select * from {{ ref('int_opportunity_versions_merged') }}
),

pipelines as (
    select * from {{ ref('hist_pipelines') }}
    where is_current
),

merged as (
    select * from {{ ref('int_records_merged') }}
    where record_kind = 'account'
),

accounts as (
    select * from {{ ref('int_accounts_versioned') }}
    where is_current
),

reps as (
    select * from {{ ref('int_sales_reps_versioned') }}
    where is_current
),

final as (
    select
        versions.opportunity_key,
        versions.survivor_key,
        versions.source_system,
        versions.source_instance,
        versions.opportunity_id,
        {% for column in columns -%}
            versions.{{ column }},
        {% endfor -%}
        coalesce(pipelines.pipeline_name, versions.pipeline_name) as pipeline_name,
        versions.is_deleted,
        versions.is_merged,
        versions.valid_from,
        versions.valid_to,
        versions.valid_to = date '9999-12-31' as is_current,
        versions.version_number,
        case
            when versions.version_number = 1 then date '1900-01-01'
            else versions.valid_from
        end as known_from,
        case
            when versions.account_id is null then 'not_provided'
            else coalesce(accounts.account_key, 'unknown')
        end as account_key,
        coalesce(reps.rep_key, 'unknown') as owner_rep_key
    from versions
    left join pipelines
        on
            versions.source_system = pipelines.source_system
            and versions.source_instance = pipelines.source_instance
            and versions.pipeline_id = pipelines.pipeline_id
    left join merged
        on
            versions.source_system = merged.source_system
            and versions.source_instance = merged.source_instance
            and versions.account_id = merged.record_id
    left join accounts
        on
            versions.source_system = accounts.source_system
            and versions.source_instance = accounts.source_instance
            and coalesce(merged.survivor_id, versions.account_id) = accounts.account_id
    left join reps
        on
            versions.source_system = reps.source_system
            and versions.source_instance = reps.source_instance
            and versions.owner_id = reps.rep_id
)

select * from final
