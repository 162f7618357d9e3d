-- A quote that is not accepted has no day of acceptance, and days never run backwards.
select *
from {{ ref('fct_quotes') }}
where
    days_to_accept < 0
    or (days_to_accept is not null and accepted_date is null)
    or (canonical_status in ('draft', 'sent') and accepted_date is not null)
