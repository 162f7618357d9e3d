-- Every record that history knows is in its fact once; a merged lead is one with its survivor, a
-- merged opportunity keeps a row of its own.
{{ config(group='warehouse') }}

with merged as (
    select
        record_kind,
        count(*) as merged_count
    from {{ ref('int_records_merged') }}
    where record_kind <> 'opportunity'
    group by record_kind
),

expected as (
    select
        'opportunity' as record_kind,
        count(*) as row_count
    from {{ ref('hist_opportunities') }}
    where is_current

    union all

    select
        'lead' as record_kind,
        count(*) as row_count
    from {{ ref('hist_leads') }}
    where is_current

    union all

    select
        'activity' as record_kind,
        count(*) as row_count
    from {{ ref('hist_activities') }}
    where is_current

    union all

    select
        'case' as record_kind,
        count(*) as row_count
    from {{ ref('hist_cases') }}
    where is_current

    union all

    select
        'target' as record_kind,
        count(*) as row_count
    from {{ ref('hist_targets') }}
    where is_current and not is_deleted
),

found as (
    select
        'opportunity' as record_kind,
        count(*) as row_count
    from {{ ref('fct_opportunities') }}

    union all

    select
        'opportunity' as record_kind,
        count(distinct opportunity_key) as row_count
    from {{ ref('fct_stage_visits') }}

    union all

    select
        'lead' as record_kind,
        count(*) as row_count
    from {{ ref('fct_leads') }}

    union all

    select
        'activity' as record_kind,
        count(*) as row_count
    from {{ ref('fct_activities') }}

    union all

    select
        'case' as record_kind,
        count(*) as row_count
    from {{ ref('fct_cases') }}

    union all

    select
        'target' as record_kind,
        count(*) as row_count
    from {{ ref('fct_targets') }}
)

select
    expected.record_kind,
    expected.row_count,
    coalesce(merged.merged_count, 0) as merged_count,
    found.row_count as found_count
from expected
inner join found on expected.record_kind = found.record_kind
left join merged on expected.record_kind = merged.record_kind
where expected.row_count - coalesce(merged.merged_count, 0) <> found.row_count
