"""Compare two published files in a DuckDB of its own; nothing is written to either.

What does not belong here: where the files come from, and how the result is told.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from ingest.canonical import literal
from orchestration.restatement import figures, leads, loads, opportunities
from orchestration.restatement.explanation import explain
from orchestration.restatement.published_then import Published

MERGES = "bridge_merged_records"


@dataclass(frozen=True)
class Side:
    """One of the two files and the publication it holds."""

    file: Path
    published: Published


@contextlib.contextmanager
def compared(before: Side, after: Side, load_log: Path) -> Iterator[DuckDBPyConnection]:
    """Lend a connection with the tables of the report.

    ``explained_figures``, ``opportunity_changes``, ``lead_changes``, ``target_changes``,
    ``arrivals`` and ``later_exports``; months that were not complete in both files are left out.
    """
    then, now = before.published, after.published
    with duckdb.connect() as connection:
        for name, side in (("before", before), ("after", after)):
            connection.execute(f"attach {literal(str(side.file))} as {name} (read_only)")
            _read_merges(connection, name)
        first_open_day = min(then.first_open_day, now.first_open_day)
        connection.execute(f"create macro is_past(month) as month < date '{first_open_day}'")
        figures.measure(connection)
        opportunities.compare(connection)
        leads.compare(connection)
        leads.compare_targets(connection)
        explain(connection)
        loads.list_arrivals(connection, load_log, then, now)
        yield connection


def _read_merges(connection: DuckDBPyConnection, name: str) -> None:
    """Files published before the bridge existed have none: their merges stay unknown."""
    connection.execute(
        f"create table merges_{name} (record_kind varchar, record_key varchar, survivor_id varchar)"
    )
    known = connection.execute(
        "select 1 from duckdb_tables() where database_name = ? and table_name = ?", [name, MERGES]
    ).fetchall()
    if known:
        connection.execute(
            f"""
            insert into merges_{name}
            select record_kind, record_key, survivor_id from {name}.core.{MERGES}
            """  # noqa: S608 (names from this file)
        )
