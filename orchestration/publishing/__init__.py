"""Writing, checking, swapping and keeping published versions. Knows neither Dagster nor dbt."""
