"""Plain dbt, as an analytics engineer runs it: every model, data test and unit test."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.nights import REPOSITORY, environment, load_only

pytestmark = pytest.mark.e2e

DBT = Path(sys.executable).with_name("dbt")


def run(data: Path, target: Path, *arguments: str) -> dict[str, Counter[str]]:
    """Run dbt on the development file; how often each status came, by kind of node."""
    (data / "dev").mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [str(DBT), *arguments, "--target-path", str(target), "--log-path", str(target)],
        cwd=REPOSITORY / "dbt_project",
        env=environment(data),
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    results = json.loads((target / "run_results.json").read_text())["results"]
    kinds: dict[str, Counter[str]] = {}
    for result in results:
        kind = result["unique_id"].split(".")[0]
        kinds.setdefault(kind, Counter())[result["status"]] += 1
    return kinds


def test_everything_builds_and_passes_without_any_delivery(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load_only(data)
    kinds = run(data, tmp_path / "target", "build", "--exclude", "tag:continued")

    assert set(kinds["unit_test"]) == {"pass"}
    assert set(kinds["test"]) == {"pass"}
    assert set(kinds["model"]) == {"success"}
    assert kinds["unit_test"]["pass"] > 50

    # what continues a table can be tested once there is one; the project's hook ends every command
    kinds = run(data, tmp_path / "target", "test", "--select", "tag:continued")
    assert kinds == {"unit_test": Counter({"pass": 1}), "operation": Counter({"success": 1})}
