{#- Every key's intervals follow each other without gap or overlap, and the last one is open. -#}
{% test validity_tiles(model, keys) %}
with followed as (
    select
        {{ keys | join(', ') }},
        valid_from,
        valid_to,
        lead(valid_from) over (
            partition by {{ keys | join(', ') }}
            order by valid_from asc nulls last, valid_to asc nulls last
        ) as next_valid_from
    from {{ model }}
)

select *
from followed
where
    valid_from is null
    or valid_to is null
    or valid_from >= valid_to
    or valid_to <> coalesce(next_valid_from, date '9999-12-31')
{% endtest %}
