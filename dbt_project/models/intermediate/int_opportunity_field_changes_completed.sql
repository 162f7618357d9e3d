-- The whole state of an opportunity after each change of one property, and at its creation. Before
-- the first change of a property its old value held; of one that the log never tells, what the
-- exports of that time say. Changes of one instant are one event. A log that tells no stage of any
-- opportunity says nothing about stages, and is left out.
{%- set words = ['stage_name', 'currency_code', 'forecast_category', 'pipeline_name'] %}
{%- set properties = words + ['amount', 'close_date', 'probability'] %}
with opportunities as (
    select * from {{ ref('int_opportunities_resolved') }}
),

versions as (
    select * from {{ ref('int_opportunity_versions_keyed') }}
),

changes as (
    select * from {{ ref('hist_opportunity_field_changes') }}
    where is_current and field_name <> 'owner_id'
),

stage_logs as (
    select distinct
        source_system,
        source_instance
    from changes
    where field_name = 'stage_name'
),

numbered as (
    select
        opportunities.opportunity_key,
        opportunities.created_at,
        changes.change_id,
        changes.changed_at,
        changes.field_name,
        changes.old_value,
        changes.new_value,
        row_number() over property_changes as change_number,
        lead(changes.changed_at) over property_changes as next_changed_at
    from changes
    inner join stage_logs
        on
            changes.source_system = stage_logs.source_system
            and changes.source_instance = stage_logs.source_instance
    inner join opportunities
        on
            changes.source_system = opportunities.source_system
            and changes.source_instance = opportunities.source_instance
            and changes.opportunity_id = opportunities.opportunity_id
    window
        property_changes as (
            partition by opportunities.opportunity_key, changes.field_name
            order by changes.changed_at asc nulls last, changes.change_id asc nulls last
        )
),

held as (
    select
        opportunity_key,
        field_name,
        new_value as held_value,
        changed_at as held_from,
        coalesce(next_changed_at, cast('9999-12-31' as timestamp)) as held_to
    from numbered

    union all

    select
        opportunity_key,
        field_name,
        old_value as held_value,
        cast('1900-01-01' as timestamp) as held_from,
        changed_at as held_to
    from numbered
    where change_number = 1
),

instants as (
    select
        opportunity_key,
        changed_at,
        min(change_id) as evidence_id
    from numbered
    group by opportunity_key, changed_at

    union all

    select
        opportunity_key,
        created_at as changed_at,
        'creation' as evidence_id
    from numbered
    group by opportunity_key, created_at
    having created_at < min(changed_at)
),

filled as (
    select
        instants.opportunity_key,
        instants.changed_at,
        {% for field in properties %}
            bool_or(held.field_name = '{{ field }}') as has_{{ field }},
            max(case when held.field_name = '{{ field }}' then held.held_value end) as {{ field }},
        {% endfor %}
        instants.evidence_id
    from instants
    inner join held
        on
            instants.opportunity_key = held.opportunity_key
            and instants.changed_at >= held.held_from
            and instants.changed_at < held.held_to
    group by instants.opportunity_key, instants.changed_at, instants.evidence_id
),

final as (
    select
        filled.opportunity_key,
        filled.changed_at,
        case
            when filled.has_stage_name then filled.stage_name else versions.source_stage_name
        end as source_stage_name,
        case
            when filled.has_amount then try_cast(filled.amount as numeric(18, 2))
            else versions.amount_trx
        end as amount_trx,
        coalesce(filled.currency_code, versions.currency_code) as currency_code,
        -- a date may be written with the time of its midnight
        case
            when filled.has_close_date then try_cast(left(filled.close_date, 10) as date)
            else versions.close_date
        end as close_date,
        case
            when filled.has_probability then try_cast(filled.probability as double)
            else versions.probability
        end as probability,
        case
            when filled.has_forecast_category then filled.forecast_category
            else versions.forecast_category
        end as forecast_category,
        coalesce(filled.pipeline_name, versions.pipeline_name) as pipeline_name,
        'field_history' as evidence,
        filled.evidence_id
    from filled
    inner join versions
        on
            filled.opportunity_key = versions.opportunity_key
            and {{ local_date('filled.changed_at') }} >= versions.known_from
            and {{ local_date('filled.changed_at') }} < versions.valid_to
)

select * from final
