-- A lead is answered or not; it is breached, in time, or still has time.
select *
from {{ ref('mart_speed_to_lead_by_month') }}
where
    responded_count + untouched_count <> lead_count
    or within_sla_count > responded_count
    or sla_decided_count > lead_count
    or within_sla_count + breached_count <> sla_decided_count
