with loads as (
    select * from {{ ref('stg_pantau__loads') }}
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        loads.source_system,
        loads.object_name,
        loads.file_name,
        loads.sha256,
        loads.export_as_of,
        cast(loads.rows_read as bigint) as rows_read,
        cast(loads.rows_loaded as bigint) as rows_loaded,
        cast(loads.rows_rejected as bigint) as rows_rejected,
        loads.status,
        loads.reason,
        loads.source_instance,
        loads.load_id,
        loads.is_export_date_inferred,
        loads.delivery_kind,
        cast(loads.bytes as bigint) as bytes,
        loads.line_end,
        loads.encoding,
        loads.extra_columns,
        loads.contract_version,
        cast(loads.rows_erased as bigint) as rows_erased
    from loads
)

select * from final
