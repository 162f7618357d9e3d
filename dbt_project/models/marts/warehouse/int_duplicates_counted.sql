{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Leads and accounts that look like another, and those of which too many share something to be
-- compared in full.
with records as (
    select * from {{ ref('int_duplicate_records_keyed') }}
),

pairs as (
    select * from {{ ref('int_duplicate_pairs_scored') }}
),

listed as (
    select
        record_kind,
        source_system,
        source_instance,
        record_id
    from pairs

    union

    select
        record_kind,
        source_system,
        source_instance,
        other_record_id as record_id
    from pairs
),

crowded as (
    select distinct
        record_kind,
        source_system,
        source_instance,
        record_id
    from {{ ref('int_duplicate_records_blocked') }}
    where is_too_large
),

judged as (
    select
        records.source_system,
        records.record_kind || 's' as entity,
        listed.record_id is not null as is_listed,
        crowded.record_id is not null as is_crowded
    from records
    {% for relation in ['listed', 'crowded'] %}
        left join {{ relation }}
            on
                records.record_kind = {{ relation }}.record_kind
                and records.source_system = {{ relation }}.source_system
                and records.source_instance = {{ relation }}.source_instance
                and records.record_id = {{ relation }}.record_id
    {% endfor %}
),

final as (
    {% for check_name, is_affected in [
        ('records_like_another', 'is_listed'), ('records_not_compared_in_full', 'is_crowded')
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
