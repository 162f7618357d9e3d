"""Files as other people's systems write them: what is missing, odd or in another encoding."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.ingest.conftest import GOOD, HEADER, ROW_1, ROW_2, Company, shop

Refused = Callable[..., str]
NAME = "shop/2026-01-31/deals.csv"


def with_columns(*more: dict[str, Any], **changes: Any) -> Any:
    """The shop's contract with further columns."""
    columns = shop().objects["deals"].model_dump(mode="json")["columns"]
    return shop(columns=[*columns, *({"personal_data": "none", **c} for c in more)], **changes)


def test_a_column_that_is_not_required_may_be_missing_and_is_told(company: Company) -> None:
    company.put("deal_id,owner,stage\nD1,Sari,Won\n")
    result = company.load()
    assert result.messages == [
        f'{NAME}: columns of the contract that the file lacks: "amount", "closed_on", "changed_at"'
    ]
    assert company.rows("deal_id, owner, amount, changed_at") == [("D1", "Sari", None, None)]
    assert company.log()[0]["reason"] == result.messages[0].removeprefix(f"{NAME}: ")


def test_a_renamed_column_is_never_silently_empty(company: Company) -> None:
    company.put(GOOD.replace("stage", "StageNam").replace("closed_on", "Closed On"))
    company.contract = shop()
    columns = shop().objects["deals"].model_dump(mode="json")["columns"]
    columns[2]["header"] = "StageName"
    company.contract = shop(columns=columns)
    (lacks, extra) = company.load().messages
    assert lacks == (
        f'{NAME}: columns of the contract that the file lacks: "StageName", "closed_on";'
        ' "StageNam" looks like "StageName"; "Closed On" looks like "closed_on"'
    )
    assert '"StageNam", "Closed On"' in extra


def test_of_many_missing_columns_five_are_named(company: Company) -> None:
    company.contract = with_columns(*({"name": f"x{n}", "type": "text"} for n in range(7)))
    company.put(GOOD)
    (message,) = company.load().messages
    assert message == (
        f"{NAME}: columns of the contract that the file lacks:"
        ' "x0", "x1", "x2", "x3", "x4" and 2 more'
    )


def test_the_first_encoding_that_fits_the_whole_file_counts(company: Company) -> None:
    company.contract = shop(encoding=["utf-8", "latin-1"])
    text = GOOD.replace("Sari", "Jos\u00e9").replace("Budi", "Ren\u00e9e")
    company.put(text, day="2026-01-29")
    company.put(text.encode("latin-1"), day="2026-01-30")
    company.put(gzip.compress(text.encode("latin-1")), "deals.csv.gz", day="2026-01-31")
    result = company.load()
    assert company.rows("owner") == [("Jos\u00e9",), ("Ren\u00e9e",), ("Ayu",)] * 3
    assert [row["encoding"] for row in company.log()] == ["utf-8", "latin-1", "latin-1"]
    assert [message.split(": ", 1)[1] for message in result.messages] == [
        "read as latin-1, because it is not valid utf-8"
    ] * 2


def test_one_broken_byte_does_not_turn_every_accent_into_two_letters(company: Company) -> None:
    company.contract = shop(encoding=["utf-8", "latin-1"])
    text = GOOD.replace("Sari", "Jos\u00e9").replace("Budi", "Ren\u00e9e")
    company.put(text.encode() + b"D8,Jos\xe9,x,1,,\n")
    company.load()
    assert company.rows("owner") == [("Jos\u00e9",), ("Ren\u00e9e",), ("Ayu",)]
    assert company.rejects() == [(5, "encoding", "owner")]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_utf8_is_not_read_by_a_code_page(company: Company, refused: Refused, encoding: str) -> None:
    company.contract = shop(encoding=encoding)
    line = refused(GOOD.replace("Sari", "Jos\u00e9").replace("Ayu", "\u00c5sa"), "encoding")
    assert line.endswith(
        f"is written in utf-8, the contract says {encoding}: 2 letters would be misread."
        f" Add utf-8 before it in the contract, as encoding: [utf-8, {encoding}]."
    )


@pytest.mark.parametrize("name", ["deals.csv", "deals.csv.gz"])
def test_nul_characters_cost_no_row(company: Company, name: str) -> None:
    text = HEADER + 'D1,"\0<p>a</p>",Won,1,,\n' + "D2,a\0\0b,x,2,,\n"
    company.put(gzip.compress(text.encode()) if name.endswith("gz") else text, name)
    result = company.load()
    assert company.rows("deal_id, owner, amount, _line_number") == [
        ("D1", "<p>a</p>", "1", 2),
        ("D2", "ab", "2", 3),
    ]
    assert result.messages == [
        f"shop/2026-01-31/{name}: 3 NUL characters were left out of the text"
    ]


