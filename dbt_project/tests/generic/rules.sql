{#- Every rule of a model in one query. A row is a breach: which rule, of which column, in which record.
    What the model's contract says is not repeated here (see contract_conditions).

    key: columns that name a record where neither a unique nor a tiles rule does
    unique: lists of columns that together name one row
    tiles: lists of columns whose intervals valid_from to valid_to follow each other without gap or overlap
    relationships: {column, to, field, where}; a value of the column, unless NULL, is one of the field; `where`, if
        given, says for which rows
    not_null: columns
    accepted_values: lists of values by column; NULL is accepted
    rates: columns that are shares, between 0 and 1, or NULL where a share does not exist -#}
{% test rules(
    model,
    key=none,
    unique=[],
    tiles=[],
    relationships=[],
    not_null=[],
    accepted_values={},
    rates=[]
) %}
    {%- set named_by = key or (unique[0] if unique else tiles[0] + ['valid_from']) -%}
    {%- set conditions = row_conditions(not_null, accepted_values, rates) + contract_conditions() -%}
    {%- set breaches = [] -%}
    {%- for columns in unique -%}
        {%- do breaches.append(repeated_rows(model, columns)) -%}
    {%- endfor -%}
    {%- for columns in tiles -%}
        {%- do breaches.append(untiled_rows(model, columns)) -%}
    {%- endfor -%}
    {%- for relationship in relationships -%}
        {%- do breaches.append(orphaned_rows(model, named_by, **relationship)) -%}
    {%- endfor -%}
    {%- if conditions -%}
        {%- do breaches.append(rows_that_break(model, named_by, conditions)) -%}
    {%- endif %}
{{ breaches | join('\n\nunion all\n\n') or no_rows(model) }}
{% endtest %}
