"""Rows that could be read in two ways are rejected, never read in the wrong one."""

from collections.abc import Callable

import pytest

from tests.unit.ingest.conftest import GOOD, HEADER, ROW_1, ROW_2, ROW_3, Company, shop

Refused = Callable[..., str]


def deals(company: Company) -> list[str]:
    return [row[0] for row in company.rows("deal_id")]


@pytest.mark.parametrize("tail", ["", "D9,x\n"], ids=["clean", "split"])
def test_a_header_that_stands_there_again_is_no_row(company: Company, tail: str) -> None:
    company.contract = shop(
        columns=[
            {"name": "deal_id", "type": "text", "required": True, "personal_data": "none"},
            {"name": "owner", "type": "text", "personal_data": "none"},
        ]
    )
    company.put("deal_id,owner,\nD1,Sari,\ndeal_id,owner,\nD2,owner,x\n" + tail)
    company.load()
    assert company.rows("deal_id, owner") == [("D1", "Sari"), ("D2", "owner")]
    assert company.rejects()[0] == (3, "repeated_header", "deal_id")
    assert company.reject_texts()[0][3] == (
        "the header stands here once more; files were put together with theirs."
    )


@pytest.mark.parametrize(
    "broken",
    [
        'D8,"a "quoted" word\nB1,x,Open,1,,\nB2,x,Open,2,,\nlast",Open,3,,\n',
        'D8,"first\nB1,x,Open,1,,\nB2,x,Open,2,,\nlast"x,Open,3,,\n',
        'D8,Ayu,"first\nB1,x,Open,1,,\n"B2,x",x,Open,2,,\nlast""x,Open,3,,\n',
    ],
    ids=["a quoted word in it", "text after it", "text after an inner line"],
)
def test_lines_of_a_broken_cell_are_no_rows(company: Company, broken: str) -> None:
    company.put(HEADER + ROW_1 + broken + ROW_2 + ROW_3 + "D4,,,,,\nD5,,,,,\n")
    company.load()
    assert not {"B1", "B2"} & set(deals(company))
    assert deals(company)[-3:] == ["D3", "D4", "D5"]


def test_lines_after_a_cell_that_is_never_closed_are_no_rows(company: Company) -> None:
    rows = "".join(f"E{n},,x,1,,\n" for n in range(5))
    company.put(HEADER + rows + 'D8,"first\nB1,x,Open,1,,\nB2,x,Open,2,,\n')
    company.load()
    assert deals(company) == ["E0", "E1", "E2", "E3", "E4"]
    assert company.rejects() == [(7, "quote", "owner"), (8, "quote", None), (9, "quote", None)]
    assert company.reject_texts()[1][3] == (
        "the line may be a piece of the broken cell that begins at line 7."
    )


def test_a_blank_before_an_opening_quote_does_not_cut_the_cell_in_two(company: Company) -> None:
    company.put(GOOD + 'D8, "Ayu, Rini",Open,1,2026-01-05\n')
    company.load()
    assert deals(company) == ["D1", "D2", "D3"]
    assert company.rejects() == [(5, "quote", "owner")]


@pytest.mark.parametrize("cells", ['12" pipe,5" tube', 'a "b,c" d'])
def test_quotes_inside_unquoted_cells_part_no_more_than_the_delimiter(
    company: Company, cells: str
) -> None:
    company.put(GOOD + f"D8,{cells},1,,\n")
    company.load()
    assert company.rows("owner, stage")[-1] == tuple(cells.split(","))


@pytest.mark.parametrize("amount", ["150.000", "-1.500"])
def test_thousands_are_not_read_as_decimals(company: Company, amount: str) -> None:
    rows = "".join(f"E{n},,x,{n}.5,,\n" for n in range(4))
    company.put(HEADER + rows + f"D8,,x,{amount},,\n" + "D9,,x,1.500.000,,\n")
    company.load()
    assert company.rejects() == [(6, "number_marks", "amount"), (7, "decimal", "amount")]
    assert company.reject_texts()[0][3] == (
        f'column "amount" holds "{amount}", not certain: "1.500.000" in the same column shows that'
        " the mark parts thousands. Say so under number: in the contract."
    )


def test_three_decimals_alone_are_decimals(company: Company) -> None:
    company.put(HEADER + "D8,,x,150.000,,\n")
    company.load()
    assert company.rows("amount") == [("150.000",)]


def test_a_column_that_is_missing_does_not_keep_a_reject_from_being_told(
    company: Company,
) -> None:
    company.put("deal_id,closed_on\nD1,2026-01-05\nD2,soon\nD3,\n")
    company.load()
    assert company.rejects() == [(3, "date", "closed_on")]
    assert company.rows("deal_id, amount") == [("D1", None), ("D3", None)]


def test_decimals_of_another_column_are_left_alone(company: Company) -> None:
    columns = shop().objects["deals"].model_dump(mode="json")["columns"]
    size = {"name": "size", "type": "decimal", "personal_data": "none"}
    company.contract = shop(columns=[*columns, size])
    company.put(HEADER.replace("\n", ",size\n") + "D8,,x,1.500,,,\nD9,,x,1,,,1.500.000\n")
    company.load()
    assert company.rejects() == [(3, "decimal", "size")]


def test_a_row_that_shares_the_headers_key_only_is_a_row(company: Company) -> None:
    company.put(GOOD + "deal_id,owner,stage,1,,\n")
    company.load()
    assert deals(company)[-1] == "deal_id"


WHOLE = GOOD.removesuffix("\n")


def test_a_file_without_final_line_end_is_whole(company: Company) -> None:
    company.put(WHOLE)
    company.put(WHOLE + "\nD4,,x,one,,", day="2026-02-01")
    assert company.load().total("new_loads") == 2
    assert company.rejects() == [(5, "decimal", "amount")]


def test_a_first_file_with_a_broken_last_row_is_whole(company: Company) -> None:
    company.put(WHOLE + "\nD4,,x,one,,")
    assert company.load().total("new_loads") == 1
    assert company.rejects() == [(5, "decimal", "amount")]


def test_a_last_cell_is_not_called_cut_where_files_never_end_with_a_line_end(
    company: Company,
) -> None:
    company.put(WHOLE)
    company.load()
    company.put(WHOLE + "\nD4,,x,1,,yesterday", day="2026-02-01")
    assert company.load().total("new_loads") == 1
    assert company.rejects() == [(5, "datetime", "changed_at")]


def test_a_cut_inside_a_last_cell_of_text(company: Company) -> None:
    company.put(GOOD)
    company.load()
    company.put(WHOLE, day="2026-02-01")
    (message,) = company.load().messages
    assert message == (
        "shop/2026-02-01/deals.csv: quarantined (truncated): has no line end after its last row,"
        " which earlier files of this object have: it may have been cut off. Deliver the whole"
        " file; if it is whole, with that line end."
    )
    company.put(GOOD, day="2026-02-02")
    assert company.load().total("new_loads") == 1


def test_a_slip_in_the_last_row_is_no_cut(company: Company) -> None:
    company.put(WHOLE + '\nD4,"Ayu,x,1,,')
    company.load()
    assert company.rejects() == [(5, "quote", "owner")]
