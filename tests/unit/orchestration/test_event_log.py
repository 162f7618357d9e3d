"""The event log keeps its files open and stays readable for Dagster's own class."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from orchestration.event_log import MOST_OPEN_FILES, OpenSqliteEventLog

HOME = Path(__file__).resolve().parents[3] / "dagster.yaml"


@dg.asset
def first() -> None:
    """Nothing."""


@dg.asset_check(asset=first)
def first_is_good() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text(HOME.read_text())
    with dg.DagsterInstance.get() as made:
        yield made


def test_dagster_yaml_is_valid_and_says_what_it_promises(instance: dg.DagsterInstance) -> None:
    assert isinstance(instance.event_log_storage, OpenSqliteEventLog)
    assert not instance.telemetry_enabled
    assert instance.run_monitoring_enabled
    assert instance.run_monitoring_max_runtime_seconds == 10800
    config = instance.get_concurrency_config()
    assert config.run_queue_config is not None
    assert config.run_queue_config.max_concurrent_runs == 1


def test_events_are_found_again_also_by_the_stock_class(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    runs = [
        dg.materialize([first, first_is_good], instance=instance).run_id
        for _ in range(MOST_OPEN_FILES + 2)
    ]
    stock = SqliteEventLogStorage(str(tmp_path / "event_log"))
    for run_id in (runs[0], runs[-1]):
        told = [event.message for event in stock.get_logs_for_run(run_id)]
        assert told == [event.message for event in instance.all_logs(run_id)]
        assert len(told) > 5
    latest = instance.get_latest_materialization_event(dg.AssetKey("first"))
    assert latest is not None
    assert latest.run_id == runs[-1]
    stock.dispose()


def test_no_more_files_are_open_than_promised(instance: dg.DagsterInstance) -> None:
    for _ in range(MOST_OPEN_FILES + 2):
        dg.materialize([first], instance=instance)
    storage = instance.event_log_storage
    assert isinstance(storage, OpenSqliteEventLog)
    assert len(storage._engines) <= MOST_OPEN_FILES
