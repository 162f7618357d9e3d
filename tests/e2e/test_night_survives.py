"""A night that is killed, repeated, rolled back or fails never harms the readers.

One story in order, on a toy project with the real code: two nights undisturbed give the expected
tables; a copy of the data folder after the first night is then disturbed in every way while a
reader polls it.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest.sample import write_sample
from tests.e2e.killing import LOADING, PUBLISHING, NightAtWork, building, wait_until
from tests.e2e.nights import (
    REPOSITORY,
    current,
    environment,
    run_night,
    run_pantau,
    table_digests,
    value,
)
from tests.e2e.toy import FAILING_TEST, FAILS, SLOW_MODEL, lay_out_toy, parses

pytestmark = pytest.mark.e2e

NIGHTS = 2
READER = REPOSITORY / "tests" / "e2e" / "reader.py"


@dataclass
class Story:
    """Two equal companies: one undisturbed, one to be disturbed, both with two deliveries."""

    toy: Path
    calm: Path
    wild: Path
    first: dict[str, Any]
    second: dict[str, Any]
    digests: dict[str, str]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    toy = tmp_path_factory.mktemp("toy") / "a checkout with spaces"
    lay_out_toy(toy)
    exports = tmp_path_factory.mktemp("exports")
    write_sample(exports / "landing", exports / "truth", NIGHTS, 0.02)
    last = max(folder.name for folder in exports.glob("landing/salesforce/*"))
    calm = tmp_path_factory.mktemp("calm")
    shutil.copytree(exports / "landing", calm / "landing", ignore=shutil.ignore_patterns(last))
    run_night(calm, repository=toy)
    first = current(calm)
    wild = tmp_path_factory.mktemp("parent") / "a company with spaces"
    shutil.copytree(calm, wild)
    for company in (calm, wild):
        shutil.copytree(exports / "landing", company / "landing", dirs_exist_ok=True)
    run_night(calm, repository=toy)
    return Story(toy, calm, wild, first, current(calm), table_digests(calm))


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


def readers_keep_the_first_version(story: Story) -> bool:
    held = value(story.wild, "select max(as_of_date)::varchar from marts.mart_coverage_report")
    named = current(story.wild)["version"]
    return (named, held) == (story.first["version"], story.first["as_of_date"])


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
    done = run_night(story.calm, repository=story.toy)
    assert done.stdout.strip() == (f"Nothing new since {story.second['version']}; readers keep it.")
    after = {p: p.stat().st_mtime_ns for p in story.calm.rglob("*") if p.is_file()}
    changed = {p.name for p in before.keys() | after.keys() if before.get(p) != after.get(p)}
    assert changed <= {"nightly.lock", ".lock"}


def test_killed_while_loading_readers_keep_the_first_version(story: Story, reader: Path) -> None:
    with NightAtWork(story.wild, story.toy) as night:
        night.stop_at(LOADING)
        night.kill()
        assert readers_keep_the_first_version(story)
        assert len(list(story.wild.glob(LOADING))) < len(list(story.calm.glob(LOADING)))


def test_killed_while_dbt_builds_dbt_ends_too_and_readers_keep_the_first_version(
    story: Story, reader: Path
) -> None:
    with NightAtWork(story.wild, story.toy) as night:
        night.stop_at(building(SLOW_MODEL))
        other = run_night(story.wild, repository=story.toy, check=False)
        assert other.returncode == 1
        assert "Another night is at work" in other.stdout
        night.kill_without_dbt()
        assert readers_keep_the_first_version(story)
        assert night.new("build/*/dbt/dbt.log")
        assert not night.new("build/*/dbt/run_results.json")


def test_killed_while_publishing_readers_keep_the_first_version(story: Story, reader: Path) -> None:
    with NightAtWork(story.wild, story.toy) as night:
        night.stop_at(PUBLISHING)
        night.kill()
        assert readers_keep_the_first_version(story)
        assert night.new(PUBLISHING)


def test_a_failing_test_publishes_nothing(story: Story, reader: Path) -> None:
    done = run_night(story.wild, repository=story.toy, check=False, **{FAILS: "1"})
    assert done.returncode == 1
    failure, advice = done.stdout.strip().splitlines()[-2:]
    assert f"failed: test {FAILING_TEST} failed" in failure
    assert advice.startswith(f"Readers keep {story.first['version']}.")
    assert current(story.wild) == story.first
    assert not list((story.wild / "build").rglob("*.duckdb*"))


def test_the_next_night_gives_the_tables_of_an_undisturbed_one(story: Story, reader: Path) -> None:
    run_night(story.wild, repository=story.toy)
    assert current(story.wild)["version"] == story.second["version"]
    assert current(story.wild)["tables"] == story.second["tables"]
    assert table_digests(story.wild) == story.digests
    assert not list((story.wild / "build").rglob("*.duckdb*"))
    assert not list((story.wild / "published").glob("*.tmp"))


def test_rollback_and_back_again(story: Story, reader: Path) -> None:
    done = run_pantau(story.wild, "rollback", repository=story.toy)
    assert done.stdout.startswith(f"Readers are back on {story.first['version']}.")
    assert current(story.wild)["version"] == story.first["version"]
    held = run_night(story.wild, repository=story.toy)
    assert f"{story.second['version']} is held back" in held.stdout
    assert "FORCE=1" in held.stdout
    assert current(story.wild)["version"] == story.first["version"]
    run_night(story.wild, "--force", repository=story.toy)
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
        cwd=story.toy,
        env={**environment(story.wild), **home},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['FAILURE', 'SUCCESS']"


def test_the_reader_saw_whole_versions_and_no_error(story: Story, reader: Path) -> None:
    reader.touch()
    report = reader.with_suffix(".json")
    wait_until(report.exists, "the reader's report")
    seen = json.loads(report.read_text())
    assert seen["errors"] == []
    assert seen["polls"] > 50
    assert seen["versions"] == sorted([story.first["version"], story.second["version"]])
    dates = {story.first["as_of_date"], story.second["as_of_date"]}
    assert {held for _, held in seen["sightings"]} == dates
    assert out_of_step(seen["sightings"]) == []


def test_one_parse_served_all_nights_of_both_companies(story: Story) -> None:
    assert len(parses(story.toy)) == 1
