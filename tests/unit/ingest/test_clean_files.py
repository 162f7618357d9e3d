"""Files that keep their contract come through as they are, whatever form they have."""

import gzip
import hashlib
import io
import zipfile
from datetime import date

import duckdb
import pytest

from tests.unit.ingest.conftest import GOOD, HEADER, ROW_1, ROW_2, ROW_3, Company, shop

VALUES = "deal_id, owner, stage, amount, closed_on, changed_at"
EXPECTED = [
    ("D1", "Sari", "Won", "1200.50", "2026-01-05", "2026-01-05 08:00:00"),
    ("D2", "Budi", "Lost, price", "0", "2026-01-06", "2026-01-06 09:30:00"),
    ("D3", "Ayu", "Open", None, None, None),
]


def test_a_clean_file_is_loaded_with_its_origin(company: Company) -> None:
    company.put(GOOD)
    result = company.load()
    assert company.rows(VALUES) == EXPECTED
    sha256 = hashlib.sha256(GOOD.encode()).hexdigest()
    origin = "_load_id, _file_name, _line_number, _export_as_of, _source_instance, _extra"
    load_id, file_name = f"20260131_{sha256[:12]}", "shop/2026-01-31/deals.csv"
    assert company.rows(origin) == [
        (load_id, file_name, line, date(2026, 1, 31), "default", None) for line in (2, 3, 4)
    ]
    assert result.objects["deals"].as_metadata() == {
        "new_loads": 1,
        "repeats": 0,
        "superseded": 0,
        "quarantined": 0,
        "rows_read": 3,
        "rows_loaded": 3,
        "rows_rejected": 0,
        "rows_erased": 0,
    }
    (row,) = company.log()
    assert (row["sha256"], row["bytes"]) == (sha256, len(GOOD))
    assert (row["status"], row["line_end"], row["delivery_kind"]) == ("loaded", "LF", "complete")


def zipped(*members: tuple[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "line_end"),
    [
        (GOOD, "LF"),
        (GOOD[:-1], "LF"),
        (GOOD.replace("\n", "\r\n"), "CRLF"),
        (GOOD.replace("\n", "\r"), "CR"),
        ("\ufeff" + GOOD, "LF"),
        (HEADER + ROW_1 + "\n" + ROW_2 + ROW_3 + "\n\n", "LF"),
        (HEADER + ROW_1.replace("\n", "\r\n") + ROW_2 + ROW_3, "mixed"),
        (GOOD.replace("D1", '"D1"').replace("Sari", '"Sari"'), "LF"),
    ],
    ids=["lf", "no end", "crlf", "cr", "bom", "blank lines", "mixed ends", "some quotes"],
)
def test_forms_of_the_same_rows_give_the_same_values(
    company: Company, content: str, line_end: str
) -> None:
    company.put(content)
    company.load()
    assert company.rows(VALUES) == EXPECTED
    assert company.log()[0]["line_end"] == line_end


def test_gz_and_zip_hold_the_same_rows(company: Company) -> None:
    company.put(gzip.compress(GOOD.encode()), "deals.csv.gz", "2026-01-01")
    company.put(zipped(("inner/deals.csv", GOOD)), "export.zip", "2026-01-02")
    company.load()
    assert company.rows(VALUES) == EXPECTED * 2
    names = [row["file_name"] for row in company.log()]
    assert names == ["shop/2026-01-01/deals.csv.gz", "shop/2026-01-02/export.zip!inner/deals.csv"]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16", "utf-8-sig"])
def test_a_declared_encoding_is_transcoded(company: Company, encoding: str) -> None:
    company.contract = shop(encoding=encoding)
    company.put(GOOD.replace("Ayu", "Renée").encode(encoding))
    company.load()
    assert company.rows("owner") == [("Sari",), ("Budi",), ("Renée",)]


def test_line_numbers_count_physical_lines(company: Company) -> None:
    company.put(HEADER + 'D1,"a\r\nb\nc",x,1,,\n' + ROW_2 + 'D4,,"p""q",1,,\n')
    company.load()
    assert company.rows("deal_id, _line_number, owner, stage") == [
        ("D1", 2, "a\r\nb\nc", "x"),
        ("D2", 5, "Budi", "Lost, price"),
        ("D4", 6, None, 'p"q'),
    ]


def test_line_numbers_hold_in_a_file_read_by_several_threads(company: Company) -> None:
    lines = "".join(f"D{number},,s,1,,\n" for number in range(2, 120_002))
    company.put(HEADER + lines)
    company.load()
    glob = company.settings.raw / "shop" / "deals" / "*" / "rows.parquet"
    wrong = duckdb.sql(
        f"select count(*), count_if(deal_id <> 'D' || _line_number) from '{glob}'"
    ).fetchall()
    assert wrong == [(120_000, 0)]


def test_header_order_does_not_matter(company: Company) -> None:
    company.put(GOOD, day="2026-01-01")
    swapped = "amount,deal_id,stage,owner,changed_at,CLOSED_ON\n"
    company.put(swapped + "1200.50,D1,Won,Sari,2026-01-05 08:00:00,2026-01-05\n", day="2026-01-02")
    company.load()
    rows = company.rows(f"{VALUES}, _row_hash")
    assert rows[0] == rows[-1]


def test_unknown_columns_are_kept_as_json(company: Company) -> None:
    company.put(HEADER.replace("\n", ",note,\n") + ROW_1.replace("\n", ',"a ""b""",x\n'))
    result = company.load()
    assert company.rows("_extra") == [('{"note":"a \\"b\\"","column_8":"x"}',)]
    assert company.log()[0]["extra_columns"] == '["note", "column_8"]'
    assert any('"note", "column_8"' in message for message in result.messages)


def test_the_row_hash_is_what_its_definition_says(company: Company) -> None:
    company.put(GOOD)
    company.put(HEADER + 'D9,"a\x1fb\x1e",,,,\n', "deals_2.csv")
    company.load()
    text = "\x1f".join(["D3", "Ayu", "Open", "\x1e", "\x1e", "\x1e"])
    escaped = "\x1f".join(["D9", "a\x1d\x1fb\x1d\x1e", "\x1e", "\x1e", "\x1e", "\x1e"])
    hashes = dict(company.rows("deal_id, _row_hash"))
    assert hashes["D3"] == hashlib.md5(text.encode()).hexdigest()
    assert hashes["D9"] == hashlib.md5(escaped.encode()).hexdigest()


def test_empty_and_null_are_told_apart_where_the_contract_says_so(company: Company) -> None:
    company.contract = shop(null_values=["NULL", "\\N"])
    company.put(HEADER + "D1,NULL,,1,NULL,NULL\nD2,\\N,null,1,NULL,NULL\n")
    company.load()
    assert company.rows("owner, stage") == [(None, ""), (None, "null")]


def test_a_file_name_with_pattern_marks_is_read_alone(company: Company) -> None:
    company.put(GOOD, "deals[1]*.csv")
    company.put(GOOD.replace("D", "E"), "deals1x.csv")
    company.load()
    assert [row[0] for row in company.rows("deal_id")] == ["E1", "E2", "E3", "D1", "D2", "D3"]
    files = {path.name for path in company.settings.raw.glob("shop/deals/2*/*")}
    assert files == {"load.json", "rejects.parquet", "rows.parquet"}


def test_other_delimiters_and_quotes_follow_the_contract(company: Company) -> None:
    company.contract = shop(delimiter=";", quote="'")
    company.put("deal_id;owner;stage;amount;closed_on;changed_at\nD1;'a;''b';\"x;1;;\n")
    company.load()
    assert company.rows("owner, stage") == [("a;'b", '"x')]
