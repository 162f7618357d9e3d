"""Rows that break a rule are rejected one by one; the rest of the file is loaded."""

import json
from pathlib import Path

import pytest

import ingest.judge
import ingest.reader
from ingest.ledger import read_ledger
from ingest.sql import copying
from tests.unit.ingest.conftest import GOOD, HEADER, ROW_1, ROW_2, ROW_3, Company, shop


def test_each_rule_names_line_and_column(company: Company) -> None:
    deals = shop().objects["deals"].model_dump(mode="json")
    deals["columns"][2]["accepted_values"] = ["Won", "Open", "Lost, price"]
    deals["columns"].append({"name": "visits", "type": "integer", "personal_data": "none"})
    deals["columns"].append({"name": "is_big", "type": "boolean", "personal_data": "none"})
    company.contract = shop(columns=deals["columns"])
    header = HEADER.replace("\n", ",visits,is_big\n")
    good = [f"E{n},,Won,1,,,3,TRUE\n" for n in range(8)]
    bad = [
        ",Sari,Won,1,,,1,0\n",
        "B3,Sari,won,1,,,1,0\n",
        "B4,Sari,Won,1.2.3,,,1,0\n",
        "B5,Sari,Won,1,2026-02-30,,1,0\n",
        "B6,Sari,Won,1,,2026-01-01 25:00:00,1,0\n",
        "B7,Sari,Won,1,,,1.5,0\n",
        "B8,Sari,Won,1,,,1,yes\n",
    ]
    company.put(header + "".join(bad) + "".join(good))
    result = company.load()
    assert company.rejects() == [
        (2, "required", "deal_id"),
        (3, "accepted_values", "stage"),
        (4, "decimal", "amount"),
        (5, "date", "closed_on"),
        (6, "datetime", "changed_at"),
        (7, "integer", "visits"),
        (8, "boolean", "is_big"),
    ]
    assert [r["rows_read"] for r in company.log()] == [15]
    assert (result.total("rows_loaded"), result.total("rows_rejected")) == (8, 7)
    assert [row[0] for row in company.rows("_line_number")] == list(range(9, 17))
    messages = {row[0]: row[3] for row in company.reject_texts()}
    assert messages[5] == ('column "closed_on" holds "2026-02-30", not a date like 2026-01-31.')
    assert messages[2] == 'column "deal_id" is empty, but every row needs it.'


def test_width_is_checked_row_by_row(company: Company) -> None:
    """DuckDB swallows a delimiter after an empty last cell without a word."""
    company.put(GOOD + "D4,Ayu,Open,,,,\nD5,Ayu,Open\nD6,Ayu,Open,,,,x\n" + "D7,,x,1,,\n")
    company.load()
    assert company.rejects() == [(5, "width", None), (6, "width", None), (7, "width", None)]
    assert [row[0] for row in company.rows("deal_id")] == ["D1", "D2", "D3", "D7"]
    texts = company.reject_texts()
    assert texts[0][3].startswith("the row has 7 cells, the header has 6")
    assert texts[0][4] == "D4,Ayu,Open,,,,"


def test_a_delimiter_after_an_empty_last_cell_is_not_swallowed(company: Company) -> None:
    company.put(GOOD + "D4,Ayu,Open,,,,\n")
    company.load()
    assert company.rejects() == [(5, "width", None)]


def test_an_unclosed_quote_costs_one_line(company: Company) -> None:
    company.put(HEADER + ROW_1 + 'D8,"Ayu,Open,,,\n' + ROW_2 + ROW_3)
    company.load()
    assert company.rejects() == [(3, "quote", "owner")]
    assert [row[0] for row in company.rows("deal_id")] == ["D1", "D2", "D3"]
    assert [row[0] for row in company.rows("_line_number")] == [2, 4, 5]


def test_an_unclosed_quote_in_a_fully_quoted_file_costs_one_line(company: Company) -> None:
    lines = [f'"D{n}","Ayu","Open","","",""\n' for n in range(5)]
    lines[1] = lines[1].replace('"Ayu"', '"Ayu')
    company.put(HEADER + "".join(lines))
    company.load()
    assert company.rejects() == [(3, "quote", "owner")]
    assert [row[0] for row in company.rows("deal_id")] == ["D0", "D2", "D3", "D4"]


