-- The word the CRM itself uses for unknown stays a lead source of its own; only a blank becomes
-- the member not_provided.
with words as (
    select
        source_system,
        lead_source
    from {{ ref('hist_leads') }}
    where lead_source is not null

    union

    select
        source_system,
        lead_source
    from {{ ref('hist_opportunities') }}
    where lead_source is not null
),

channels as (
    select * from {{ ref('lead_channel_map') }}
),

members as (
    select
        'unknown' as member,
        'unknown' as channel
    union all
    select
        'not_provided' as member,
        'not_provided' as channel
    union all
    -- no lead at all; direct traffic to a website is another thing
    select
        'direct' as member,
        'no_lead' as channel
),

final as (
    select
        {{ surrogate_key(['words.source_system', 'words.lead_source']) }} as lead_source_key,
        words.source_system,
        words.lead_source,
        coalesce(channels.channel, 'unmapped') as channel,
        false as is_not_provided
    from words
    left join channels
        on
            words.source_system = channels.source_system
            and words.lead_source = channels.lead_source

    union all

    select
        member as lead_source_key,
        member as source_system,
        member as lead_source,
        channel,
        member = 'not_provided' as is_not_provided
    from members
)

select * from final
