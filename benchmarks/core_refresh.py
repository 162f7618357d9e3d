"""What a night costs against a build from raw: `python -m benchmarks.core_refresh [sizes …]`.

For each number of opportunities: a build of the first night from raw, the second night (about 1 %
of the opportunities changed) continued from it, and the second night from raw. Staging, history,
intermediate and core are built, as the night does, without marts and tests. The tables of the two
builds of the second night are compared, so that the quick way is known to give the same.
"""

import argparse
import json
import os
import resource
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from benchmarks.large_company import write_night
from ingest.settings import Settings
from orchestration.nightly import dbt_command
from orchestration.nightly.base import keep
from orchestration.nightly.inputs import Inputs
from orchestration.nightly.manifest import ensure_manifest
from orchestration.nightly.plan import lay_out
from orchestration.nightly.workspace import Workspace

NIGHTS = (date(2026, 6, 29), date(2026, 6, 30))
SIZES = (10_000, 100_000, 1_000_000)


@dataclass(frozen=True)
class Build:
    """Seconds of one build: from the first model's start to dbt's end with its file closed, and
    CPU.
    """

    wall: float
    cpu: float
    slowest: list[tuple[str, float]]


def main() -> None:
    """Measure every size and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    options = parser.parse_args()
    print("| opportunities | from raw | continued | ratio | CPU from raw | CPU continued | ratio |")
    print("|---|---|---|---|---|---|---|")
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="pantau core ") as folder:
            data = options.keep or Path(folder)
            measure(size, data)


def measure(size: int, data: Path) -> None:
    """Build two nights of one size and print its row."""
    os.environ["PANTAU_DATA"] = str(data)
    settings = Settings.from_env()
    shutil.rmtree(data / "raw", ignore_errors=True)
    settings.base.unlink(missing_ok=True)
    for night in NIGHTS:
        write_night(settings, size, night)
    build(settings, NIGHTS[0], "first", from_scratch=False)
    continued = build(settings, NIGHTS[1], "continued", from_scratch=False)
    whole = build(settings, NIGHTS[1], "whole", from_scratch=True)
    wall, cpu = continued.wall / whole.wall, continued.cpu / whole.cpu
    print(
        f"| {size:,} | {whole.wall:.1f} s | {continued.wall:.1f} s | {wall:.0%} "
        f"| {whole.cpu:.0f} s | {continued.cpu:.0f} s | {cpu:.0%} |",
        flush=True,
    )
    for kind, one in (("from raw", whole), ("continued", continued)):
        print(f"slowest {kind}:", ", ".join(f"{n} {s:.1f}" for n, s in one.slowest), flush=True)
    compare(settings.base, settings.data / "whole.duckdb")


def build(settings: Settings, night: date, name: str, *, from_scratch: bool) -> Build:
    """Build everything before the marts for one night and keep the file."""
    workspace = Workspace(settings, name)
    workspace.scratch.mkdir(parents=True, exist_ok=True)
    workspace.build_file.unlink(missing_ok=True)
    inputs = Inputs(night, loads="", code="benchmark", settings="", landing="")
    plan, state = lay_out(workspace, inputs, from_scratch=from_scratch)
    ensure_manifest(settings)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = dbt_command.run(
        settings,
        *("build", "--target", "nightly", "--resource-type", "model", "--resource-type", "seed"),
        *("--exclude", "path:models/marts"),
        output=workspace.dbt_output,
        build=dbt_command.Build(night, workspace.folder, plan.to_json()),
        parsed=ensure_manifest(settings).parent,
    )
    ended = time.time()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise SystemExit(done.stdout[-4000:])
    results = json.loads((workspace.dbt_output / "run_results.json").read_text())["results"]
    times = [t for r in results for t in r["timing"] if t["name"] in ("compile", "execute")]
    wall = ended - min(seconds(t["started_at"]) for t in times)
    if from_scratch:
        shutil.move(workspace.build_file, settings.data / "whole.duckdb")
    else:
        keep(workspace.build_file, settings.base, state)
    return Build(
        wall,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        sorted(
            ((r["unique_id"].split(".")[-1], r["execution_time"]) for r in results),
            key=lambda item: -item[1],
        )[:12],
    )


def seconds(instant: str) -> float:
    """Seconds since the epoch of dbt's timestamps."""
    return datetime.fromisoformat(instant.replace("Z", "+00:00")).timestamp()


def compare(continued: Path, whole: Path) -> None:
    """Stop when a table of core or history differs between the two ways."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{continued}' as a (read_only)")
        connection.execute(f"attach '{whole}' as b (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = 'b' and schema_name in ('core', 'history') order by all"
        ).fetchall()
        for schema, table in tables:
            digests = [
                connection.execute(
                    "select count(*), sum(hash(t)::hugeint) from (select "
                    f"columns(lambda c: c <> 'build_id') from {database}.{schema}.{table}) as t"
                ).fetchall()
                for database in ("a", "b")
            ]
            if digests[0] != digests[1]:
                raise SystemExit(f"{schema}.{table} differs: {digests}")


if __name__ == "__main__":
    main()
