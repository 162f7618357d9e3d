{#- Salesforce's words for forecast categories in ours: those of the API, where commit is Forecast, and
    the labels that its histories hold. -#}
{% macro salesforce_forecast_category(column) -%}
    case {{ column }}
        when 'Omitted' then 'omitted'
        when 'Pipeline' then 'pipeline'
        when 'BestCase' then 'best_case'
        when 'Best Case' then 'best_case'
        when 'MostLikely' then 'most_likely'
        when 'Most Likely' then 'most_likely'
        when 'Forecast' then 'commit'
        when 'Commit' then 'commit'
        when 'Closed' then 'closed'
    end
{%- endmacro %}