@pytest.mark.parametrize("end", ["", "D9,x\n"], ids=["clean file", "broken file"])
@pytest.mark.parametrize("cell", ['a "b" c', 'a"', '12" pipe'])
def test_a_quote_inside_an_unquoted_cell_is_text(company: Company, cell: str, end: str) -> None:
    company.put(GOOD + f"D8,{cell},x,1,,\n" + end)
    company.load()
    assert company.rows("owner")[-1] == (cell,)


@pytest.mark.parametrize("cell", ['"a" b', '"a"b"', '"a" ', '"a" ""'])
def test_text_after_a_closing_quote_is_rejected(company: Company, cell: str) -> None:
    company.put(GOOD + f"D8,{cell},x,1,,\n" + "D9,,x,1,,\n")
    company.load()
    assert company.rejects() == [(5, "quote", "owner")]
    assert [row[0] for row in company.rows("deal_id")] == ["D1", "D2", "D3", "D9"]


def test_a_byte_of_another_code_page_costs_one_row(company: Company) -> None:
    company.put(GOOD.encode() + b"D8,Jos\xe9,x,1,,\n")
    company.load()
    assert company.rejects() == [(5, "encoding", "owner")]
    assert "byte e9 is not utf-8" in company.reject_texts()[0][3]


def test_an_undefined_byte_of_a_code_page_costs_one_row(company: Company) -> None:
    company.contract = shop(encoding="cp1252")
    company.put(GOOD.encode() + b"D8,Jos\x81,x,1,,\nD9,Jos\xe9,x,1,,\n")
    company.load()
    assert company.rejects() == [(5, "encoding", "owner")]
    assert company.rows("owner")[-1] == ("José",)


def test_mixed_line_ends_are_tolerated_and_noted(company: Company) -> None:
    company.put(HEADER + ROW_1.replace("\n", "\r\n") + ROW_2.replace("\n", "\r") + ROW_3)
    result = company.load()
    assert [row[0] for row in company.rows("_line_number")] == [2, 3, 4]
    assert result.messages == ["shop/2026-01-31/deals.csv: line ends are mixed"]


def test_identical_rows_are_kept_once(company: Company) -> None:
    company.put(HEADER + ROW_1 + ROW_2 + ROW_1 + ROW_1)
    result = company.load()
    assert company.rejects() == [
        (4, "duplicate_identical", None),
        (5, "duplicate_identical", None),
    ]
    assert (result.total("rows_read"), result.total("rows_loaded")) == (4, 2)


def test_identical_repeats_are_counted_apart_from_rejects(company: Company) -> None:
    rival = ROW_2.replace("Budi", "Tono")
    company.put(HEADER + ROW_1 + ROW_2 + ROW_1 + ROW_3 + rival + ROW_1)
    company.load()
    (row,) = company.log()
    assert (row["rows_read"], row["rows_rejected"], row["rows_repeated"]) == (6, 3, 2)
    assert list(row)[list(row).index("rows_rejected") + 1] == "rows_repeated"
    path = next(company.settings.raw.glob("shop/deals/*/load.json"))
    content = json.loads(path.read_text())
    assert content.pop("rows_repeated") == 2
    path.write_text(json.dumps(content))
    assert read_ledger(company.settings)[0].rows_repeated == 0


@pytest.mark.parametrize("tail", ["", "D9,,x,one,,\n"], ids=["clean file", "file with rejects"])
def test_a_row_that_is_lost_on_the_way_refuses_the_file(
    company: Company, monkeypatch: pytest.MonkeyPatch, tail: str
) -> None:
    def lose_one(query: str, path: Path) -> str:
        return copying(f"from ({query}) offset 1", path)

    monkeypatch.setattr(ingest.reader, "copying", lose_one)
    monkeypatch.setattr(ingest.judge, "copying", lose_one)
    company.put(GOOD + tail)
    (message,) = company.load().messages
    counts = (
        "4 rows were read, but 2 loaded and 1" if tail else "3 rows were read, but 2 loaded and 0"
    )
    assert message.startswith(
        f"shop/2026-01-31/deals.csv: quarantined (unaccounted_rows): {counts} rejected."
    )
    assert company.rows() == []


