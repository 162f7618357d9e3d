"""Build the warehouse of a data folder many times, with dbt loaded once.

A night starts a process of its own for dbt; a test that builds 120 times would spend most of its
minutes on that. Here each build is a fork of a process that has dbt and the parsed project in
memory. What is built, and on what, is decided by the night's own code. No expectations live here.
"""

import json
import multiprocessing
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from ingest.settings import Settings
from orchestration.nightly import dbt_command
from orchestration.nightly.base import BuildState, keep
from orchestration.nightly.inputs import Inputs
from orchestration.nightly.plan import Plan, lay_out
from orchestration.nightly.workspace import Workspace

SPAWN = multiprocessing.get_context("spawn")
SCHEMAS = ("history", "core", "marts")
# Which build last changed a row is bookkeeping: it cannot be the same in two builds.
NOT_COMPARED = "build_id"


class Builder:
    """Builds of one data folder; `name` keeps builders that work at the same time apart."""

    def __init__(self, data: Path, name: str, **settings: str) -> None:
        """Start the server of this builder; `timezone=…` stands for PANTAU_TIMEZONE."""
        chosen = {f"PANTAU_{key.upper()}": value for key, value in settings.items()}
        self.settings = Settings.from_env({"PANTAU_DATA": str(data), **chosen})
        self.workspace = Workspace(self.settings, name)
        self.output = self.settings.build / f"{name}_dbt"
        self.workspace.scratch.mkdir(parents=True, exist_ok=True)
        environment = {
            **dbt_command.environment(self.settings, self.workspace.build_file),
            "DBT_PROFILES_DIR": str(dbt_command.PROJECT),
            "DBT_PROJECT_DIR": str(dbt_command.PROJECT),
            "DBT_TARGET": "nightly",
            "DBT_TARGET_PATH": str(self.output),
            "DBT_LOG_PATH": str(self.output),
            "DBT_LOG_LEVEL_FILE": "info",
        }
        self.pipe, other_end = SPAWN.Pipe()
        server = SPAWN.Process(target=_serve, args=(other_end, environment), daemon=True)
        server.start()

    def continue_night(self, as_of: date, *, marts: bool = True) -> "Running":
        """Start building a night on the last one, to be kept as `make nightly` does.

        Marts are built whole from core every night; `marts` tells whether to take the time.
        """
        self.workspace.build_file.unlink(missing_ok=True)
        inputs = Inputs(as_of, loads="", code="test", settings="", landing="")
        plan, state = lay_out(self.workspace, inputs, from_scratch=False)
        return self._start(as_of, marts=marts, plan=plan, state=state)

    def from_raw(
        self,
        as_of: date,
        *,
        marts: bool = True,
        threads: int = 1,
        as_known_at: str | None = None,
    ) -> "Running":
        """Start building everything from raw in this builder's file."""
        self.workspace.build_file.unlink(missing_ok=True)
        return self._start(as_of, marts=marts, threads=threads, as_known_at=as_known_at)

    def _start(
        self,
        as_of: date,
        *,
        marts: bool,
        threads: int = 1,
        as_known_at: str | None = None,
        plan: Plan | None = None,
        state: BuildState | None = None,
    ) -> "Running":
        variables = {"as_of_date": as_of.isoformat(), "as_known_at": as_known_at}
        arguments = ["--no-write-json", "build", "--exclude-resource-type", "unit_test", "test"]
        arguments += ["--vars", json.dumps(variables), "--threads", str(threads)]
        if not marts:
            arguments += ["--exclude", "path:models/marts"]
        self.pipe.send((arguments, plan.to_json() if plan else ""))
        return Running(self, plan, state)


@dataclass(frozen=True)
class Running:
    """A build at work."""

    builder: Builder
    plan: Plan | None
    state: BuildState | None

    def finish(self) -> Path:
        """Wait for the build and return its file; fails with dbt's own words if it failed."""
        code = self.builder.pipe.recv()
        assert code == 0, _failures(self.builder.output)
        file = self.builder.workspace.build_file
        if self.state is None:
            # The fork ended without closing its file: what it wrote last is in the log beside it.
            with duckdb.connect(str(file)) as connection:
                connection.execute("checkpoint")
            return file
        base = self.builder.settings.base
        keep(file, base, self.state)
        return base


def _serve(pipe: Any, environment: dict[str, str]) -> None:
    """Parse the project once, then fork for every build that is asked for.

    This process never opens DuckDB itself: its threads would not survive the fork.
    """
    os.environ.update(environment)
    os.chdir(dbt_command.PROJECT)
    from dbt.cli.main import dbtRunner

    parsed = dbtRunner().invoke(["--quiet", "parse", "--vars", '{"as_of_date": "2026-01-01"}'])
    while True:
        try:
            arguments, plan = pipe.recv()
        except EOFError:
            return
        child = os.fork()
        if child == 0:
            os.environ["PANTAU_NIGHT_PLAN"] = plan
            done = dbtRunner(manifest=parsed.result).invoke(["--quiet", *arguments])
            os._exit(0 if done.success else 1)
        pipe.send(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _failures(output: Path) -> str:
    lines = (output / "dbt.log").read_text(encoding="utf-8").splitlines()
    return "\n".join([line for line in lines if "Error" in line or "FAIL" in line][-20:])


def differences(one: Path, other: Path, schemas: tuple[str, ...] = SCHEMAS) -> list[str]:
    """The tables that are not the same in two build files, with how many rows differ and one."""
    found = []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        for schema, table in _tables(connection, schemas):
            columns = [
                f'"{name}"'
                for (name,) in connection.execute(
                    "select distinct column_name from duckdb_columns() where schema_name = ? and "
                    "table_name = ? and column_name <> ? order by 1",
                    [schema, table, NOT_COMPARED],
                ).fetchall()
            ]
            for left, right in (("one", "other"), ("other", "one")):
                rows = connection.execute(
                    f"select {', '.join(columns)} from {left}.{schema}.{table} except all "
                    f"select {', '.join(columns)} from {right}.{schema}.{table}"
                ).fetchall()
                if rows:
                    found.append(f"{schema}.{table}: {len(rows)} rows only in {left}: {rows[0]}")
    return found


def _tables(
    connection: duckdb.DuckDBPyConnection, schemas: tuple[str, ...]
) -> list[tuple[str, str]]:
    places = ", ".join(f"'{schema}'" for schema in schemas)
    return connection.execute(
        "select distinct schema_name, table_name from duckdb_tables() "
        f"where schema_name in ({places}) order by all"
    ).fetchall()
