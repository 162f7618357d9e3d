"""The history of the last good build, kept so that the next night reads new exports only.

Losing it costs time and nothing else: without it, or when it does not fit, a night builds
everything from raw. What it was made of stands inside the file, so that one rename changes both.
What does not belong here: what continuing means for a table (see dbt_project/macros/night).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from ingest.canonical import identifier, literal
from ingest.settings import Settings
from orchestration.nightly import dbt_command

# Loads by feed, as {"salesforce.opportunity": {"20260630_0123456789ab": "2026-06-30"}}.
Loads = dict[str, dict[str, str]]
# Erased rows by feed and load, as {"salesforce.lead": {"20260630_0123456789ab": 2}}.
Erasures = dict[str, dict[str, int]]


@dataclass(frozen=True)
class BuildState:
    """What a build file was made of."""

    as_of_date: date
    code: str
    settings: str
    engine: str
    loads: Loads
    # Of which of those loads how many rows are without their personal data, by the erase list.
    erased: Erasures = field(default_factory=dict)

    @property
    def load_count(self) -> int:
        """How many loads it was made of."""
        return sum(len(loads) for loads in self.loads.values())

    def to_json(self) -> str:
        """Text for the file's own table."""
        return json.dumps({**self.__dict__, "as_of_date": self.as_of_date.isoformat()})

    @classmethod
    def from_json(cls, text: str) -> "BuildState":
        """Read what `to_json` wrote; raises ValueError, KeyError or TypeError otherwise."""
        content: dict[str, Any] = json.loads(text)
        content["as_of_date"] = date.fromisoformat(content["as_of_date"])
        return cls(**content)


def engine_version() -> str:
    """Return the versions that decide how a build file looks inside."""
    return f"duckdb {duckdb.__version__}, dbt {dbt_command.version()}"


def loads_known(settings: Settings, as_of: date) -> tuple[Loads, Erasures]:
    """Return the loads a night for this business date reads and their erased rows, by feed."""
    rows = duckdb.execute(
        """
        select
            source_system || '.' || object_name,
            load_id,
            cast(export_as_of as varchar),
            rows_erased
        from read_parquet(?) where status = 'loaded' and export_as_of <= ? order by all
        """,
        [str(settings.raw / "load_log.parquet"), as_of],
    ).fetchall()
    loads: Loads = {}
    erased: Erasures = {}
    for feed, load_id, export_as_of, rows_erased in rows:
        loads.setdefault(feed, {})[load_id] = export_as_of
        if rows_erased:
            erased.setdefault(feed, {})[load_id] = rows_erased
    return loads, erased


def erased_since(before: BuildState, now: BuildState) -> int:
    """Return of how many loads that are in both states rows were erased in between."""
    return sum(
        before.erased.get(feed, {}).get(load, 0) != now.erased.get(feed, {}).get(load, 0)
        for feed, loads in before.loads.items()
        for load in loads.keys() & now.loads.get(feed, {}).keys()
    )


def loads_since(before: BuildState, now: BuildState) -> int:
    """Return how many loads are in the later state only."""
    return sum(
        len(loads.keys() - before.loads.get(feed, {}).keys()) for feed, loads in now.loads.items()
    )


def read_state(file: Path) -> BuildState | None:
    """Return what a kept build was made of, or None when there is none that can be read."""
    if not file.exists():
        return None
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            rows = connection.execute("select value from night.state").fetchall()
        return BuildState.from_json(rows[0][0])
    except (duckdb.Error, ValueError, KeyError, TypeError, IndexError):
        # A damaged or foreign file is no base; the night then starts from raw and says so.
        return None


def keep(build_file: Path, base: Path, state: BuildState) -> None:
    """Make the history of a published build the base of the next night.

    All that follows it is built whole every night, and readers have theirs. What a build leaves
    free in its file would be copied every night: a file of which more than a third is free is
    written anew.
    """
    with duckdb.connect(str(build_file)) as connection:
        schemas = connection.execute(
            "select distinct schema_name from duckdb_tables()"
            " where database_name = current_database() and schema_name not in ('history', 'night')"
        ).fetchall()
        for (schema,) in schemas:
            connection.execute(f"drop schema {identifier(schema)} cascade")
        connection.execute("create schema if not exists night")
        connection.execute("create or replace table night.state (value varchar)")
        connection.execute("insert into night.state values (?)", [state.to_json()])
        connection.execute("checkpoint")
        size = connection.execute("select total_blocks, free_blocks from pragma_database_size()")
        total, free = size.fetchall()[0]
    if free * 3 > total:
        _write_anew(build_file)
    base.parent.mkdir(parents=True, exist_ok=True)
    build_file.replace(base)


def _write_anew(build_file: Path) -> None:
    compact = build_file.with_name(f"{build_file.name}.compact")
    compact.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(build_file))} as build (read_only)")
        connection.execute(f"attach {literal(str(compact))} as compact")
        connection.execute("copy from database build to compact")
    compact.replace(build_file)


def difference(before: Mapping[str, Mapping[str, str]], now: Loads) -> tuple[set[str], Loads]:
    """Return the feeds to read again from their first load, and the new loads of the others.

    A feed starts again when a load of it is gone, or one came that is not later than all before:
    what an export says depends on the one before it.
    """
    restarted, new = set(), {}
    for feed in {*before, *now}:
        old, present = before.get(feed, {}), now.get(feed, {})
        added = {load: day for load, day in present.items() if load not in old}
        is_late = bool(old) and bool(added) and min(added.values()) <= max(old.values())
        if is_late or any(load not in present for load in old):
            restarted.add(feed)
        elif added:
            new[feed] = added
    return restarted, new
