{# Every pair of a block, of which few remain: nothing to keep. #}
{{ config(
    materialized='view',
    schema='intermediate',
    access='private',
    contract={'enforced': false}
) }}

-- Pairs of records that share a key or a block, each once, with the best key that both share. Two
-- companies that the CRM shows as parent and child are two; so are two leads with an e-mail address
-- or a phone number each that differ: they are two people of one company. Of two leads that are
-- both converted nobody has to decide any more which to work on.
with blocks as (
    select * from {{ ref('int_duplicate_records_blocked') }}
    where not is_too_large
),

records as (
    select * from {{ ref('int_duplicate_records_keyed') }}
),

pairs as (
    select
        one.record_kind,
        one.source_system,
        one.source_instance,
        one.record_id,
        other.record_id as other_record_id,
        min(case one.block_kind
            when 'email' then 1
            when 'phone' then 2
            when 'domain' then 3
            when 'name_and_city' then 4
            else 5
        end) as reason_number
    from blocks as one
    inner join blocks as other
        on
            one.record_kind = other.record_kind
            and one.source_system = other.source_system
            and one.source_instance = other.source_instance
            and one.block_kind = other.block_kind
            and one.block_value = other.block_value
            and one.record_id < other.record_id
    group by
        one.record_kind,
        one.source_system,
        one.source_instance,
        one.record_id,
        other.record_id
),

final as (
    select
        pairs.*,
        one.record_name,
        other.record_name as other_record_name,
        one.owner_id,
        other.owner_id as other_owner_id,
        one.matching_name,
        other.matching_name as other_matching_name,
        one.name_trigrams,
        other.name_trigrams as other_name_trigrams
    from pairs
    inner join records as one
        on
            pairs.record_kind = one.record_kind
            and pairs.source_system = one.source_system
            and pairs.source_instance = one.source_instance
            and pairs.record_id = one.record_id
    inner join records as other
        on
            pairs.record_kind = other.record_kind
            and pairs.source_system = other.source_system
            and pairs.source_instance = other.source_instance
            and pairs.other_record_id = other.record_id
    where
        one.record_id is distinct from other.parent_id
        and other.record_id is distinct from one.parent_id
        and not (one.is_converted and other.is_converted)
        and not (
            pairs.record_kind = 'lead'
            and pairs.reason_number > 2
            and (
                coalesce(one.email_hash <> other.email_hash, false)
                or coalesce(one.phone_hash <> other.phone_hash, false)
            )
        )
)

select * from final
