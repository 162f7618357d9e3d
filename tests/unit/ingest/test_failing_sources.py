"""What cannot be read costs itself alone: the other files and the other sources are loaded."""

import logging
from pathlib import Path

import pytest
import yaml

import ingest.contracts
import ingest.discovery
import ingest.reader
from ingest.__main__ import main
from ingest.contracts import usable_contracts
from tests.unit.ingest.conftest import GOOD, HEADER, ROW_1, ROW_2, Company, shop

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
