{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- The same as int_load_problems_counted, by kind of record instead of by source, and late feeds.
with feeds as (
    select * from {{ ref('int_entity_feeds_summarised') }}
),

final as (
    {% for check_name, affected_count, total_count in [
        ('feeds_overdue', 'overdue_feed_count', 'expected_feed_count'),
        ('feed_exports_untrusted', 'untrusted_export_count', 'complete_export_count'),
        ('feed_rows_rejected', 'row_rejected_count - row_repeated_count', 'row_read_count'),
        ('feed_rows_repeated', 'row_repeated_count', 'row_read_count'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            source_system,
            '{{ check_name }}' as check_name,
            entity as subject,
            {{ affected_count }} as affected_count,
            {{ total_count }} as total_count
        from feeds
    {% endfor %}
)

select * from final
