"""Small build files as dbt would leave them."""

from pathlib import Path

import duckdb


def write_build(path: Path, *, value: int = 1, extra: str = "") -> Path:
    """A build with staging, core and marts; every core and mart row carries `value`."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"""
            create schema staging; create schema core; create schema marts;
            create view staging.stg_people as select 'a@b.example' as email;
            create table core.fct_deals as
                select i as deal_id, {value} as value, cast(i as decimal(18, 2)) as amount
                from range(50) as r(i);
            create table marts.mart_deals (value integer not null, deal_count integer);
            insert into marts.mart_deals select {value}, count(*) from core.fct_deals;
            comment on table marts.mart_deals is 'One row per value.';
            comment on column marts.mart_deals.deal_count is 'Deals, lost ones included.';
            {extra}
            """
        )
    return path
