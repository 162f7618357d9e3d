"""Which date a delivery has, what is a repeat, what a correction, and what a killed run leaves."""

import fcntl
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

import ingest.run
import ingest.survey
from ingest.errors import IngestError, LockedError
from ingest.ledger import read_ledger, write_load_log
from tests.unit.ingest.conftest import GOOD, HEADER, ROW_1, ROW_2, Company, shop
from tests.unit.ingest.test_clean_files import zipped

JUNE_1 = 1_780_300_000  # 2026-06-01 in UTC
DEALS = "shop/2026-01-31/deals.csv"


def timeless(log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The load log without the instants of loading."""
    return [{k: v for k, v in row.items() if not k.endswith("ed_at")} for row in log]


def dates(company: Company) -> list[tuple[str, date | None, bool]]:
    return [
        (r.file_name, r.export_as_of, r.is_export_date_inferred)
        for r in read_ledger(company.settings)
    ]


def test_the_date_comes_from_folder_then_name_then_file(company: Company) -> None:
    company.put(HEADER + "A,,x,1,,\n", "deals_2020-01-01.csv", "2026-02-01")
    company.put(HEADER + "B,,x,1,,\n", "deals_20260202.csv", None)
    company.put(HEADER + "C,,x,1,,\n", "deals_12345678.csv", None, modified=JUNE_1)
    company.put(zipped(("deals.csv", HEADER + "D,,x,1,,\n")), "all-2026-02-03.zip", None)
    company.load()
    assert dates(company) == [
        ("shop/2026-02-01/deals_2020-01-01.csv", date(2026, 2, 1), False),
        ("shop/deals_20260202.csv", date(2026, 2, 2), False),
        ("shop/all-2026-02-03.zip!deals.csv", date(2026, 2, 3), False),
        ("shop/deals_12345678.csv", date(2026, 6, 1), True),
    ]


def test_the_contract_says_where_the_date_is(company: Company) -> None:
    company.contract = shop(date_pattern=r"asof(?P<date>\d{8})")
    company.put(GOOD, "deals_20250101_asof20260203.csv", None)
    company.load()
    assert dates(company)[0][1:] == (date(2026, 2, 3), False)


def test_as_of_leaves_later_files_where_they_are(company: Company) -> None:
    company.put(GOOD, day="2026-01-01")
    company.put(GOOD, day="2026-01-02")
    assert company.load(as_of=date(2026, 1, 1)).total("new_loads") == 1
    assert company.load().total("new_loads") == 1


def test_objects_limit_a_run(company: Company) -> None:
    company.put(GOOD)
    company.put("visit_id\n1\n", "visits.csv")
    assert list(company.load(objects=["visits"]).objects) == ["visits"]
    assert company.rows() == []


def test_a_second_run_reads_nothing(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company.put(GOOD)
    company.put(GOOD, "deals_copy.csv")
    company.put(GOOD.replace("deal_id", "x"), "deals_bad.csv")
    company.load()
    before = company.log()
    monkeypatch.setattr(ingest.run, "unpack", None)
    result = company.load()
    assert result.total("new_loads") == 0
    assert [line.split(" (")[0] for line in result.messages] == [
        "shop/2026-01-31/deals_bad.csv: still quarantined"
    ]
    assert company.log() == before


def test_the_same_bytes_for_one_date_are_loaded_once(company: Company) -> None:
    company.put(GOOD)
    company.put(GOOD, "deals_again.csv")
    company.put(GOOD, "deals.csv", None, modified=JUNE_1)
    result = company.load()
    assert (result.total("new_loads"), result.total("repeats")) == (1, 2)
    assert len(company.rows()) == 3


def test_the_same_bytes_under_another_date_are_a_new_observation(company: Company) -> None:
    company.put(GOOD, day="2026-01-30")
    company.put(GOOD, day="2026-01-31")
    assert company.load().total("new_loads") == 2


def test_files_of_one_date_are_parts_of_one_export(company: Company) -> None:
    company.put(HEADER + ROW_1, "deals_1.csv")
    company.put(zipped(("deals.csv", HEADER + ROW_2)), "part2.zip")
    company.put(zipped(("deals.csv", HEADER + ROW_2)), "part3.zip")
    result = company.load()
    assert (result.total("new_loads"), result.total("repeats")) == (2, 1)
    assert [row[0] for row in company.rows("deal_id")] == ["D1", "D2"]


def corrected(company: Company) -> None:
    company.put(GOOD, modified=JUNE_1)
    company.load()
    company.put(GOOD.replace("Won", "Lost"), modified=JUNE_1 + 60)


def test_new_content_for_a_path_takes_the_place_of_the_old(company: Company) -> None:
    corrected(company)
    result = company.load()
    assert (result.total("new_loads"), result.total("superseded")) == (1, 1)
    assert company.statuses() == [(DEALS, "loaded"), (DEALS, "superseded")] or (
        company.statuses() == [(DEALS, "superseded"), (DEALS, "loaded")]
    )
    assert company.rows("stage")[0] == ("Lost",)
    assert "was moved to superseded" in result.messages[0]
    old = next(row for row in company.log() if row["status"] == "superseded")
    assert old["reason"].endswith("of the same file and date counts.")


def test_older_content_does_not_take_the_place_of_newer(company: Company) -> None:
    corrected(company)
    company.load()
    company.put(GOOD.replace("Won", "Open"), modified=JUNE_1 + 30)
    result = company.load()
    assert company.rows("stage")[0] == ("Lost",)
    assert "is older than the version already loaded" in result.messages[0]
    assert sorted(status for _, status in company.statuses()) == [
        "loaded",
        "superseded",
        "superseded",
    ]
    assert company.load().messages == []


def test_content_that_comes_back_counts_again(company: Company) -> None:
    corrected(company)
    company.load()
    company.put(GOOD, modified=JUNE_1 + 120)
    company.load()
    assert company.rows("stage")[0] == ("Won",)
    assert sorted(status for _, status in company.statuses()) == [
        "loaded",
        "superseded",
        "superseded",
    ]


def test_a_copy_counts_when_its_twin_is_corrected(company: Company) -> None:
    company.put(GOOD, "deals_1.csv", modified=JUNE_1)
    company.put(GOOD, "deals_2.csv", modified=JUNE_1)
    company.load()
    company.put(HEADER + "N1,,x,1,,\n", "deals_1.csv", modified=JUNE_1 + 60)
    company.load()
    company.load()
    assert [row[0] for row in company.rows("deal_id")] == ["N1", "D1", "D2", "D3"]


@pytest.mark.parametrize("is_late", [True, False], ids=["known copy", "new copy"])
def test_a_copy_before_its_corrected_twin_counts_in_the_same_run(
    company: Company, is_late: bool
) -> None:
    company.put(GOOD, "deals_3.csv", modified=JUNE_1)
    company.load()
    for name in ("deals_1.csv", "deals_2.csv"):
        company.put(GOOD, name, modified=JUNE_1)
    company.put("x", "deals_0.csv")
    if is_late:
        assert company.load().total("repeats") == 2
    company.put(HEADER + "N1,,x,1,,\n", "deals_3.csv", modified=JUNE_1 + 60)
    result = company.load()
    assert (result.total("new_loads"), result.total("superseded")) == (2, 1)
    assert len([line for line in result.messages if "deals_0" in line]) == 1
    assert [row[0] for row in company.rows("deal_id")] == ["D1", "D2", "D3", "N1"]
    before = company.log()
    assert company.load().total("new_loads") == 0
    assert company.log() == before


def test_a_bad_correction_leaves_the_good_load(company: Company) -> None:
    company.put(GOOD, modified=JUNE_1)
    company.load()
    company.put(GOOD.replace("deal_id", "x"), modified=JUNE_1 + 60)
    company.load()
    assert len(company.rows()) == 3
    assert sorted(status for _, status in company.statuses()) == ["loaded", "quarantined"]


class Killed(BaseException):
    """Stands for a kill: nothing catches it."""


def test_killed_while_writing_leaves_nothing_and_is_repaired(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.put(GOOD)

    def die(temporary: Path, target: Path) -> None:
        copy = company.settings.raw / ".incoming" / "left_by_a_kill"
        shutil.copytree(temporary, copy)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ingest.run, "commit_directory", die)
        with pytest.raises(Killed):
            company.load()
    assert company.rows() == []
    assert list((company.settings.raw / ".incoming").iterdir())
    company.load()
    assert len(company.rows()) == 3
    assert not (company.settings.raw / ".incoming").exists()


def test_killed_between_the_two_renames_of_a_correction_is_repaired(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrected(company)
    with monkeypatch.context() as patch:

        def die(settings: object, record: object) -> None:
            raise Killed

        patch.setattr(ingest.run, "set_aside", die)
        with pytest.raises(Killed):
            company.load()
    assert len(company.rows()) == 6
    company.load()
    assert company.rows("stage")[0] == ("Lost",)
    assert len(company.rows()) == 3
    killed = timeless(company.log())
    undisturbed = Company(type(company.settings)(company.settings.data.parent / "other"))
    corrected(undisturbed)
    undisturbed.load()
    assert killed == timeless(undisturbed.log())


@pytest.mark.parametrize("how", ["written to", "replaced", "cut before"])
@pytest.mark.parametrize("start", [GOOD, GOOD + "D9,Ayu", "x"], ids=["good", "cut", "refused"])
def test_a_file_that_changes_while_it_is_read_waits_for_the_next_run(
    company: Company, monkeypatch: pytest.MonkeyPatch, how: str, start: str
) -> None:
    path = company.put(GOOD, "deals_1.csv", modified=JUNE_1)
    path = company.put(start, modified=JUNE_1)
    real = ingest.run.unpack

    def change(read: Path, *rest: object) -> object:
        if read != path:
            return real(read, *rest)  # type: ignore[arg-type]
        done = real(read, *rest) if how != "cut before" else None  # type: ignore[arg-type]
        other = path.with_name("deals.csv.part")
        if how == "replaced":
            other.write_text(GOOD.replace("D1", "N1")[: len(start)].ljust(len(start), "\n"))
            os.utime(other, (JUNE_1, JUNE_1))
            other.replace(path)
        else:
            company.put(GOOD.replace("D1", "N1"), modified=JUNE_1 + 60)
        return done or real(read, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(ingest.run, "unpack", change)
        result = company.load()
    assert result.messages == [
        f"{DEALS}: changed while it was being read; it is left for the next night."
    ]
    assert company.statuses() == [("shop/2026-01-31/deals_1.csv", "loaded")]
    company.put(GOOD.replace("D1", "N1"), modified=JUNE_1 + 60)
    assert company.load().total("new_loads") == 1
    assert company.rows("deal_id")[0] == ("N1",)


@pytest.mark.parametrize("error", [duckdb.OutOfMemoryException, duckdb.IOException])
def test_a_full_memory_or_disk_is_not_taken_for_a_broken_file(
    company: Company, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*arguments: object) -> str:
        raise error("no space left\nPossible solutions: ...")

    company.put(GOOD)
    with monkeypatch.context() as patch:
        patch.setattr(ingest.survey, "select", fail)
        with pytest.raises(IngestError) as raised:
            company.load()
    assert str(raised.value) == (
        f"{DEALS}: reading stopped (no space left)."
        " Nothing of it was loaded; see to memory and disk, then start again."
    )
    assert company.load().total("new_loads") == 1


def test_a_full_disk_while_unpacking_is_one_line(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.put(zipped(("deals.csv", GOOD)), "export.zip")
    real = Path.open

    def full(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "text.csv":
            raise OSError(28, "No space left on device")
        return real(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(IngestError, match=r"reading stopped \(\[Errno 28\] No space left"):
        company.load()


def test_two_ingests_do_not_run_at_once(company: Company) -> None:
    company.put(GOOD)
    company.load()
    with (company.settings.raw / ".lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        with pytest.raises(LockedError, match="another ingest is at work"):
            company.load()
    company.load()


def test_landing_is_only_read(company: Company) -> None:
    path = company.put(GOOD, "deals[1].csv")
    before = (path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir()))
    company.load()
    assert before == (path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir()))


def test_the_order_of_deliveries_does_not_matter(tmp_path: Path) -> None:
    nights = [(f"2026-01-{day:02}", GOOD.replace("D1", f"N{day}")) for day in range(1, 6)]
    seen = []
    for name, order in (("forward", nights), ("backward", nights[::-1])):
        company = Company(shop_settings(tmp_path / name))
        for day, content in order:
            company.put(content, day=day, modified=JUNE_1)
            company.load()
        seen.append((company.rows(), timeless(company.log())))
    assert seen[0] == seen[1]


def shop_settings(path: Path):  # type: ignore[no-untyped-def]
    from ingest.settings import Settings

    return Settings(path)


def test_an_object_without_loads_can_be_queried(company: Company) -> None:
    company.load()
    assert company.rows() == []
    assert company.rows(object_name="visits") == []


def test_the_load_log_is_the_same_bytes_each_time(company: Company) -> None:
    company.put(GOOD)
    company.put(b"x", "what.txt")
    company.load()
    path = company.settings.raw / "load_log.parquet"
    before = path.read_bytes()
    write_load_log(company.settings, {"shop": company.contract})
    assert path.read_bytes() == before
