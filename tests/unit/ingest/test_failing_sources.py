"""What cannot be read costs itself alone: the other files and the other sources are loaded."""

import gzip
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import ingest.containers
import ingest.contracts
import ingest.discovery
import ingest.reader
from ingest.__main__ import main
from ingest.contracts import usable_contracts
from tests.unit.ingest.conftest import GOOD, HEADER, ROW_1, ROW_2, Company, shop
from tests.unit.ingest.test_clean_files import zipped

DEALS = shop().model_dump(mode="json")


def test_a_thousand_columns_are_read(company: Company) -> None:
    header = HEADER.replace("\n", "".join(f",x{n}" for n in range(1000)) + "\n")
    filler = ",v" * 1000
    company.put(header + f"D1,,x,1,,{filler}\n")
    company.put(header + f"D1,,x,1,,{filler}\nD2\n", day="2026-02-01")
    messages = company.load().messages
    assert [row[0] for row in company.rows("deal_id")] == ["D1", "D1"]
    assert company.rejects() == [(3, "width", None)]
    assert messages[0].endswith('"x28", "x29" and 970 more')


@pytest.mark.parametrize("quote", ["", '"'], ids=["plain", "quoted"])
def test_a_cell_without_end_costs_its_row(company: Company, quote: str) -> None:
    cell = quote + "y" * 5_000_000 + quote
    company.put(HEADER + ROW_1 + f"D8,{cell},x,1,,\n" + ROW_2)
    company.load()
    assert [row[0] for row in company.rows("deal_id")] == ["D1", "D2"]
    ((line, _, column, message, _),) = company.reject_texts()
    assert (line, column) == (3, "owner")
    assert "longer than 4 MiB" in message


