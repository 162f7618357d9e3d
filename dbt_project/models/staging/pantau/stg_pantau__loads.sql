with raw as (
    select *
    from ({{ known_load_log() }}) as known
    -- a delivery without a date is a problem of landing, which stays visible at every business date
    where export_as_of is null or export_as_of <= {{ as_of_date() }}
),

final as (
    select
        source_system,
        source_instance,
        source_system || '.' || object_name as feed,
        object_name,
        load_id,
        -- the same bytes may have been loaded, replaced, and loaded again
        row_number() over (
            partition by
                source_system, source_instance, object_name, load_id, file_name, known_status
            order by loaded_at asc nulls first, sha256 asc nulls first
        ) as load_number,
        file_name,
        sha256,
        bytes,
        export_as_of,
        is_export_date_inferred,
        delivery_kind,
        rows_read,
        rows_loaded,
        rows_rejected,
        coalesce(rows_repeated, 0) as rows_repeated,
        coalesce(rows_erased, 0) as rows_erased,
        known_status as status,
        -- what was replaced only later had but its own notes then
        case when known_status = status then reason else notes end as reason,
        contract_version,
        line_end,
        encoding,
        header,
        extra_columns
    from raw
)

select * from final