@pytest.mark.parametrize("tail", ["\0" * 64, "\0a" * 500], ids=["a block of zeros", "a tenth"])
def test_binary_rubbish_is_refused(refused: Refused, tail: str) -> None:
    rows = "".join(f"E{n},,x,1,,\n" for n in range(50))
    assert "holds binary data" in refused(GOOD + rows + tail, "not_csv")


KEPT = [
    {"name": "size", "header": "Size/m~", "type": "integer", "only_kept": True},
    {"name": "seen_on", "type": "date", "only_kept": True},
]


@pytest.mark.parametrize(
    "tail", ["", "D9,,x,?,,,,,\n", "D9,x\n"], ids=["clean", "one reject", "split"]
)
def test_an_odd_cell_of_a_column_that_is_only_kept_costs_no_row(
    company: Company, tail: str
) -> None:
    company.contract = with_columns(*KEPT)
    header = HEADER.replace("\n", ",Size/m~,seen_on,note\n")
    rows = [
        "D1,,x,1,,,7,2026-01-05,n\n",
        "D2,,x,2,,,huge,0001-01-01,\n",
        "D3,,x,3,,,3000000000,,\n",
    ]
    company.put(header + "".join(rows) + tail)
    messages = company.load().messages
    assert company.rows("deal_id, size, seen_on") == [
        ("D1", "7", "2026-01-05"),
        ("D2", None, None),
        ("D3", None, None),
    ]
    extra = [json.loads(text) for (text,) in company.rows("_extra")]
    assert extra == [
        {"note": "n"},
        {"note": None, "Size/m~": "huge", "seen_on": "0001-01-01"},
        {"note": None, "Size/m~": "3000000000"},
    ]
    assert [m.split(": ", 1)[1] for m in messages if "_extra" in m and "NULL" in m] == [
        'column "size": 2 of its cells are not a whole number like 1234 or out of range'
        " (first at line 3); they are NULL, their text is in _extra",
        'column "seen_on": 1 of its cells are not a date like 2026-01-31 or out of range'
        " (first at line 3); they are NULL, their text is in _extra",
    ]
    assert len(company.rejects()) == bool(tail)


def test_a_row_hash_is_that_of_the_cells_that_stay(company: Company) -> None:
    company.contract = with_columns(*KEPT)
    header = HEADER.replace("\n", ",Size/m~,seen_on\n")
    company.put(header + "D1,,,,,,huge,\nD2,,,,,,8,\n")
    company.put(header + "D1,,,,,,,\n", day="2026-02-01")
    company.load()
    hashes = {row[0] for row in company.rows("_row_hash") if row}
    assert len(hashes) == 2


@pytest.mark.parametrize(
    ("column", "fits", "too_large"),
    [
        ({"type": "integer"}, ["2147483647", "-2147483648", "0002147483647"], "2147483648"),
        ({"type": "integer"}, ["2147483647.0"], "-2147483649"),
        (
            {"type": "decimal"},
            ["99999999999999.99", "-1234567890.123456789"],
            "100000000000000",
        ),
        ({"type": "decimal"}, ["99999999999999"], "99999999999999.999"),
        ({"type": "decimal", "scale": 4}, ["999999999999.9999"], "1000000000000"),
    ],
)
def test_a_number_that_staging_cannot_hold_is_rejected(
    company: Company, column: dict[str, Any], fits: list[str], too_large: str
) -> None:
    company.contract = with_columns({"name": "size", **column})
    header = HEADER.replace("\n", ",size\n")
    company.put(header + "".join(f"E{n},,,,,,{text}\n" for n, text in enumerate(fits)))
    assert company.load().total("rows_rejected") == 0
    company.put(header + f"D0,,,,,,1\nD1,,,,,,{too_large}\n", day="2026-02-01")
    company.load()
    assert company.rejects() == [(3, f"{column['type']}_range", "size")]
    words = {
        "integer": "between -2147483648 and 2147483647",
        "decimal": f"a number of at most {16 - column.get('scale', 2)} digits before its decimals",
    }
    assert company.reject_texts()[0][3] == (
        f'column "size" holds "{too_large}", not {words[column["type"]]}.'
    )


def test_a_column_named_like_a_place_and_a_column_without_name(company: Company) -> None:
    text = GOOD.replace("\n", ",x,y\n").replace("changed_at,x,y", "changed_at,column_8,")
    company.put(text)
    company.load()
    assert json.loads(company.rows("_extra")[0][0]) == {"column_8": "x", "column_8_": "y"}


def test_a_quote_inside_a_header_is_text(company: Company) -> None:
    company.put(HEADER.replace("\n", ',size 12"\n') + 'D1,,,,,,5"\n' + "D2,,,,,,\n")
    company.load()
    assert [json.loads(row[0]) for row in company.rows("_extra")] == [
        {'size 12"': '5"'},
        {'size 12"': None},
    ]


def test_good_rows_stay_good(company: Company) -> None:
    company.put(HEADER + ROW_1 + ROW_2)
    assert company.load().messages == []