def test_a_reader_that_stumbles_refuses_its_file_only(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.put(GOOD, "deals_1.csv")
    company.put(GOOD.replace("D1", "N1"), "deals_2.csv")
    real = ingest.reader.read_header

    def stumble(unpacked: object, *rest: object) -> object:
        if b"N1" in unpacked.counts.head:  # type: ignore[attr-defined]
            raise RecursionError("too deep\nfor me.")
        return real(unpacked, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(ingest.reader, "read_header", stumble)
        result = company.load()
    assert [m for m in result.messages if "quarantined" in m] == [
        "shop/2026-01-31/deals_2.csv: quarantined (unreadable): cannot be read (too deep for me)."
        " Look at the file, or report this as an error of Pantau; it is tried again every night."
    ]
    assert (result.total("new_loads"), result.total("quarantined")) == (1, 1)
    assert company.load().total("new_loads") == 1
    assert [row[0] for row in company.rows("deal_id")][3] == "N1"


def test_what_unpacks_without_end_is_refused_before_it_fills_the_disk(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.containers, "FREE_SIZE", 1 << 21)
    bomb = GOOD + "\n" * 20_000_000
    company.put(gzip.compress(bomb.encode()), "deals.csv.gz")
    company.put(zipped(("deals.csv", bomb)), "export.zip")
    company.put(gzip.compress((GOOD * 10_000).encode()), "deals_2.csv.gz")
    taken: list[int] = []
    real = ingest.containers._bounded

    def count(chunks: Iterator[bytes], packed: int) -> Iterator[bytes]:
        for chunk in real(chunks, packed):
            taken.append(len(chunk))
            yield chunk

    monkeypatch.setattr(ingest.containers, "_bounded", count)
    messages = company.load().messages
    packed = (company.settings.landing / "shop" / "2026-01-31" / "deals.csv.gz").stat().st_size
    assert next(m for m in messages if "oversized" in m) == (
        "shop/2026-01-31/deals.csv.gz: quarantined (oversized): unpacks to more than 200 times its"
        f" {packed:,} bytes, as no table does. Look at where it comes from; deliver it unpacked if"
        " it is right."
    )
    assert len([m for m in messages if "oversized" in m]) == 2
    assert sum(taken) < 3 * 6_000_000


def test_links_that_lead_out_of_landing_are_not_followed(company: Company, tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text(GOOD)
    (tmp_path / "2026-02-01").mkdir()
    (tmp_path / "2026-02-01" / "deals.csv").write_text(GOOD)
    inside = company.put(GOOD)
    inside.with_name("deals_link.csv").symlink_to(outside)
    inside.with_name("deals_twin.csv").symlink_to(inside)
    inside.parent.with_name("2026-02-01").symlink_to(tmp_path / "2026-02-01")
    inside.with_name("deals_loop.csv").symlink_to("deals_loop.csv")
    result = company.load()
    assert (result.total("new_loads"), result.total("repeats")) == (1, 1)
    told = {m.split(": ")[0]: m.split(": ", 1)[1] for m in result.messages}
    assert told["shop/2026-01-31/deals_link.csv"] == (
        "not recognised (outside_landing): is a link that leads out of landing. Copy what it"
        " stands for here instead."
    )
    assert {"shop/2026-02-01", "shop/2026-01-31/deals_loop.csv"} <= set(told)


def test_a_linked_source_folder_is_told(company: Company, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(GOOD)
    company.settings.landing.mkdir(parents=True)
    (company.settings.landing / "shop").symlink_to(tmp_path)
    company.load()
    assert company.rows() == []
    (row,) = company.log()
    assert (row["file_name"], row["reason"].split(":")[0]) == ("shop", "outside_landing")


def test_a_file_of_which_nothing_can_be_found_out_is_told(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.put(GOOD)
    company.put(zipped(("deals.csv", GOOD)), "export.zip")

    def stumble(path: Path) -> list[str]:
        raise OverflowError("a time before all times")

    monkeypatch.setattr(ingest.discovery, "zip_members", stumble)
    result = company.load()
    assert result.total("new_loads") == 1
    assert result.messages == [
        "shop/2026-01-31/export.zip: not recognised (unreadable): cannot be read (a time before all"
        " times). Look at the file, or report this as an error of Pantau; it is tried again every"
        " night."
    ]


def test_an_empty_zip_leaves_a_trace(company: Company) -> None:
    company.put(zipped(), "export.zip")
    (message,) = company.load().messages
    assert message == (
        "shop/2026-01-31/export.zip: quarantined (empty_file): the ZIP holds no file."
        " Ask for the export again."
    )


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the contract of the shop and, broken, that of its twin."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "shop.yml").write_text(yaml.safe_dump(DEALS))
    broken = yaml.safe_load(yaml.safe_dump({**DEALS, "source": "kiosk"}))
    broken["objects"]["deals"]["columns"][4]["formats"] = ["%d/%q/%Y"]
    (folder / "kiosk.yml").write_text(yaml.safe_dump(broken))
    monkeypatch.setattr(ingest.discovery, "SOURCES", folder)
    defaults = ingest.contracts.usable_contracts.__defaults__
    monkeypatch.setattr(ingest.contracts.usable_contracts, "__defaults__", (folder,))
    assert defaults == (ingest.contracts.SOURCES,)
    return folder


def test_a_broken_contract_is_named_and_the_others_are_usable(sources: Path) -> None:
    contracts, broken = usable_contracts(sources)
    assert list(contracts) == ["shop"]
    assert list(broken) == ["kiosk"]
    assert str(broken["kiosk"]) == (
        "sources/kiosk.yml: objects.deals.columns.4.formats: Value error, format '%d/%q/%Y' has"
        " the unknown directive %q"
    )


def test_a_broken_contract_costs_its_own_source(
    sources: Path,
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("PANTAU_DATA", str(company.settings.data))
    company.put(GOOD)
    company.put(HEADER.replace("deal_id", "id"), "deals_2.csv")
    kiosk = company.settings.landing / "kiosk"
    kiosk.mkdir()
    (kiosk / "deals.csv").write_text(GOOD)
    assert main(["load"]) == 1
    assert len(company.rows()) == 3
    assert caplog.messages[-3:] == [
        "kiosk: not recognised (broken_contract): ingest/sources/kiosk.yml is not valid, so nothing"
        " of this folder is loaded. `python -m ingest check` says what is wrong with it.",
        "1 files were quarantined; the lines above say why.",
        "kiosk: not loaded: sources/kiosk.yml: objects.deals.columns.4.formats: Value error, format"
        " '%d/%q/%Y' has the unknown directive %q",
    ]
    assert main(["load", "--source", "shop"]) == 0
    assert main(["load", "--source", "kiosk"]) == 1
