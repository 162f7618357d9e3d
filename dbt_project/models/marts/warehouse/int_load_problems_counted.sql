{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- What went wrong or stood out on the way in, from the load log.
with loads as (
    select * from {{ ref('stg_pantau__loads') }}
),

exports as (
    select * from {{ ref('int_exports_trusted') }}
),

final as (
    {% for check_name, is_affected, is_counted in [
        ('files_quarantined', "status = 'quarantined'", 'true'),
        ('files_not_recognised', "status = 'not_recognised'", 'true'),
        ('files_with_crlf', "line_end = 'CRLF'", "status = 'loaded'"),
        ('files_with_inferred_date', 'is_export_date_inferred', "status = 'loaded'"),
        ('files_with_extra_columns', "coalesce(extra_columns, '[]') <> '[]'", "status = 'loaded'"),
    ] %}
        select
            source_system,
            '{{ check_name }}' as check_name,
            cast(null as string) as subject,
            count(*) filter (where {{ is_counted }} and {{ is_affected }}) as affected_count,
            count(*) filter (where {{ is_counted }}) as total_count
        from loads
        group by source_system

        union all

    {% endfor %}
    select
        source_system,
        'rows_rejected' as check_name,
        cast(null as string) as subject,
        cast(coalesce(sum(rows_rejected), 0) as bigint) as affected_count,
        cast(coalesce(sum(rows_read), 0) as bigint) as total_count
    from loads
    where status = 'loaded'
    group by source_system

    union all

    select
        source_system,
        'exports_untrusted' as check_name,
        cast(null as string) as subject,
        count(*) filter (where not is_trusted_complete) as affected_count,
        count(*) as total_count
    from exports
    where is_complete
    group by source_system
)

select * from final
