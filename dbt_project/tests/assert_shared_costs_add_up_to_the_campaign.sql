-- Where a campaign's cost is divided over its touches, the parts are the whole.
with shared as (
    select
        campaign_key,
        sum(cost_amount_trx) as cost_amount_trx
    from {{ ref('fct_touches') }}
    where is_cost_shared
    group by campaign_key
)

select
    shared.campaign_key,
    shared.cost_amount_trx,
    campaigns.actual_cost_amount_trx
from shared
inner join {{ ref('dim_campaigns') }} as campaigns
    on shared.campaign_key = campaigns.campaign_key
where shared.cost_amount_trx <> campaigns.actual_cost_amount_trx
