{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- Values in logs of single properties that are no number or no date.
with changes as (
    select
        source_system,
        field_name,
        new_value as written_value
    from {{ ref('hist_opportunity_field_changes') }}
    where is_current

    union all

    select
        source_system,
        field_name,
        old_value as written_value
    from {{ ref('hist_opportunity_field_changes') }}
    where is_current
),

final as (
    select
        source_system,
        'changed_values_unreadable' as check_name,
        cast(null as string) as subject,
        count(*) filter (
            where
            (field_name = 'amount' and try_cast(written_value as numeric(18, 2)) is null)
            or (field_name = 'probability' and try_cast(written_value as double) is null)
            or (field_name = 'close_date' and try_cast(left(written_value, 10) as date) is null)
        ) as affected_count,
        count(*) as total_count
    from changes
    where written_value is not null
    group by source_system
)

select * from final
