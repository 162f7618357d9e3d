"""Asset checks that are no dbt test."""
