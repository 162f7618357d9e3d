{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- How much the names of two records look alike: the mean of their Jaro-Winkler similarity and the
-- share of pieces of three letters that they have in common. A pair without a common key stays only
-- if that is enough.
{% set possible = var('duplicate_possible_score') %}

with pairs as (
    select * from {{ ref('int_duplicate_pairs_found') }}
),

compared as (
    select
        *,
        {{ jaro_winkler('matching_name', 'other_matching_name') }} as jaro_winkler_score,
        {{ list_length('name_trigrams') }} as trigram_count,
        {{ list_length('other_name_trigrams') }} as other_trigram_count
    from pairs
),

-- The pieces in common are at most those of the shorter name, and looking for them is what costs.
promising as (
    select * from compared
    where
        reason_number < 5
        or jaro_winkler_score
        + least(trigram_count, other_trigram_count) * 1.0
        / greatest(trigram_count, other_trigram_count)
        -- a little less: the score is rounded
        >= 2 * {{ possible }} - 0.0001
),

scored as (
    select
        record_kind,
        source_system,
        source_instance,
        record_id,
        other_record_id,
        record_name,
        other_record_name,
        owner_id,
        other_owner_id,
        case reason_number
            when 1 then 'email'
            when 2 then 'phone'
            when 3 then 'domain'
            when 4 then 'name_and_city'
            else 'similar_name'
        end as match_reason,
        round(
            (jaro_winkler_score + {{ common_rate('name_trigrams', 'other_name_trigrams') }}) / 2,
            4
        ) as score
    from promising
),

final as (
    select
        *,
        -- a name alone is no evidence, however much two look alike
        case when match_reason = 'similar_name' then 'possible' else 'likely' end as likelihood
    from scored
    where match_reason <> 'similar_name' or score >= {{ possible }}
)

select * from final
