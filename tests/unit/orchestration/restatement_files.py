"""Tiny published files, written by hand: a few opportunities, and marts that count them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.restatement.published_then import Published

Row = tuple[Any, ...]

SCHEMA = """
create schema core; create schema marts;
create table core.fct_opportunities (
    opportunity_id varchar, opportunity_name varchar, ended varchar, day date,
    booked decimal(18, 2), currency_code varchar, fx_rate decimal(28, 12),
    credited_rep_key varchar, credited_team_key varchar, territory_key varchar, is_deleted boolean
);
create table core.fct_leads (
    lead_id varchar, lead_created_date date, is_deleted boolean
);
create table core.fct_targets (
    owner_kind varchar, owner_key varchar, month_start_date date, target_amount decimal(18, 2)
);
create table core.bridge_merged_records (
    record_kind varchar, record_key varchar, survivor_id varchar
);
create table core.dim_sales_reps as
    select * from (values ('R1', 'Sari', date '1900-01-01'), ('R2', 'Budi', date '1900-01-01'))
    as r(rep_key, rep_name, valid_from);
create table core.dim_teams as
    select * from (values ('T1', 'Utara', date '1900-01-01'), ('T2', 'Selatan', date '1900-01-01'))
    as t(team_key, team_name, valid_from);
create table core.dim_territories as
    select * from (values ('A', 'Medan', date '1900-01-01'), ('B', 'Jakarta', date '1900-01-01'))
    as t(territory_key, territory_name, valid_from);
"""

# What the models would have derived, and the marts over it.
DERIVED = """
alter table core.fct_opportunities add column amount decimal(18, 2);
update core.fct_opportunities set amount = cast(booked * fx_rate as decimal(18, 2));
create or replace table core.fct_opportunities as
select
    opportunity_id as opportunity_key, 's' as source_system, 'd' as source_instance, *,
    coalesce(ended = 'won' and not is_deleted, false) as is_won,
    coalesce(ended = 'lost' and not is_deleted, false) as is_lost,
    case ended when 'won' then day end as won_date,
    case ended when 'lost' then day end as lost_date,
    case when is_won then amount end as won_amount,
    case when is_lost then amount end as lost_amount,
    booked as amount_trx, booked as last_open_amount_trx
from core.fct_opportunities;
create or replace table core.fct_leads as
select lead_id as lead_key, 's' as source_system, 'd' as source_instance, * from core.fct_leads;
create or replace table core.fct_targets as select *, 'won_amount' as measure from core.fct_targets;
create table marts.mart_leads_by_source_month as
select cast(date_trunc('month', lead_created_date) as date) as month_start_date,
    count(*) as lead_count
from core.fct_leads where not is_deleted group by all;
"""

MART = """
create table marts.{mart} as
select {columns} cast(date_trunc('month', day) as date) as month_start_date,
    count(*) filter (where is_won) as won_count,
    cast(coalesce(sum(won_amount), 0) as decimal(18, 2)) as won_amount,
    count(*) filter (where is_lost) as lost_count,
    cast(coalesce(sum(lost_amount), 0) as decimal(18, 2)) as lost_amount,
    count(*) as closed_count
from core.fct_opportunities where is_won or is_lost group by all;
"""

MARTS = {
    "mart_sales_trend_by_month": "'company' as segment_kind,",
    "mart_performance_by_rep_month": "'credited' as owner_view, credited_rep_key as rep_key,"
    " case credited_rep_key when 'R1' then 'Sari' else 'Budi' end as rep_name,",
    "mart_performance_by_team_month": "credited_team_key as team_key,"
    " case credited_team_key when 'T1' then 'Utara' else 'Selatan' end as team_name,",
}


def won(day: str | None, booked: float | None, **other: Any) -> dict[str, Any]:
    """A won opportunity of Sari's in the north, in rupiah."""
    return {
        **{"outcome": "won", "day": day, "booked": booked, "currency": "IDR", "rate": 1},
        **{"rep": "R1", "team": "T1", "territory": "A", "is_deleted": False},
        **other,
    }


def lost(day: str, booked: float, **other: Any) -> dict[str, Any]:
    return won(day, booked, **{"outcome": "lost", **other})


def still_open(booked: float) -> dict[str, Any]:
    return won(None, booked, outcome=None)


def write_file(
    path: Path,
    opportunities: dict[str, dict[str, Any]],
    *,
    leads: Iterable[Row] = (),
    targets: Iterable[Row] = (),
    merges: Iterable[Row] = (),
    and_then: str = "",
) -> Path:
    """Write a published file; `and_then` is SQL that runs at the end."""
    columns = ("outcome", "day", "booked", "currency", "rate", "rep", "team", "territory")
    rows = [
        (key, f"Deal {key}", *(one[name] for name in columns), one["is_deleted"])
        for key, one in opportunities.items()
    ]
    with duckdb.connect(str(path)) as connection:
        connection.execute(SCHEMA)
        for table, content in (
            ("fct_opportunities", rows),
            ("fct_leads", list(leads)),
            ("fct_targets", list(targets)),
            ("bridge_merged_records", list(merges)),
        ):
            for row in content:
                marks = ", ".join("?" for _ in row)
                connection.execute(f"insert into core.{table} values ({marks})", list(row))
        connection.execute(DERIVED)
        for mart, keys in MARTS.items():
            connection.execute(MART.format(mart=mart, columns=keys))
        if and_then:
            connection.execute(and_then)
    return path


def published(version: str, as_of: str, at: str) -> Published:
    """A version as the store describes it."""
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return Published(version, date.fromisoformat(as_of), instant, {}, "code", "settings", None)


def write_log(path: Path, rows: Iterable[Row]) -> Path:
    """Write a load log of some loads, from the columns that a restatement looks at."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create table log (
                file_name varchar, export_as_of date, status varchar, first_status varchar,
                loaded_at varchar, superseded_at varchar, rows_loaded bigint
            )
            """
        )
        for row in rows:
            connection.execute("insert into log values (?, ?, ?, ?, ?, ?, ?)", list(row))
        connection.execute(
            f"""
            copy (
                select *, 's' as source_system, 'o' as object_name, 0 as rows_rejected,
                    null::varchar as reason
                from log
            ) to '{path}' (format parquet)
            """
        )
    return path