def test_of_conflicting_rows_the_newest_version_stays(company: Company) -> None:
    company.contract = shop(version_column="changed_at")
    older = ROW_1.replace("Won", "Open").replace("05 08", "04 08")
    undated = ROW_1.replace("2026-01-05 08:00:00", "")
    company.put(HEADER + older + ROW_1 + undated + ROW_1 + ROW_2 + ROW_3 + "D4,,x,1,,\n")
    company.load()
    assert company.rejects() == [
        (2, "duplicate_conflicting", None),
        (4, "duplicate_conflicting", None),
        (5, "duplicate_identical", None),
    ]
    assert company.rows("stage, changed_at")[0] == ("Won", "2026-01-05 08:00:00")


def test_of_conflicting_rows_without_version_the_choice_does_not_depend_on_order(
    company: Company,
) -> None:
    rival = ROW_1.replace("Won", "Lost")
    company.put(HEADER + ROW_1 + rival + ROW_2, day="2026-01-01")
    company.put(HEADER + rival + ROW_1 + ROW_2, day="2026-01-02")
    company.load()
    kept = company.rows("_export_as_of, stage, _row_hash")
    assert kept[0][1:] == kept[2][1:]
    assert {rule for _, rule, _ in company.rejects()} == {"duplicate_conflicting"}


def test_a_bad_row_is_no_rival_of_a_good_one(company: Company) -> None:
    company.put(HEADER + ROW_1 + ROW_1.replace("1200.50", "?") + ROW_2)
    company.load()
    assert company.rejects() == [(3, "decimal", "amount")]


def test_personal_cells_are_masked(company: Company) -> None:
    deals = shop().objects["deals"].model_dump(mode="json")
    deals["columns"][1]["accepted_values"] = ["Sari", "Budi", "Ayu"]
    company.contract = shop(columns=deals["columns"])
    header, *rows = GOOD.splitlines()
    content = [f"{header},phone", *(f"{row},0812" for row in rows)]
    company.put("\n".join([*content, "D8,Rini Wati,x,1,,,081234", "D9,Rini Wati,x,?,,,081234", ""]))
    company.contract = shop(columns=deals["columns"])
    company.load()
    masked, phone = "\u2039masked, 9 characters\u203a", "\u2039masked, 6 characters\u203a"
    (first, second) = company.reject_texts()
    assert first[3].startswith(f'column "owner" holds {masked}, not one of')
    assert first[4] == f"D8,{masked},x,1,,,{phone}"
    assert "Rini" not in str((first, second))


def test_raw_text_is_capped(company: Company) -> None:
    company.put(GOOD + f"D8,Ayu,{'y' * 3000},?,,\n" + f"D9,{'z' * 3000}\n")
    company.load()
    assert [len(row[4]) for row in company.reject_texts()] == [1000, 1000]


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2200-01-01", "9999-12-31"])
def test_an_implausible_date_is_rejected(company: Company, day: str) -> None:
    odd = ROW_1.replace("D1", "D8").replace("2026-01-05,", f"{day},")
    later = ROW_1.replace("D1", "D9").replace("2026-01-05 08", f"{day} 08")
    company.put(GOOD + odd + later)
    company.load()
    assert company.rejects() == [(5, "date_range", "closed_on"), (6, "date_range", "changed_at")]
    assert company.reject_texts()[0][3] == (
        f'column "closed_on" holds "{day}", not between 1990-01-01 and 2199-12-31.'
    )


@pytest.mark.parametrize("day", ["1990-01-01", "2199-12-31"])
def test_the_first_and_last_plausible_day_are_loaded(company: Company, day: str) -> None:
    company.put(GOOD + ROW_1.replace("D1", "D8").replace("2026-01-05,", f"{day},"))
    company.load()
    assert company.rejects() == []


def test_an_empty_column_with_accepted_values_is_clean(company: Company) -> None:
    deals = shop().objects["deals"].model_dump(mode="json")
    deals["columns"][2]["accepted_values"] = ["Won"]
    company.contract = shop(columns=deals["columns"])
    company.put(HEADER + "D1,Sari,,,,\n")
    assert company.load().total("rows_loaded") == 1


def test_a_contract_may_let_the_word_for_no_end_in(company: Company) -> None:
    deals = shop().objects["deals"].model_dump(mode="json")
    deals["columns"][4]["latest"] = "9999-12-31"
    company.contract = shop(columns=deals["columns"])
    company.put(GOOD + ROW_1.replace("D1", "D8").replace("2026-01-05,", "9999-12-31,"))
    assert company.load().total("rows_loaded") == 4
