"""Dagster's records stay small: old runs go with all that belongs to them, what is needed stays."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.tags import PARTITION_NAME_TAG, SCHEDULE_NAME_TAG

from ingest.settings import REPOSITORY
from orchestration import event_log
from orchestration.jobs import NIGHTLY_REFRESH
from orchestration.nightly import old_runs
from orchestration.nightly.old_runs import delete_old_runs
from orchestration.schedules import SCHEDULE_NAME, last_requested_night

SCHEDULED = {SCHEDULE_NAME_TAG: SCHEDULE_NAME}


@dg.asset
def first(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """Writes to its captured output too, and fails where it is asked to."""
    if "fail" in context.run.tags:
        raise ValueError("as asked")
    return dg.MaterializeResult(metadata={"text": "x" * 2_000})


@dg.asset_check(asset=first)
def first_is_good() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


DEFINITIONS = dg.Definitions(
    assets=[first],
    asset_checks=[first_is_good],
    jobs=[dg.define_asset_job(NIGHTLY_REFRESH, selection=dg.AssetSelection.all())],
    executor=dg.in_process_executor,
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text((REPOSITORY / "dagster.yaml").read_text())
    return tmp_path


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.get() as made:
        yield made


def night(instance: dg.DagsterInstance, *, age: float, **tags: str) -> str:
    """Run a night, and let it have been created that many days ago."""
    job = DEFINITIONS.resolve_job_def(NIGHTLY_REFRESH)
    done = job.execute_in_process(instance=instance, tags=tags, raise_on_error=False)
    make_old(instance, done.run_id, age)
    return done.run_id


def make_old(instance: dg.DagsterInstance, run_id: str, age: float) -> None:
    created = datetime.now(UTC) - timedelta(days=age)
    file = Path(instance.root_directory) / "history" / "runs.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "update runs set create_timestamp = ? where run_id = ?",
            [created.strftime("%Y-%m-%d %H:%M:%S.%f"), run_id],
        )


def left(instance: dg.DagsterInstance) -> set[str]:
    return {run.run_id for run in instance.get_runs()}


def rows_of(home: Path, run_id: str) -> dict[str, int]:
    """Rows of a run in every table that has a column for it, in all files."""
    found = {}
    for file in home.rglob("*.db"):
        with closing(sqlite3.connect(file)) as connection:
            tables = connection.execute(
                "select m.name from sqlite_master as m, pragma_table_info(m.name) as c"
                " where m.type = 'table' and c.name = 'run_id'"
            ).fetchall()
            for (table,) in tables:
                (count,) = connection.execute(
                    f"select count(*) from {table} where run_id = ?", [run_id]
                ).fetchone()
                if count:
                    found[f"{file.stem} {table}"] = count
    return found


def test_an_old_run_goes_with_all_that_belongs_to_it(
    instance: dg.DagsterInstance, home: Path
) -> None:
    old, new = night(instance, age=31), night(instance, age=0)
    assert "index asset_check_executions" in rows_of(home, old)
    assert (home / "storage" / old).is_dir()
    assert delete_old_runs(instance, 30) == 1
    assert left(instance) == {new}
    assert rows_of(home, old) == {}
    assert [path.name for path in home.rglob(f"*{old}*")] == []
    assert rows_of(home, new)["index asset_check_executions"] == 1
    assert len(instance.all_logs(new)) > 5
    latest = instance.get_latest_materialization_event(dg.AssetKey("first"))
    assert latest is not None
    assert latest.run_id == new


def test_younger_runs_stay(instance: dg.DagsterInstance) -> None:
    runs = {night(instance, age=age) for age in (29.9, 12, 0)}
    assert delete_old_runs(instance, 30) == 0
    assert left(instance) == runs
    assert delete_old_runs(instance, 10) == 2


def test_the_latest_night_that_succeeded_stays_whatever_its_age(
    instance: dg.DagsterInstance,
) -> None:
    night(instance, age=90)
    good = night(instance, age=80)
    night(instance, age=70, fail="yes")
    assert delete_old_runs(instance, 30) == 2
    assert left(instance) == {good}


def test_unfinished_runs_stay(instance: dg.DagsterInstance) -> None:
    job = DEFINITIONS.resolve_job_def(NIGHTLY_REFRESH)
    unfinished = [
        instance.create_run_for_job(job, status=status).run_id
        for status in (
            dg.DagsterRunStatus.NOT_STARTED,
            dg.DagsterRunStatus.STARTED,
            dg.DagsterRunStatus.CANCELING,
        )
    ]
    for run_id in unfinished:
        make_old(instance, run_id, 90)
    assert delete_old_runs(instance, 30) == 0
    assert left(instance) == set(unfinished)


def test_the_schedule_still_knows_what_it_asked_for_last(instance: dg.DagsterInstance) -> None:
    night(instance, age=91, **SCHEDULED, **{PARTITION_NAME_TAG: "2026-03-01"})
    asked = night(instance, age=90, **SCHEDULED, **{PARTITION_NAME_TAG: "2026-03-02"})
    by_hand = night(instance, age=0)
    assert delete_old_runs(instance, 30) == 1
    assert left(instance) == {asked, by_hand}
    assert str(last_requested_night(instance)) == "2026-03-02"


def test_a_night_is_not_held_up_by_hundreds_of_old_runs(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, second, new = (night(instance, age=age) for age in (50, 40, 0))
    monkeypatch.setattr(old_runs, "MOST_SECONDS", 0.0)
    assert delete_old_runs(instance, 30) == 1
    assert left(instance) == {second, new}
    assert delete_old_runs(instance, 30) == 1
    assert left(instance) == {new}


def test_what_a_killed_deletion_left_is_deleted(instance: dg.DagsterInstance, home: Path) -> None:
    """The run is gone, its events are not: Dagster deletes them in this order."""
    old, new = night(instance, age=1), night(instance, age=0)
    instance.run_storage.delete_run(old)
    assert rows_of(home, old)
    assert delete_old_runs(instance, 30) == 1
    assert rows_of(home, old) == {}
    assert left(instance) == {new}


def test_the_files_do_not_grow_for_ever(instance: dg.DagsterInstance, home: Path) -> None:
    """What is freed in the index is used again."""
    index = home / "event_log" / "index.db"
    sizes = []
    for _ in range(12):
        night(instance, age=31)
        delete_old_runs(instance, 30)
        with closing(sqlite3.connect(index)) as connection:
            sizes.append(connection.execute("pragma page_count").fetchone()[0])
    assert sizes[-1] == sizes[2]
    assert len(list((home / "event_log").glob("*.db"))) == 2


def test_an_index_that_is_mostly_free_is_written_anew(
    instance: dg.DagsterInstance, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = [night(instance, age=40) for _ in range(10)][-1]
    index = home / "event_log" / "index.db"
    with closing(sqlite3.connect(index)) as connection:
        before = connection.execute("pragma page_count").fetchone()[0]
        monkeypatch.setattr(event_log, "LEAST_BYTES_TO_SHRINK", 0)
        assert delete_old_runs(instance, 30) == 9
        after = connection.execute("pragma page_count").fetchone()[0]
        assert connection.execute("pragma freelist_count").fetchone()[0] == 0
        assert connection.execute("pragma integrity_check").fetchone()[0] == "ok"
    assert after < before * 0.8
    assert index.stat().st_size == after * 4096
    assert len(instance.all_logs(new)) > 5
    latest = instance.get_latest_materialization_event(dg.AssetKey("first"))
    assert latest is not None
    assert latest.run_id == new
