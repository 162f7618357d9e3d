"""The lane for figures: the project's SQL, compiled by dbt, run in one plain DuckDB connection.

A night costs tooling per node, event and process; its SQL is a few per cent of that. Where a test
is about numbers and not about the night, the same statements are run here in the same order. That
they give the same tables and verdicts as dbt's own build is tested in test_lane_equals_dbt.
"""
