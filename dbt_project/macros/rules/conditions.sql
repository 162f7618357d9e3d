{#- What the test `rules` asks of every single row: the rule's name, its column, and the SQL condition
    of a row that breaks it. NULL breaks nothing but not_null. -#}
{% macro row_conditions(not_null, accepted_values, rates) -%}
    {%- set conditions = [] -%}
    {%- for column in not_null -%}
        {%- do conditions.append(
            {'rule': 'not_null', 'column': column, 'breach': column ~ ' is null'}
        ) -%}
    {%- endfor -%}
    {%- for column, values in accepted_values.items() -%}
        {%- set breach = column ~ " not in ('" ~ values | join("', '") ~ "')" -%}
        {%- do conditions.append(
            {'rule': 'accepted_values', 'column': column, 'breach': breach}
        ) -%}
    {%- endfor -%}
    {%- for column in rates -%}
        {%- do conditions.append(
            {'rule': 'rates', 'column': column, 'breach': column ~ ' not between 0 and 1'}
        ) -%}
    {%- endfor -%}
    {{- return(conditions) -}}
{%- endmacro %}


{#- The same of the contract of the model that is tested, on engines that write what breaks it. -#}
{% macro contract_conditions() -%}
    {%- set conditions = [] -%}
    {%- if execute and not constraints_are_enforced() -%}
        {%- set tested = graph.nodes[model.attached_node] -%}
        {%- for column in tested.columns.values() -%}
            {%- for constraint in column.constraints -%}
                {%- set breach = column.name ~ ' is null'
                    if constraint.type == 'not_null'
                    else 'not (' ~ constraint.expression ~ ')' -%}
                {%- do conditions.append(
                    {'rule': constraint.type, 'column': column.name, 'breach': breach}
                ) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(conditions) -}}
{%- endmacro %}
