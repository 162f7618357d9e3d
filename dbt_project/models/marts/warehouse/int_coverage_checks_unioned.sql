{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- All checks of all sources that delivered anything.
with results as (
    {% for model in [
        'int_mapped_values_counted',
        'int_maven_quirks_counted',
        'int_olist_quirks_counted',
        'int_opportunity_gaps_counted',
        'int_people_gaps_counted',
        'int_tree_circles_counted',
        'int_territory_overlaps_counted',
        'int_field_changes_counted',
        'int_record_gaps_counted',
        'int_merges_counted',
        'int_duplicates_counted',
        'int_feed_problems_counted',
        'int_load_problems_counted',
    ] %}
        select
            source_system,
            cast(null as string) as mart_name,
            check_name,
            subject,
            affected_count,
            total_count
        from {{ ref(model) }}

        union all

    {% endfor %}
    select
        source_system,
        mart_name,
        check_name,
        subject,
        affected_count,
        total_count
    from {{ ref('int_mart_inputs_counted') }}
),

sources as (
    select distinct source_system from {{ ref('stg_pantau__loads') }}
),

final as (
    select results.*
    from results
    inner join sources
        on results.source_system = sources.source_system
)

select * from final
