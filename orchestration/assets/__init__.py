"""Dagster assets, one file per kind; what they do is in plain functions elsewhere."""
