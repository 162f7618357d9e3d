{# A row per record, nearly all of them merged into none: nothing to keep. #}
{{ config(materialized='view') }}

-- Into which record each one was merged: as a person decided in the seed merge_overrides, else as
-- the CRM says. What the CRM says the other way round of a decision is dropped: it would make a
-- circle of the two.
with records as (
    {% for kind, entity in [
        ('account', 'accounts'),
        ('contact', 'contacts'),
        ('lead', 'leads'),
        ('opportunity', 'opportunities'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ kind }}' as record_kind,
            source_system,
            source_instance,
            {{ kind }}_id as record_id,
            merged_into_id
        from {{ ref('hist_' ~ entity) }}
        where is_current
    {% endfor %}
),

overrides as (
    select
        record_kind,
        source_system,
        source_instance,
        record_id,
        nullif(trim(survivor_id), '') as survivor_id
    from {{ ref('merge_overrides') }}
),

final as (
    select
        records.record_kind,
        records.source_system,
        records.source_instance,
        records.record_id,
        case
            when decided.record_id is not null then decided.survivor_id
            when reversed.record_id is null then records.merged_into_id
        end as merged_into_id,
        decided.record_id is not null as is_overridden,
        records.merged_into_id is not null as is_told
    from records
    left join overrides as decided
        on
            records.record_kind = decided.record_kind
            and records.source_system = decided.source_system
            and records.source_instance = decided.source_instance
            and records.record_id = decided.record_id
    left join overrides as reversed
        on
            records.record_kind = reversed.record_kind
            and records.source_system = reversed.source_system
            and records.source_instance = reversed.source_instance
            and records.merged_into_id = reversed.record_id
            and records.record_id = reversed.survivor_id
)

select * from final
