{{ config(schema='intermediate', access='private', contract={'enforced': false}) }}

-- The keys and blocks that each record is in. Two records of one key are taken for the same, two of
-- one block are compared by name. Of what too many share nothing is compared: a large company's
-- names are in the narrower blocks still.
with records as (
    select * from {{ ref('int_duplicate_records_keyed') }}
),

blocks as (
    {% for block_kind, block_value in [
        ('email', 'email_hash'),
        ('phone', 'phone_hash'),
        ('domain', 'web_domain'),
        ('name_and_city', "matching_name || '|' || matching_city"),
        ('city', 'case when matching_name is not null then matching_city end'),
        ('name_start', "substr(replace(matching_name, ' ', ''), 1, 3)"),
        ('city_and_name_start', "matching_city || '|' || substr(replace(matching_name, ' ', ''), 1, 3)"),
        ('longer_name_start', "substr(replace(matching_name, ' ', ''), 1, 6)"),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            record_kind,
            source_system,
            source_instance,
            record_id,
            '{{ block_kind }}' as block_kind,
            {{ block_value }} as block_value
        from records
    {% endfor %}
),

final as (
    select
        *,
        count(*) over (
            partition by record_kind, source_system, source_instance, block_kind, block_value
        ) > {{ var('duplicate_block_size') }} as is_too_large
    from blocks
    where block_value is not null
)

select * from final
