-- Whether what facts look up about others differs from the build that this one continues.
{{ config(meta={'is_read_next_night': true}) }}
{% set plan = night_plan() %}

with known as (
    select * from {{ ref('int_parties_digested') }}
),

before as (
    select
        party_kind,
        source_system,
        source_instance,
        party_id,
        digest
    from {{ this if plan['is_continued'] else 'known' }}
    where {{ 'digest is not null' if plan['is_continued'] else 'false' }}
),

final as (
    select
        coalesce(known.party_kind, before.party_kind) as party_kind,
        coalesce(known.source_system, before.source_system) as source_system,
        coalesce(known.source_instance, before.source_instance) as source_instance,
        coalesce(known.party_id, before.party_id) as party_id,
        known.digest,
        before.digest as previous_digest,
        (known.digest is distinct from before.digest) as is_changed
    from known
    full outer join before
        on
            known.party_kind = before.party_kind
            and known.source_system = before.source_system
            and known.source_instance = before.source_instance
            and known.party_id = before.party_id
)

select * from final
