-- Nothing about a lead happens before it was created, and days and minutes never run backwards.
select *
from {{ ref('fct_leads') }}
where
    converted_date < lead_created_date
    or first_response_at < lead_created_at
    or response_minutes < 0
    or days_to_won < 0
    or mql_date < lead_created_date
    or sal_date < mql_date
    or sql_date < sal_date
    or (is_responded and is_untouched)
    or (is_responded and first_response_at is null)
    or (days_to_won is not null and not is_won)
