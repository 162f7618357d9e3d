"""Whole files that break their contract: one clear line each, nothing loaded, nothing lost."""

import gzip
import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import ingest.run
from ingest.ledger import read_ledger
from tests.unit.ingest.conftest import GOOD, HEADER, ROW_1, ROW_2, Company, shop
from tests.unit.ingest.test_clean_files import zipped

Refused = Callable[..., str]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "  \r\n"])
def test_empty_file(refused: Refused, content: str) -> None:
    assert "is empty" in refused(content, "empty_file")


def test_header_only_is_a_load_without_rows(company: Company) -> None:
    company.put(HEADER)
    result = company.load()
    assert result.messages == ["shop/2026-01-31/deals.csv: holds a header and no rows"]
    assert company.log()[0]["status"] == "loaded"
    assert company.log()[0]["rows_read"] == 0


def test_missing_header(refused: Refused) -> None:
    line = refused(ROW_1 + ROW_2, "header_missing")
    assert "deal_id, owner, stage" in line


def test_missing_column_names_the_look_alike(refused: Refused) -> None:
    line = refused(GOOD.replace("deal_id", "Deal-Ids"), "column_missing")
    assert line == (
        'shop/2026-01-31/deals.csv: quarantined (column_missing): column "deal_id" is not in the'
        ' header; "Deal-Ids" looks like it. Ask for the old header, or add it under aliases in'
        " ingest/sources/shop.yml."
    )


def test_an_alias_lets_a_renamed_column_in(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.put(GOOD.replace("deal_id", "number"))
    assert company.load().total("quarantined") == 1
    deals = shop().objects["deals"].model_dump(mode="json")
    deals["columns"][0]["aliases"] = ["number"]
    company.contract = shop(columns=deals["columns"])
    result = company.load()
    assert (result.total("new_loads"), len(company.rows())) == (1, 3)
    assert [row["status"] for row in company.log()] == ["loaded", "superseded"]
    monkeypatch.setattr(ingest.run, "unpack", None)
    assert company.load().messages == []


def test_duplicated_column(refused: Refused) -> None:
    line = refused(GOOD.replace("stage", "owner"), "column_duplicated")
    assert '"owner" (cell 2) and "owner" (cell 3)' in line


def test_duplicated_unknown_column(refused: Refused) -> None:
    content = HEADER.replace("\n", ",note,Note\n") + ROW_1.replace("\n", ",1,2\n")
    assert '"note"' in refused(content, "column_duplicated")


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolon"), ("\t", "tab"), ("|", "pipe")])
def test_wrong_delimiter(refused: Refused, mark: str, name: str) -> None:
    line = refused(GOOD.replace(",", mark), "delimiter")
    assert f"({name})" in line


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE html><html><body>Log in</body></html>",
        "\n <html>\n",
        '<?xml version="1.0"?><a/>',
        b"PK\x03\x04 workbook",
        b"%PDF-1.7",
        b"PAR1....",
        '{"error": "expired"}',
    ],
)
def test_other_formats_named_csv(refused: Refused, content: str | bytes) -> None:
    assert "CSV" in refused(content, "not_csv")


@pytest.mark.parametrize(
    "tail",
    ["D4,Rini,Wo", 'D4,Rini,"Won, cash', "D4,Rini,Won,12,2026-01-", "D4,Rini,Won,12,2026-01-05,2"],
    ids=["fewer cells", "open quote", "cut date", "cut time"],
)
def test_truncated(refused: Refused, tail: str) -> None:
    content = HEADER + "".join(f"E{n},,x,1,,\n" for n in range(50)) + tail
    assert "line 52" in refused(content, "truncated")


def test_truncated_inside_a_cell_of_several_lines(refused: Refused) -> None:
    refused(GOOD + 'D4,"first line\nsecond line', "truncated")


def test_damaged_gzip(refused: Refused) -> None:
    data = bytearray(gzip.compress(GOOD.encode()))
    data[-6] ^= 0xFF
    refused(bytes(data), "checksum", "deals.csv.gz")


def test_cut_gzip(refused: Refused) -> None:
    refused(gzip.compress(GOOD.encode())[:-12], "checksum", "deals.csv.gz")


def test_damaged_zip_member(company: Company) -> None:
    data = bytearray(zipped(("deals.csv", GOOD * 20)))
    data[60] ^= 0xFF
    company.put(bytes(data), "export.zip")
    (message,) = company.load().messages
    assert message.startswith("shop/2026-01-31/export.zip!deals.csv: quarantined (checksum): ")


