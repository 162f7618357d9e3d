with words as (
    select distinct
        source_system,
        lost_reason
    from {{ ref('hist_opportunities') }}
    where lost_reason is not null
),

members as (
    select 'unknown' as member
    union all
    select 'not_provided' as member
    union all
    select 'not_applicable' as member
),

final as (
    select
        {{ surrogate_key(['source_system', 'lost_reason']) }} as lost_reason_key,
        source_system,
        lost_reason
    from words

    union all

    select
        member as lost_reason_key,
        member as source_system,
        member as lost_reason
    from members
)

select * from final
