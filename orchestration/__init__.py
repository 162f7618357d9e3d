"""Dagster around the warehouse: load, build, audit, publish. No business rule lives here."""
