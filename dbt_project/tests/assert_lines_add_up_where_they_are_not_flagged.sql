-- Either the live lines of an opportunity add up to its amount, or every one of them says that
-- they do not. Amounts in the reporting currency may differ by a cent a line, from rounding.
with lines as (
    select
        opportunity_key,
        sum(total_amount_trx) as lines_amount_trx,
        sum(total_amount) as lines_amount,
        count(*) as line_count,
        bool_or(is_header_mismatch) as is_header_mismatch
    from {{ ref('fct_opportunity_lines') }}
    where not is_deleted
    group by opportunity_key
)

select lines.*
from lines
inner join {{ ref('fct_opportunities') }} as opportunities
    on lines.opportunity_key = opportunities.opportunity_key
where
    not lines.is_header_mismatch
    and (
        lines.lines_amount_trx is distinct from opportunities.amount_trx
        or abs(lines.lines_amount - opportunities.amount) > 0.01 * lines.line_count
    )
