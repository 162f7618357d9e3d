with loads as (
    select * from {{ ref('stg_pantau__loads') }}
),

exports as (
    select * from {{ ref('int_exports_trusted') }}
),

final as (
    select
        {{ surrogate_key([
            'loads.source_system',
            'loads.source_instance',
            'loads.object_name',
            'loads.load_id',
            'loads.file_name',
            'loads.sha256',
            'loads.status',
            'loads.load_number',
        ]) }} as load_key,
        loads.source_system,
        loads.source_instance,
        loads.object_name,
        loads.load_id,
        loads.file_name,
        loads.sha256,
        loads.bytes,
        loads.export_as_of,
        loads.is_export_date_inferred,
        loads.delivery_kind,
        loads.rows_read,
        loads.rows_loaded,
        loads.rows_rejected,
        loads.status,
        loads.reason,
        loads.rows_erased,
        loads.status = 'loaded' and coalesce(exports.is_trusted_complete, false)
            as is_trusted_complete
    from loads
    left join exports
        on
            loads.source_instance = exports.source_instance
            and loads.feed = exports.feed
            and loads.export_as_of = exports.export_as_of
)

select * from final
