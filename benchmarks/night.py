"""Where the seconds of a small night go: `python -m benchmarks.night [--nights 60] [--scale 1.0]`.

Writes sample exports into a temporary data folder and runs nights as `make nightly` does: from
nothing, with one new date, with nothing new, and the golden company of the tests. Prints tables in
Markdown; wall seconds of the parts come from Dagster's step statistics and dbt's run results.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure one night and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", default="60")
    parser.add_argument("--scale", default="1.0")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pantau night ") as folder:
        demo, golden, aside = Path(folder, "demo"), Path(folder, "golden"), Path(folder, "aside")
        os.environ.update(PANTAU_DATA=str(demo), DAGSTER_HOME=str(demo / "dagster"))
        nights = str(int(options.nights) + 1)
        timed("ingest", "sample", "--nights", nights, "--scale", options.scale)
        newest = max(path.name for path in demo.glob("landing/*/*"))
        move(demo / "landing", aside, newest)
        took = {"first night, from nothing": timed("orchestration", "nightly")}
        parts = measure(demo, took["first night, from nothing"][0])
        move(aside, demo / "landing", newest)
        took["next night, one new date"] = timed("orchestration", "nightly")
        took["the same again, nothing new"] = timed("orchestration", "nightly")
        shutil.copytree(REPOSITORY / "tests/fixtures/golden/landing", golden / "landing")
        os.environ.update(PANTAU_DATA=str(golden), DAGSTER_HOME=str(golden / "dagster"))
        took["the tiny golden company, from nothing"] = timed("orchestration", "nightly")
    print(f"{options.nights} nights at scale {options.scale}, {os.cpu_count()} cores\n")
    print("| night | seconds | CPU |\n|---|---:|---:|")
    for name, (seconds, cpu) in took.items():
        print(f"| {name} | {seconds:.1f} | {cpu:.1f} |")
    print("\nThe first one in parts:\n")
    print_table(parts, took["first night, from nothing"][0])


def move(source: Path, target: Path, night: str) -> None:
    """Move what was exported on one date from one landing folder to another."""
    for folder in source.glob(f"*/{night}"):
        (target / folder.parent.name).mkdir(parents=True, exist_ok=True)
        folder.rename(target / folder.parent.name / night)


def timed(*command: str) -> tuple[float, float]:
    """Run a module; returns wall and CPU seconds, those of its children included."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, "-m", *command], cwd=REPOSITORY, check=True, stdout=sys.stderr)
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(data: Path, total: float) -> dict[str, float]:
    """Split the wall seconds of the only run in a data folder."""
    from dagster import DagsterInstance

    with DagsterInstance.get() as instance:
        run_id = instance.get_runs()[0].run_id
        steps = {s.step_key: s for s in instance.get_run_step_stats(run_id)}
    took = {key: (s.end_time or 0) - (s.start_time or 0) for key, s in steps.items()}
    ingest = sum(s for key, s in took.items() if key.startswith("load_") or "load_log" in key)
    results = json.loads((data / "build" / run_id / "dbt" / "run_results.json").read_text())
    working: Counter[str] = Counter()
    for result in results["results"]:
        working[result["unique_id"].split(".")[0]] += result["execution_time"]
    elapsed, everything = results["elapsed_time"], sum(working.values())
    tests = elapsed * working["test"] / everything
    publish = took["published__warehouse"]
    build = took["build_warehouse"]
    return {
        "ingest (read, check, commit, load log)": ingest,
        "dbt: start, parse, end": build - elapsed,
        "dbt: models and seeds": elapsed - tests,
        "dbt: data tests": tests,
        "publish (copy, hash, verify, switch)": publish,
        "Dagster and dbt manifest (load, plan, events)": total - ingest - build - publish,
    }


def print_table(parts: dict[str, float], total: float) -> None:
    """Print parts and total as a Markdown table."""
    print("| part of the night | seconds | share |\n|---|---:|---:|")
    for name, seconds in parts.items():
        print(f"| {name} | {seconds:.1f} | {seconds / total:.0%} |")
    print(f"| **whole night** | **{total:.1f}** | |")


if __name__ == "__main__":
    main()