def test_zip_that_is_none(company: Company) -> None:
    company.put(b"not a zip", "export.zip")
    (message,) = company.load().messages
    assert message.startswith("shop/2026-01-31/export.zip: quarantined (checksum): ")
    (row,) = company.log()
    assert (row["status"], row["object_name"]) == ("quarantined", None)
    company.load()
    assert len(company.log()) == 1


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_zip_with_two_members_of_one_name(company: Company) -> None:
    content = zipped(("deals.csv", GOOD), ("visits.csv", "visit_id\n1\n"), ("deals.csv", HEADER))
    path = company.put(content, "export.zip")
    (message,) = company.load().messages
    assert message == (
        "shop/2026-01-31/export.zip: quarantined (duplicate_member): the ZIP holds"
        ' "deals.csv" more than once, and only one of them could be read.'
        " Deliver it with each name once."
    )
    assert company.rows() == company.rows(object_name="visits") == []
    (record,) = read_ledger(company.settings)
    assert record == replace(
        record,
        source_system="shop",
        object_name=None,
        export_as_of=date(2026, 1, 31),
        status="quarantined",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def test_a_broken_zip_outside_a_date_folder_keeps_the_date_of_its_name(company: Company) -> None:
    company.put(b"not a zip", "export_20260130.zip", None)
    company.load()
    (row,) = company.log()
    assert (row["source_system"], row["object_name"]) == ("shop", None)
    assert (row["status"], row["export_as_of"][:10]) == ("quarantined", "2026-01-30")


def test_unreadable_file(company: Company) -> None:
    path = company.put(GOOD)
    path.unlink()
    path.symlink_to(path.parent / "gone.csv")
    (message,) = company.load().messages
    assert message.startswith("shop/2026-01-31/deals.csv: quarantined (unreadable): ")
    path.unlink()
    company.put(GOOD)
    assert company.load().total("new_loads") == 1
    assert sorted(row["status"] for row in company.log()) == ["loaded", "superseded"]
    assert company.load().messages == []


def test_file_without_permission(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company.put(GOOD)
    real = Path.open

    def deny(path: Path, *args: object, **options: object) -> object:
        if path.name == "deals.csv" and "landing" in path.parts:
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", deny)
    (message,) = company.load().messages
    assert message == (
        "shop/2026-01-31/deals.csv: quarantined (unreadable): cannot be read (Permission denied)."
        " Check the file and its permissions."
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_without_saying_so(refused: Refused, encoding: str) -> None:
    assert "UTF-16" in refused(GOOD.encode(encoding), "encoding")


def test_wrong_code_page_in_most_rows(refused: Refused) -> None:
    rows = "".join(f"D{n},José,x,1,,\n" for n in range(5))
    refused((HEADER + rows).encode("latin-1"), "encoding")


def test_too_many_rejects_keep_their_list(company: Company, refused: Refused) -> None:
    rows = "".join(f"D{n},Sari,x,1,{n}/1/2026,\n" for n in range(3)) + "D8,,x,1,,\nD9,,x,1,,\n"
    line = refused(HEADER + rows, "too_many_rejects")
    assert "3 of 5 rows" in line
    assert "date in closed_on 3 (first at line 2: column" in line
    rejects = company.reject_texts(company.settings.quarantine)
    assert [row[:3] for row in rejects] == [(n, "date", "closed_on") for n in (2, 3, 4)]


def test_half_of_the_rows_rejected_is_still_loaded(company: Company) -> None:
    company.put(HEADER + "D1,,x,1,,\nD2,,x,one,,\n")
    company.load()
    assert company.rejects() == [(3, "decimal", "amount")]


def test_unknown_source_folder(company: Company) -> None:
    path = company.settings.landing / "sopp" / "2026-01-31" / "deals.csv"
    path.parent.mkdir(parents=True)
    path.write_text(GOOD)
    (company.settings.landing / "loose.csv").write_text(GOOD)
    company.load()
    reasons = {row["file_name"]: row["reason"] for row in company.log()}
    assert sorted(reasons) == ["loose.csv", "sopp"]
    assert all(reason.startswith("unknown_source: ") for reason in reasons.values())


def test_directory_where_a_file_should_be(company: Company) -> None:
    for name in ("2026-01-31/deals.csv", "deals.csv", "2026-02-31"):
        (company.settings.landing / "shop" / name).mkdir(parents=True)
    messages = company.load().messages
    assert [message.split(":")[0] for message in messages] == [
        "shop/2026-01-31/deals.csv",
        "shop/2026-02-31",
        "shop/deals.csv",
    ]
    assert all("not recognised (is_directory)" in message for message in messages)
    assert [row["status"] for row in company.log()] == ["not_recognised"] * 3


def test_unmatched_files_are_named_and_junk_is_not(company: Company) -> None:
    company.put(b"x", "deals.xlsx")
    company.put(GOOD, "orders.csv")
    company.put(GOOD, "README_shop.csv")
    company.put(b"\0", ".DS_Store")
    company.put(b"\0", "._deals.csv")
    company.put(zipped(("orders.csv", GOOD), ("__MACOSX/._deals.csv", "x")), "export.zip")
    messages = company.load().messages
    assert [message.split(" (")[0] for message in messages] == [
        "shop/2026-01-31/deals.xlsx: not recognised",
        "shop/2026-01-31/export.zip!orders.csv: not recognised",
        "shop/2026-01-31/orders.csv: not recognised",
    ]
    assert "kind xlsx" in messages[0]


def test_a_file_of_zero_bytes_only(refused: Refused) -> None:
    assert "zero bytes only" in refused(b"\0" * 4096, "empty_file")


def test_a_plain_file_that_is_named_gz(refused: Refused) -> None:
    assert "is named .gz" in refused(GOOD, "checksum", "deals.csv.gz")


def test_one_known_column_that_is_not_the_key_is_not_enough(refused: Refused) -> None:
    assert 'column "deal_id" is not in the header' in refused("owner\nSari\n", "column_missing")


def test_a_pipe_does_not_hold_up_the_night(company: Company) -> None:
    company.put(GOOD)
    os.mkfifo(company.settings.landing / "shop" / "2026-01-31" / "deals_pipe.csv")
    os.mkfifo(company.settings.landing / "shop" / "2026-01-31" / "deals_pipe.zip")
    result = company.load()
    assert result.total("new_loads") == 1
    told = [message for message in result.messages if "is a pipe or a device" in message]
    assert len(told) == 2


def test_a_zip_member_that_leads_outside_is_told(company: Company) -> None:
    company.put(zipped(("../deals.csv", GOOD), ("inner/deals_b.csv", GOOD)), "all.zip")
    result = company.load()
    assert result.total("new_loads") == 1
    assert result.messages == [
        "shop/2026-01-31/all.zip!../deals.csv: not recognised (bad_file_name): the path of this"
        " member leads out of the ZIP. Pack it without '..'."
    ]
