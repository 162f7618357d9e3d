{#- Salesforce's API words for forecast categories in ours; its word for commit is Forecast. -#}
{% macro salesforce_forecast_category(column) -%}
    case {{ column }}
        when 'Omitted' then 'omitted'
        when 'Pipeline' then 'pipeline'
        when 'BestCase' then 'best_case'
        when 'MostLikely' then 'most_likely'
        when 'Forecast' then 'commit'
        when 'Closed' then 'closed'
    end
{%- endmacro %}
