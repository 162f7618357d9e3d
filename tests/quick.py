"""What an engineer runs before a commit, in under a minute: `make quick`.

Lint and types, unit and project tests, the golden company's cells in the lane, and dbt's unit tests
of the models that were touched. `make test` decides; this finds most of what it would.
"""

import re
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from ingest.contracts import load_contracts
from ingest.ledger import write_load_log
from ingest.loads import prepare_raw
from ingest.settings import REPOSITORY, Settings
from orchestration.nightly import dbt_command
from orchestration.nightly.dbt_command import Build
from orchestration.nightly.manifest import ensure_manifest
from tests.figures.lane.project import Node, compiled
from tests.figures.lane.warehouse import Warehouse

MACRO = re.compile(r"{%-? *(?:macro|test) +(\w+)")
SUITE = ("tests/unit", "tests/project", "tests/figures/test_golden_scenario.py")


def main() -> int:
    """Run everything; returns 1 when a part failed. What failed is shown, what is good is not."""
    changed = changed_files()
    sql = [str(path) for path in changed if path.suffix == ".sql" and is_linted(path)]
    failed = [
        *run("ruff check", "ruff", "check", "."),
        *run("ruff format", "ruff", "format", "--check", "."),
        *run("mypy", "mypy"),
        *(run(f"sqlfluff of {len(sql)} files", "tests.lint_sql", *sql) if sql else []),
        *run(
            "unit, project and golden tests", "pytest", "-n", "auto", "--dist", "loadfile", *SUITE
        ),
        *unit_tests_of_touched_models(changed),
    ]
    say("all good" if not failed else f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def changed_files() -> list[Path]:
    """Tracked files that differ from the last commit, and new ones that are not ignored."""
    names: set[str] = set()
    for command in (["diff", "--name-only", "HEAD"], ["ls-files", "-o", "--exclude-standard"]):
        done = subprocess.run(
            ["git", *command], cwd=REPOSITORY, capture_output=True, text=True, check=True
        )
        names |= set(done.stdout.splitlines())
    return [Path(name) for name in sorted(names) if (REPOSITORY / name).is_file()]


def is_linted(path: Path) -> bool:
    """Whether the SQL style holds for a file: models and data tests, not macros."""
    return path.parts[:2] in {("dbt_project", "models"), ("dbt_project", "tests")}


def run(name: str, module: str, *arguments: str) -> list[str]:
    """Run a module; returns its name when it failed, after showing what it said."""
    began = time.monotonic()
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return report(name, began, done)


def report(name: str, began: float, done: subprocess.CompletedProcess[str]) -> list[str]:
    """Say how a part went; returns its name when it failed."""
    is_good = done.returncode == 0
    say(f"{'good' if is_good else 'BAD '} {time.monotonic() - began:5.1f} s  {name}")
    if not is_good:
        say(done.stdout + done.stderr)
    return [] if is_good else [name]


def unit_tests_of_touched_models(changed: list[Path]) -> list[str]:
    """Run dbt's unit tests of models whose SQL, properties or macros were changed.

    dbt reads column types from a build: one of a company that has delivered nothing will do.
    """
    models = {path.stem for path in changed if path.parts[:2] == ("dbt_project", "models")}
    macros = {
        f"macro.pantau.{name}"
        for path in changed
        if path.parts[:2] == ("dbt_project", "macros")
        for name in MACRO.findall((REPOSITORY / path).read_text(encoding="utf-8"))
    }
    if not models and not macros:
        return []
    began = time.monotonic()
    parsed = ensure_manifest(Settings.from_env()).parent
    folder = parsed / "empty"
    settings = Settings(folder / "data")
    build = Build(date(2026, 1, 31), folder)
    project = compiled(settings, build)
    names = [node.name for node in project.nodes if is_touched(node, models, macros)]
    kept = folder / "kept.duckdb"
    if names and not kept.exists():
        prepare_raw(settings, load_contracts())
        write_load_log(settings, load_contracts())
        warehouse = Warehouse(settings.data, kept)
        warehouse.build(project)
        warehouse.connection.close()
    if not names:
        return []
    # dbt ends every command of this target by dropping what the next night makes anew
    shutil.copy(kept, folder / "pantau_nightly.duckdb")
    done = dbt_command.run(
        settings,
        *("test", "--target", "nightly", "--resource-type", "unit_test", "--select", *names),
        output=folder / "dbt",
        build=build,
        parsed=parsed,
    )
    return report(f"dbt's unit tests of {len(names)} touched models", began, done)


def is_touched(node: Node, models: set[str], macros: set[str]) -> bool:
    """Whether a node is a model that was changed, or calls a macro that was."""
    is_model = node.kind == "model"
    return is_model and (node.name in models or not macros.isdisjoint(node.macros))


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201 (this is a command)


if __name__ == "__main__":
    sys.exit(main())
