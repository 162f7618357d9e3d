"""Lock, workspace, business date, options, late feeds and the words for a failed build."""

import json
import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import date
from pathlib import Path

import pytest

from ingest.contracts import load_contracts
from ingest.settings import REPOSITORY, Settings
from orchestration.checks.late_feeds import days_late
from orchestration.errors import NightError
from orchestration.nightly import as_of
from orchestration.nightly.dbt_results import count, describe_failure
from orchestration.nightly.lock import is_held, nightly_lock, read_holder, sign
from orchestration.nightly.options import Options
from orchestration.nightly.workspace import Workspace, check_free_space

HOLDER = """
import sys, time
from pathlib import Path
from orchestration.nightly.lock import nightly_lock, sign
with nightly_lock(Path(sys.argv[1])):
    sign(Path(sys.argv[1]), "run-of-the-dead")
    print("held", flush=True)
    time.sleep(60)
"""


def hold_elsewhere(file: Path) -> subprocess.Popen[str]:
    """Start another process that holds the lock, and wait until it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "held"
    return process


def test_a_second_night_is_told_who_is_at_work(tmp_path: Path) -> None:
    file = tmp_path / "nightly.lock"
    process = hold_elsewhere(file)
    try:
        assert is_held(file)
        with (
            pytest.raises(NightError, match=f"Another night is at work.*process {process.pid}"),
            nightly_lock(file),
        ):
            pass
    finally:
        process.kill()
        process.wait()


def test_a_killed_holder_frees_the_lock_and_is_known(tmp_path: Path) -> None:
    file = tmp_path / "nightly.lock"
    process = hold_elsewhere(file)
    process.kill()
    process.wait()
    with nightly_lock(file) as dead:
        assert dead is not None
        assert dead.run_id == "run-of-the-dead"
    with nightly_lock(file) as dead:
        assert dead is None


def test_the_holder_passes_through_its_own_lock(tmp_path: Path) -> None:
    file = tmp_path / "nightly.lock"
    with nightly_lock(file), nightly_lock(file):
        sign(file, "inner")
    assert not is_held(file)
    assert read_holder(file) is None


def test_a_new_run_clears_what_a_dead_one_left(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    old = Workspace(settings, "dead")
    old.prepare()
    old.build_file.write_bytes(b"half a build")
    old.dbt_output.mkdir()
    Workspace(settings, "next").prepare()
    assert [path.name for path in settings.build.iterdir()] == ["next"]


def test_a_nearly_full_disk_stops_the_night_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1000 << 20, 900 << 20, 100 << 20))
    with pytest.raises(NightError, match=r"Only 100 MB are free .* needs about 256 MB"):
        check_free_space(Settings(tmp_path))


@pytest.mark.parametrize("text", ["31.12.2025", "2025-02-30", "yesterday"])
def test_a_business_date_must_be_a_date(tmp_path: Path, text: str) -> None:
    with pytest.raises(NightError, match="write a date such as"):
        as_of.parse(text, Settings(tmp_path))


@pytest.mark.parametrize("text", ["2009-12-31", "2999-01-01"])
def test_a_business_date_must_lie_in_reach(tmp_path: Path, text: str) -> None:
    with pytest.raises(NightError, match="lies outside 2010-01-01 to "):
        as_of.parse(text, Settings(tmp_path))


def test_today_can_be_asked_for(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    assert as_of.parse(as_of.today(settings).isoformat(), settings) == as_of.today(settings)


def test_the_business_date_is_the_latest_export_that_can_be(tmp_path: Path) -> None:
    settings, contracts = Settings(tmp_path), load_contracts()
    with pytest.raises(NightError, match="Nothing was delivered"):
        as_of.latest_delivery(settings, contracts)
    for day in ("2017-10-31", "2017-12-31", "2190-01-01"):
        folder = settings.landing / "maven" / day
        folder.mkdir(parents=True)
        (folder / "accounts.csv").write_text("account\n")
    assert as_of.latest_delivery(settings, contracts) == date(2017, 12, 31)
    assert as_of.latest_delivery(settings, contracts, date(2017, 12, 1)) == date(2017, 10, 31)
    with pytest.raises(NightError, match="Nothing was delivered that is dated up to 2017-10-30"):
        as_of.latest_delivery(settings, contracts, date(2017, 10, 30))


@pytest.mark.parametrize(("text", "expected"), [("", 7), ("12", 12)])
def test_number_of_kept_versions(monkeypatch: pytest.MonkeyPatch, text: str, expected: int) -> None:
    monkeypatch.setenv("PANTAU_KEEP_VERSIONS", text)
    assert Options.from_env().keep_versions == expected


@pytest.mark.parametrize(("text", "expected"), [("", 30), ("1", 1), ("365", 365)])
def test_days_of_kept_runs(monkeypatch: pytest.MonkeyPatch, text: str, expected: int) -> None:
    monkeypatch.setenv("PANTAU_KEEP_RUN_DAYS", text)
    assert Options.from_env().keep_run_days == expected


@pytest.mark.parametrize(
    ("name", "least", "text"),
    [
        *(("PANTAU_KEEP_VERSIONS", 2, text) for text in ("1", "0", "-3", "many")),
        *(("PANTAU_KEEP_RUN_DAYS", 1, text) for text in ("0", "-3", "1.5", "²", "for ever")),
    ],
)
def test_a_wrong_option_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, least: int, text: str
) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(NightError, match=rf"^{name} is '{text}': write a number from {least}\.$"):
        Options.from_env()


@pytest.mark.parametrize(
    ("newest", "cadence", "late"),
    [
        (date(2026, 3, 31), 1, 0),
        (date(2026, 3, 29), 1, 0),
        (date(2026, 3, 28), 1, 1),
        (date(2026, 3, 23), 7, 0),
        (date(2026, 3, 22), 7, 1),
        (None, 1, 0),
    ],
)
def test_days_a_feed_is_late(newest: date | None, cadence: int, late: int) -> None:
    assert days_late(newest, cadence, date(2026, 3, 31)) == late


RESULTS = [
    {"unique_id": "model.pantau.dim_dates", "status": "success", "message": "OK"},
    {"unique_id": "test.pantau.not_null_x.abc", "status": "pass", "message": None},
    {
        "unique_id": "test.pantau.assert_waterfall_closes.def",
        "status": "fail",
        "message": "Got 3 results,\n configured to fail if != 0",
    },
]


def test_a_failed_test_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "run_results.json").write_text(json.dumps({"results": RESULTS}))
    assert count(tmp_path) == {"models": 1, "tests": 1}
    assert describe_failure(tmp_path, RuntimeError()) == (
        "test assert_waterfall_closes failed (Got 3 results, configured to fail if != 0)."
    )


def test_dbt_that_never_began_speaks_for_itself(tmp_path: Path) -> None:
    error = RuntimeError("exit 2\n\nErrors parsed from dbt logs:\n\nRuntime Error\n  No such file")
    assert describe_failure(tmp_path, error) == (
        "dbt did not start its work: Runtime Error No such file"
    )
