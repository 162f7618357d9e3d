-- What a touch cost: its own cost where the source gives one. Where it gives none for any touch of
-- a campaign, the campaign's cost is divided evenly, to the cent: the first touches get the odd
-- ones.
with touches as (
    select * from {{ ref('hist_touches') }}
    where is_current and not is_deleted
),

campaigns as (
    select * from {{ ref('hist_campaigns') }}
    where is_current
),

counted as (
    select
        touches.source_system,
        touches.source_instance,
        touches.touch_id,
        touches.cost_amount_trx,
        touches.currency_code,
        campaigns.currency_code as campaign_currency_code,
        case
            when
                campaigns.actual_cost_amount_trx >= 0
                and count(touches.cost_amount_trx) over of_campaign = 0
                then cast(campaigns.actual_cost_amount_trx * 100 as bigint)
        end as campaign_cents,
        count(*) over of_campaign as touch_count,
        row_number() over (
            partition by touches.source_system, touches.source_instance, touches.campaign_id
            order by touches.touched_at asc nulls last, touches.touch_id asc nulls last
        ) as touch_rank
    from touches
    left join campaigns
        on
            touches.source_system = campaigns.source_system
            and touches.source_instance = campaigns.source_instance
            and touches.campaign_id = campaigns.campaign_id
    window
        of_campaign as (
            partition by touches.source_system, touches.source_instance, touches.campaign_id
        )
),

shared as (
    select
        *,
        (campaign_cents - mod(campaign_cents, touch_count)) / touch_count
        + case when touch_rank <= mod(campaign_cents, touch_count) then 1 else 0 end
            as shared_cents
    from counted
),

final as (
    select
        source_system,
        source_instance,
        touch_id,
        coalesce(
            cost_amount_trx, cast(shared_cents / cast(100 as double) as decimal(18, 2))
        ) as cost_amount_trx,
        case when cost_amount_trx is null then campaign_currency_code else currency_code end
            as currency_code,
        cost_amount_trx is null and shared_cents is not null as is_cost_shared
    from shared
)

select * from final
