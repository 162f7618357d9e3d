{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Records that were merged into others, those whose way to a survivor is not known, and decisions
-- of a person about records that were never delivered.
with records as (
    select * from {{ ref('int_merges_decided') }}
),

judged as (
    select
        records.source_system,
        records.record_kind,
        merged.record_id is not null as is_merged,
        records.merged_into_id is not null and merged.record_id is null as is_unresolved
    from records
    left join {{ ref('int_records_merged') }} as merged
        on
            records.record_kind = merged.record_kind
            and records.source_system = merged.source_system
            and records.source_instance = merged.source_instance
            and records.record_id = merged.record_id
),

decisions as (
    select
        overrides.source_system,
        overrides.record_kind,
        records.record_id is null
        or (trim(overrides.survivor_id) <> '' and survivors.record_id is null) as is_without_record
    from {{ ref('merge_overrides') }} as overrides
    {% for alias, column in [('records', 'record_id'), ('survivors', 'survivor_id')] %}
        left join {{ ref('int_merges_decided') }} as {{ alias }}
            on
                overrides.record_kind = {{ alias }}.record_kind
                and overrides.source_system = {{ alias }}.source_system
                and overrides.source_instance = {{ alias }}.source_instance
                and overrides.{{ column }} = {{ alias }}.record_id
    {% endfor %}
),

counts as (
    {% for check_name, is_affected in [
        ('records_merged', 'is_merged'), ('merges_unresolved', 'is_unresolved')
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            source_system,
            '{{ check_name }}' as check_name,
            record_kind,
            count(*) filter (where {{ is_affected }}) as affected_count,
            count(*) as total_count
        from judged
        group by source_system, record_kind
    {% endfor %}

    union all

    select
        source_system,
        'merge_decisions_without_record' as check_name,
        record_kind,
        count(*) filter (where is_without_record) as affected_count,
        count(*) as total_count
    from decisions
    group by source_system, record_kind
),

final as (
    select
        source_system,
        check_name,
        case record_kind
            when 'account' then 'accounts'
            when 'contact' then 'contacts'
            when 'lead' then 'leads'
            when 'opportunity' then 'opportunities'
        end as subject,
        affected_count,
        total_count
    from counts
)

select * from final
