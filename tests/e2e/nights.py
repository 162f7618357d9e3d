"""Run whole nights the way an operator does, and read what was published.

Everything goes through the command line and the published file, so that these helpers know
nothing of the inside. No expectations live here.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb

REPOSITORY = Path(__file__).resolve().parents[2]


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Environment of the company in folder `data`; `timezone=…` stands for PANTAU_TIMEZONE."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PANTAU_", "DAGSTER_"))}
    chosen = {f"PANTAU_{name.upper()}": value for name, value in settings.items()}
    # other tests take the other cores, and one thread costs a small company less
    return {**inherited, "PANTAU_THREADS": "1", "PANTAU_DATA": str(data), **chosen}


def run_pantau(
    data: Path,
    *arguments: str,
    check: bool = True,
    repository: Path = REPOSITORY,
    **settings: str,
) -> subprocess.CompletedProcess[str]:
    """Run `python -m orchestration …` on `data`; with `check`, fail showing what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "orchestration", *arguments],
        cwd=repository,
        env=environment(data, **settings),
        capture_output=True,
        text=True,
        timeout=1500,
    )
    if check and done.returncode != 0:
        raise AssertionError(
            f"`{' '.join(arguments)}` ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
    return done


def run_night(
    data: Path,
    *arguments: str,
    check: bool = True,
    repository: Path = REPOSITORY,
    **settings: str,
) -> subprocess.CompletedProcess[str]:
    """Run one night on `data`."""
    return run_pantau(data, "nightly", *arguments, check=check, repository=repository, **settings)


def current(data: Path) -> dict[str, Any]:
    """The parsed CURRENT.json of `data`."""
    return json.loads((data / "published" / "CURRENT.json").read_text())


def query(data: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of `sql` on the published file, opened as a BI tool does: read only."""
    with duckdb.connect(str(data / "published" / "pantau.duckdb"), read_only=True) as connection:
        return connection.execute(sql, values).fetchall()


def value(data: Path, sql: str, *values: object) -> Any:
    """The single value of a one-row, one-column query."""
    ((only,),) = query(data, sql, *values)
    return only


def load_only(data: Path) -> subprocess.CompletedProcess[str]:
    """Load what lies in landing without building anything."""
    return subprocess.run(
        [sys.executable, "-m", "ingest", "load"],
        cwd=REPOSITORY,
        env=environment(data),
        capture_output=True,
        text=True,
        check=True,
    )


def table_digests(data: Path) -> dict[str, str]:
    """A digest of the sorted rows of every published table, by `schema.table`."""
    digests = {}
    with duckdb.connect(str(data / "published" / "pantau.duckdb"), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables order by 1, 2"
        ).fetchall()
        for schema, table in tables:
            ((digests[f"{schema}.{table}"],),) = connection.execute(
                f"""
                select coalesce(md5(string_agg(row_text, '\n' order by row_text)), 'no rows')
                from (select cast(t as varchar) as row_text from "{schema}"."{table}" as t)
                """
            ).fetchall()
    return digests
