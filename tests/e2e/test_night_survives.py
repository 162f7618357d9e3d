"""A night that is killed, repeated, rolled back or fails never harms the readers.

One story in order: two nights undisturbed give the expected tables; a copy of the data folder
after the first night is then disturbed in every way while a reader polls it.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.nights import (
    REPOSITORY,
    current,
    environment,
    run_night,
    run_pantau,
    table_digests,
    value,
    write_sample,
)

pytestmark = pytest.mark.e2e

NIGHTS = 3
READER = REPOSITORY / "tests" / "e2e" / "reader.py"


@dataclass
class Story:
    """Two equal companies: one undisturbed, one to be disturbed, and the delivery of day two."""

    calm: Path
    wild: Path
    delivery: Path
    first: dict[str, Any]
    second: dict[str, Any]
    digests: dict[str, str]


def lay_down(delivery: Path, data: Path) -> None:
    """Deliver the files of the last export date."""
    for folder in delivery.glob("*/*"):
        shutil.copytree(folder, data / "landing" / folder.parent.name / folder.name)


def run_here(data: Path, repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of another checkout on `data`."""
    return subprocess.run(
        [sys.executable, "-m", "orchestration", *arguments],
        cwd=repository,
        env=environment(data),
        capture_output=True,
        text=True,
        timeout=1500,
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    calm = tmp_path_factory.mktemp("calm")
    write_sample(calm, nights=NIGHTS, scale=0.02)
    delivery = tmp_path_factory.mktemp("delivery")
    last = max(folder.name for folder in calm.glob("landing/salesforce/*"))
    for folder in calm.glob(f"landing/*/{last}"):
        (delivery / folder.parent.name).mkdir()
        folder.rename(delivery / folder.parent.name / last)
    run_night(calm)
    first = current(calm)
    wild = tmp_path_factory.mktemp("parent") / "a company with spaces"
    shutil.copytree(calm, wild)
    lay_down(delivery, calm)
    run_night(calm)
    return Story(calm, wild, delivery, first, current(calm), table_digests(calm))


@pytest.fixture(scope="module")
def reader(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A reader that polls the disturbed company; its stop file."""
    stop = tmp_path_factory.mktemp("reader") / "stop"
    process = subprocess.Popen(
        [sys.executable, str(READER), str(story.wild / "published"), str(stop)]
    )
    try:
        yield stop
    finally:
        process.kill()
        process.wait()


def start_until(data: Path, words: tuple[str, ...]) -> subprocess.Popen[str]:
    """Start a night and return when a line with one of the words has been printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration", "nightly"],
        cwd=REPOSITORY,
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    told = []
    for line in process.stdout:
        told.append(line)
        if any(word in line for word in words):
            return process
    raise AssertionError(f"no line with {words} in:\n{''.join(told)}")


def kill(process: subprocess.Popen[str], *, with_dbt: bool) -> None:
    """End a night with SIGKILL, with or without the dbt it has started."""
    if with_dbt:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def out_of_step(sightings: list[list[str]]) -> list[list[str]]:
    """Return the sightings of a file that CURRENT.json did not name at once afterwards.

    At a switch, forth or back, the file is the first to change: CURRENT.json still names the one
    version, the file holds the other. Named before it is there would be the wrong order.
    """
    later = [*sightings[1:], None]
    return [
        [named, held]
        for (named, held), after in zip(sightings, later, strict=True)
        if named != held and after != [held, held]
    ]


def test_a_reader_notices_a_version_named_too_early() -> None:
    file_first = [["29", "29"], ["29", "30"], ["30", "30"], ["30", "29"], ["29", "29"]]
    name_first = [["29", "29"], ["30", "29"], ["30", "30"]]
    assert out_of_step(file_first) == []
    assert out_of_step(name_first) == [["30", "29"]]
    assert out_of_step([["29", "29"], ["29", "30"]]) == [["29", "30"]]


def test_the_second_delivery_gives_a_second_version(story: Story) -> None:
    assert story.first["version"] != story.second["version"]
    assert story.second["previous"] == story.first["version"]
    assert story.second["as_of_date"] > story.first["as_of_date"]


def test_running_it_again_says_so_and_changes_nothing(story: Story) -> None:
    before = {p: p.stat().st_mtime_ns for p in story.calm.rglob("*") if p.is_file()}
    done = run_night(story.calm)
    assert done.stdout.strip() == (f"Nothing new since {story.second['version']}; readers keep it.")
    after = {p: p.stat().st_mtime_ns for p in story.calm.rglob("*") if p.is_file()}
    changed = {p.name for p in before.keys() | after.keys() if before.get(p) != after.get(p)}
    assert changed <= {"nightly.lock", ".lock"}


def test_a_failing_test_publishes_nothing(story: Story, tmp_path: Path) -> None:
    repository = tmp_path / "a checkout with spaces"
    ignored = shutil.ignore_patterns(".git", ".venv", "data", "target", "logs", "__pycache__")
    shutil.copytree(REPOSITORY, repository, ignore=ignored)
    broken = repository / "dbt_project" / "tests" / "assert_nobody_won.sql"
    broken.write_text(
        "select opportunity_id from {{ ref('fct_opportunities') }} where is_won or not is_won\n"
    )
    done = run_here(story.wild, repository, "nightly")
    assert done.returncode == 1
    failure, advice = done.stdout.strip().splitlines()[-2:]
    assert "failed: test assert_nobody_won failed" in failure
    assert advice.startswith(f"Readers keep {story.first['version']}.")
    assert current(story.wild) == story.first
    assert not list((story.wild / "build").glob("*.duckdb*"))


@pytest.mark.parametrize(
    ("words", "with_dbt"),
    [
        pytest.param(("salesforce.lead:",), True, id="while loading"),
        pytest.param(("build: 8", "build: 9", "build: 1"), False, id="while dbt builds"),
        pytest.param(("verifying the copy",), True, id="while publishing"),
    ],
)
def test_killed_at_any_step_readers_keep_the_first_version(
    story: Story, reader: Path, words: tuple[str, ...], with_dbt: bool
) -> None:
    salesforce = max(story.delivery.glob("salesforce/*"))
    if not (story.wild / "landing" / "salesforce" / salesforce.name).exists():
        lay_down(story.delivery, story.wild)
    process = start_until(story.wild, words)
    if not with_dbt:
        second = run_night(story.wild, check=False)
        assert second.returncode == 1
        assert "Another night is at work" in second.stdout
    kill(process, with_dbt=with_dbt)
    assert current(story.wild)["version"] == story.first["version"]
    assert (
        value(story.wild, "select max(as_of_date)::varchar from marts.mart_coverage_report")
        == (story.first["as_of_date"])
    )


def test_the_next_night_gives_the_tables_of_an_undisturbed_one(story: Story, reader: Path) -> None:
    run_night(story.wild)
    assert current(story.wild)["version"] == story.second["version"]
    assert current(story.wild)["tables"] == story.second["tables"]
    assert table_digests(story.wild) == story.digests
    assert not list((story.wild / "build").glob("*.duckdb*"))
    assert not list((story.wild / "published").glob("*.tmp"))


def test_rollback_and_back_again(story: Story, reader: Path) -> None:
    done = run_pantau(story.wild, "rollback")
    assert done.stdout.startswith(f"Readers are back on {story.first['version']}.")
    assert current(story.wild)["version"] == story.first["version"]
    held = run_night(story.wild)
    assert f"{story.second['version']} is held back" in held.stdout
    assert "FORCE=1" in held.stdout
    assert current(story.wild)["version"] == story.first["version"]
    run_night(story.wild, "--force")
    assert current(story.wild)["version"] == story.second["version"]
    assert table_digests(story.wild) == story.digests


def test_dead_runs_are_not_left_running_in_dagster(story: Story) -> None:
    script = (
        "import dagster as dg\n"
        "with dg.DagsterInstance.get() as instance:\n"
        "    print(sorted({str(run.status.value) for run in instance.get_runs()}))\n"
    )
    home = {"DAGSTER_HOME": str(story.wild / "dagster")}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=REPOSITORY,
        env={**environment(story.wild), **home},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['FAILURE', 'SUCCESS']"


def test_the_reader_saw_whole_versions_and_no_error(story: Story, reader: Path) -> None:
    reader.touch()
    report = reader.with_suffix(".json")
    deadline = time.monotonic() + 60
    while not report.exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    seen = json.loads(report.read_text())
    assert seen["errors"] == []
    assert seen["polls"] > 50
    assert seen["versions"] == sorted([story.first["version"], story.second["version"]])
    dates = {story.first["as_of_date"], story.second["as_of_date"]}
    assert {held for _, held in seen["sightings"]} == dates
    assert out_of_step(seen["sightings"]) == []
