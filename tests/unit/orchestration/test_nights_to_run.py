"""Which business dates a tick asks for, also after nights that were missed."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._core.storage.tags import PARTITION_NAME_TAG, SCHEDULE_NAME_TAG

from orchestration.jobs import NIGHTLY_REFRESH, nightly_refresh
from orchestration.partitions import business_dates
from orchestration.schedules import SCHEDULE_NAME, nightly_refresh_schedule, nights_to_run

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as local:
        yield local


def tick(instance: dg.DagsterInstance, moment: datetime) -> list[str | None]:
    """Partitions requested when the schedule is evaluated at `moment`."""
    context = dg.build_schedule_context(
        instance=instance, scheduled_execution_time=moment, repository_def=_repository
    )
    data = nightly_refresh_schedule.evaluate_tick(context)
    return [request.partition_key for request in data.run_requests or []]


def remember(instance: dg.DagsterInstance, partition: str) -> None:
    """Let the instance hold a run that the schedule asked for earlier."""
    instance.create_run_for_job(
        job_def=_some_job,
        tags={SCHEDULE_NAME_TAG: SCHEDULE_NAME, PARTITION_NAME_TAG: partition},
    )


@dg.asset(partitions_def=business_dates)
def publication() -> None:
    """Stands for the published warehouse."""


_repository = dg.Definitions(
    assets=[publication], jobs=[nightly_refresh], schedules=[nightly_refresh_schedule]
).get_repository_def()
_some_job = _repository.get_job(NIGHTLY_REFRESH)


def test_two_o_clock_on_the_23rd_runs_the_22nd(instance: dg.DagsterInstance) -> None:
    assert tick(instance, datetime(2024, 3, 23, 2, tzinfo=JAKARTA)) == ["2024-03-22"]


def test_the_tick_counts_days_where_the_company_is(instance: dg.DagsterInstance) -> None:
    # 02:00 in Jakarta is 19:00 UTC of the day before.
    moment = datetime(2024, 3, 22, 19, tzinfo=ZoneInfo("UTC"))
    assert tick(instance, moment) == ["2024-03-22"]


def test_missed_nights_are_caught_up_oldest_first(instance: dg.DagsterInstance) -> None:
    remember(instance, "2024-03-19")
    remember(instance, "2024-03-18")
    assert tick(instance, datetime(2024, 3, 23, 2, tzinfo=JAKARTA)) == [
        "2024-03-20",
        "2024-03-21",
        "2024-03-22",
    ]


def test_a_night_asked_for_already_is_not_asked_for_again(instance: dg.DagsterInstance) -> None:
    remember(instance, "2024-03-22")
    assert tick(instance, datetime(2024, 3, 23, 2, tzinfo=JAKARTA)) == []


def test_nights_run_by_hand_do_not_count(instance: dg.DagsterInstance) -> None:
    remember(instance, "2024-03-20")
    instance.create_run_for_job(job_def=_some_job, tags={PARTITION_NAME_TAG: "2024-03-22"})
    assert tick(instance, datetime(2024, 3, 23, 2, tzinfo=JAKARTA)) == ["2024-03-21", "2024-03-22"]


def test_a_long_pause_is_caught_up_by_a_month_at_most() -> None:
    nights = nights_to_run(datetime(2023, 12, 31, 2, tzinfo=JAKARTA), date(2023, 1, 1))
    assert (nights[0], nights[-1], len(nights)) == (date(2023, 11, 30), date(2023, 12, 30), 31)


def test_every_business_date_from_2010_to_today_can_be_run() -> None:
    today = datetime.now(ZoneInfo(business_dates.timezone)).date()
    keys = business_dates.get_partition_keys()
    assert (keys[0], keys[-1]) == ("2010-01-01", today.isoformat())
