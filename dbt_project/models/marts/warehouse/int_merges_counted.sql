{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Records that were merged into others, and those whose way to a survivor is not known.
with records as (
    select
        *,
        case record_kind
            when 'account' then 'accounts'
            when 'contact' then 'contacts'
            when 'lead' then 'leads'
            when 'opportunity' then 'opportunities'
        end as entity
    from {{ ref('int_merges_decided') }}
),

judged as (
    select
        records.source_system,
        records.entity,
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

final as (
    {% for check_name, is_affected in [
        ('records_merged', 'is_merged'), ('merges_unresolved', 'is_unresolved')
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            source_system,
            '{{ check_name }}' as check_name,
            entity as subject,
            count(*) filter (where {{ is_affected }}) as affected_count,
            count(*) as total_count
        from judged
        group by source_system, entity
    {% endfor %}
)

select * from final
