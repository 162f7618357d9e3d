-- Rows read are rows loaded and rows rejected.
select *
from {{ ref('mart_load_log') }}
where status = 'loaded' and rows_read is distinct from rows_loaded + rows_rejected
