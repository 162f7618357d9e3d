"""Where the seconds of a demo night go: `python -m benchmarks.night [--nights 60] [--scale 1.0]`.

Writes sample exports into a temporary data folder, runs one night from nothing as `make demo`
does, and prints a table in Markdown. Wall seconds come from Dagster's step statistics and dbt's
run results of that very run.
"""

import argparse
import json
import os
import resource
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
        os.environ.update(PANTAU_DATA=folder, DAGSTER_HOME=f"{folder}/dagster")
        sample = ["--nights", options.nights, "--scale", options.scale]
        seconds, _ = timed("ingest", "sample", *sample)
        total, cpu = timed("orchestration", "nightly")
        print(f"{options.nights} nights at scale {options.scale}, {os.cpu_count()} cores\n")
        print_table(measure(Path(folder), total), total)
        print(f"\nCPU of the whole night: {cpu:.0f} s. Sample exports before it: {seconds:.1f} s.")
        again, _ = timed("orchestration", "nightly")
        print(f"The same night again, with nothing new: {again:.1f} s.")


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
    results = json.loads((data / "build" / f"{run_id}_dbt" / "run_results.json").read_text())
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
