"""Rule 17: what the erase list names is without personal data in every load, new or kept."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest import erased_files, erasing
from ingest.contracts import Contract
from ingest.errors import IngestError
from ingest.ledger import read_ledger
from ingest.loads import prepare_raw
from tests.unit.ingest.conftest import GOOD, ROW_3, Company, shop
from tests.unit.ingest.test_clean_files import zipped

JUNE_1 = 1_780_300_000  # 2026-06-01 in UTC
LIST = "source_system,source_instance,object_name,record_id,requested_on\n"
SARI = LIST + "shop,,deals,D1,2026-02-01\n"
CELLS = "deal_id, owner, stage, amount, closed_on, changed_at"
KEPT_OF_D1 = "D1\x1f\x1e\x1fWon\x1f1200.50\x1f2026-01-05\x1f2026-01-05 08:00:00"
D1 = ("D1", None, "Won", "1200.50", "2026-01-05", "2026-01-05 08:00:00")
D2 = ("D2", "Budi", "Lost, price", "0", "2026-01-06", "2026-01-06 09:30:00")
D3 = ("D3", "Ayu", "Open", None, None, None)
BROKEN_ROW = 'D1,"Sari" Dewi,Won,1,2026-01-05,\n'


def ask(company: Company, text: str) -> None:
    company.settings.erase_list.parent.mkdir(parents=True, exist_ok=True)
    company.settings.erase_list.write_text(text, encoding="utf-8")


def files(company: Company, name: str) -> list[Path]:
    roots = (company.settings.raw, company.settings.superseded, company.settings.quarantine)
    return sorted(path for root in roots for path in root.rglob(name) if "_schema" not in str(path))


def cells(company: Company) -> set[str]:
    """Every cell that any rows.parquet or rejects.parquet holds, and every load.json."""
    found = {path.read_text(encoding="utf-8") for path in files(company, "load.json")}
    for path in [*files(company, "rows.parquet"), *files(company, "rejects.parquet")]:
        rows = duckdb.sql(f"select * from '{path}'").fetchall()
        found |= {str(cell) for row in rows for cell in row}
    return found


def holds(company: Company, text: str) -> bool:
    return any(text in cell for cell in cells(company))


def test_a_new_load_keeps_the_row_and_not_the_person(company: Company) -> None:
    ask(company, SARI)
    company.put(GOOD)
    result = company.load()
    assert company.rows(CELLS) == [D1, D2, D3]
    assert company.rows("_row_hash")[0] == (hashlib.md5(KEPT_OF_D1.encode()).hexdigest(),)
    counts = result.objects["deals"]
    assert (counts.rows_read, counts.rows_loaded, counts.rows_erased) == (3, 3, 1)
    (row,) = company.log()
    assert (row["rows_loaded"], row["rows_erased"]) == (3, 1)
    assert company.load().total("rows_erased") == 0


def test_cells_that_no_contract_knows_go_with_the_person(company: Company) -> None:
    ask(company, SARI)
    company.put(
        "deal_id,owner,stage,amount,closed_on,changed_at,pet\nD1,,x,1,,,Rex\nD2,,x,1,,,Tom\n"
    )
    company.load()
    assert company.rows("deal_id, _extra") == [("D1", None), ("D2", '{"pet":"Tom"}')]


def test_kept_loads_become_what_they_would_be_if_loaded_now(company: Company) -> None:
    company.put(GOOD)
    company.load()
    before = company.rows()
    ask(company, SARI)
    result = company.load()
    assert result.messages == ["shop.deals: personal data of 1 rows in 1 loads erased"]
    assert result.total("rows_erased") == 1
    rewritten = company.rows()
    assert rewritten[1:] == before[1:]
    (record,) = read_ledger(company.settings)
    (path,) = files(company, "rows.parquet")
    assert record.rows_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()

    at_once = Company(replace(company.settings, data=company.settings.data / "other"))
    ask(at_once, SARI)
    at_once.put(GOOD)
    at_once.load()
    assert rewritten == at_once.rows()


def test_no_load_holds_the_person_any_more_whatever_became_of_it(company: Company) -> None:
    first, other = GOOD, GOOD + "D4,Tina,Open,,,\n"
    for number, content in enumerate((first, other, first, other)):
        company.put(content, modified=JUNE_1 + 60 * number)
        company.load()
    before = company.log()
    assert holds(company, "Sari")
    ask(company, SARI)
    assert company.load().total("rows_erased") == 4
    assert len(files(company, "rows.parquet")) == 4
    assert not holds(company, "Sari")
    assert holds(company, "Budi")
    for row in before:
        row["rows_erased"] = 1
    assert company.log() == before


def test_a_later_export_that_still_has_the_person_is_erased(company: Company) -> None:
    company.put(GOOD)
    company.load()
    ask(company, SARI)
    company.load()
    company.put(GOOD, day="2026-02-01")
    assert company.load().total("rows_erased") == 1
    assert company.rows("_row_hash")[0] == company.rows("_row_hash")[3]
    assert not holds(company, "Sari")


def test_a_list_that_was_applied_reads_no_load_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.put(GOOD)
    ask(company, SARI)
    company.load()

    def fail(*_: Any) -> None:
        raise AssertionError("a load was read again")

    with monkeypatch.context() as patch:
        patch.setattr(erasing, "erase_rows", fail)
        company.load()
        more = "shop,,visits,1,\nshop,default,deals,D1,2026-03-01\nshop,branch,deals,D2,\n"
        ask(company, SARI + more)
        company.load()
        ask(company, SARI + "shop,,deals,D3,\n")
        with pytest.raises(AssertionError, match="read again"):
            company.load()
    company.load()
    assert company.rows("owner") == [(None,), ("Budi",), (None,)]
    assert company.log()[0]["rows_erased"] == 2


@pytest.mark.parametrize("last", range(6))
def test_a_kill_between_any_two_files_costs_nothing(
    company: Company, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    company.put(GOOD + BROKEN_ROW + ROW_3.replace("D3", "D5"))
    company.put(GOOD, day="2026-02-01")
    company.load()
    ask(company, SARI)
    replaced = 0

    def stop(temporary: Path, target: Path) -> None:
        nonlocal replaced
        if replaced == last:
            raise KeyboardInterrupt
        replaced += 1
        temporary.replace(target)

    with monkeypatch.context() as patch:
        for module in (erasing, erased_files):
            patch.setattr(module, "put_in_place", stop)
        if last < 5:  # two files of rows, one of rejects, two records
            with pytest.raises(KeyboardInterrupt):
                company.load()
        else:
            company.load()
            assert replaced == 5
    company.load()
    owners = [owner for (owner,) in company.rows("owner")]
    assert owners == [None, "Budi", "Ayu", "Ayu", None, "Budi", "Ayu"]
    assert [row["rows_erased"] for row in company.log()] == [1, 1]
    assert not holds(company, "Sari")


def test_who_leaves_the_list_stays_erased_and_counted(company: Company) -> None:
    company.put(GOOD)
    ask(company, SARI)
    company.load()
    ask(company, LIST + "shop,,deals,D2,\n")
    company.load()
    assert company.rows("owner") == [(None,), (None,), ("Ayu",)]
    ask(company, LIST + "shop,,deals,D3,\n")
    company.load()
    ask(company, LIST)
    company.load()
    assert company.log()[0]["rows_erased"] == 3


def test_the_text_of_a_row_that_could_not_be_split_goes(company: Company) -> None:
    company.put(GOOD + BROKEN_ROW + "D9,Ayu,Won,many,,\n" + ROW_3.replace("D3", "D8"))
    company.load()
    assert holds(company, "Sari")
    ask(company, SARI)
    company.load()
    assert [(row[1], row[4]) for row in company.reject_texts()] == [
        ("quote", "\u2039erased\u203a"),
        ("decimal", "D9,\u2039masked, 3 characters\u203a,Won,many,,"),
    ]
    assert not holds(company, "Sari")


def test_no_copy_of_a_refused_file_is_kept_and_landing_is(company: Company) -> None:
    unreadable = company.put(GOOD.replace("deal_id", "x"))
    container = company.put(b"no zip, but Sari", "export.zip")
    company.load()
    assert len(files(company, "deals.csv")) == len(files(company, "export.zip")) == 1
    ask(company, SARI)
    company.load()
    later = company.put(GOOD.replace("deal_id", "y"), day="2026-02-01")
    company.put(b"still no zip, but Sari", "export.zip", day="2026-02-01")
    company.load()
    assert {path.name for path in company.settings.quarantine.rglob("*") if path.is_file()} == {
        "load.json"
    }
    assert [row["status"] for row in company.log()] == ["quarantined"] * 4
    assert all(b"Sari" in path.read_bytes() for path in (unreadable, container, later))


def test_a_zip_member_is_erased_like_a_file(company: Company) -> None:
    company.put(zipped(("deals.csv", GOOD)), "export.zip")
    ask(company, SARI)
    company.load()
    assert company.rows(CELLS)[0] == D1


def retagged(name: str) -> Contract:
    contract = shop()
    columns = [
        column.model_copy(update={"personal_data": "free_text"}) if column.name == name else column
        for column in contract.objects["deals"].columns
    ]
    deals = contract.objects["deals"].model_copy(update={"columns": columns})
    return contract.model_copy(update={"objects": {**contract.objects, "deals": deals}})


def test_a_column_that_is_personal_from_now_on_is_erased_too(company: Company) -> None:
    company.put(GOOD)
    ask(company, SARI)
    company.load()
    company.contract = retagged("stage")
    company.load()
    assert company.rows("owner, stage") == [(None, None), ("Budi", "Lost, price"), ("Ayu", "Open")]
    assert company.log()[0]["rows_erased"] == 1


def test_a_column_that_left_the_contract_is_taken_for_personal(company: Company) -> None:
    company.put(GOOD)
    company.load()
    deals = company.contract.objects["deals"]
    fewer = [column for column in deals.columns if column.name != "stage"]
    deals = deals.model_copy(update={"columns": fewer})
    objects = {**company.contract.objects, "deals": deals}
    company.contract = company.contract.model_copy(update={"objects": objects})
    ask(company, SARI)
    company.load()
    assert company.rows("owner, stage")[0] == (None, None)


def test_a_record_that_is_in_no_load_is_named_by_its_line(company: Company) -> None:
    company.put(GOOD)
    company.load()
    ask(company, SARI + "shop,,deals,D77,\nshop,branch,deals,D2,\n")
    assert company.load().messages == [
        "shop.deals: personal data of 1 rows in 1 loads erased",
        "erase_list.csv: in no load of shop.deals is the record of line 3, 4; check its record_id.",
    ]
    assert company.rows("owner")[1] == ("Budi",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1 (header): is empty."),
        ("source_system;object_name;record_id\n", 'line 1, column "source_system" (header): is mi'),
        ("source_system,record_id\n", 'line 1, column "object_name" (header): is missing.'),
        (LIST.replace("requested_on", "name"), 'line 1, column "name" (header): is not known'),
        (f"{LIST}shop,,deals,D1\n", "line 2 (width): the row has 4 cells, the header has 5."),
        (f"{SARI}\nshop,,deals,,\n", 'line 4, column "record_id" (required): is empty.'),
        (f"{LIST}shoop,,deals,D1,\n", "column \"source_system\" (accepted_values): 'shoop' is no"),
        (f"{LIST}shop,,deal,D1,\n", "line 2, column \"object_name\" (accepted_values): 'deal' is"),
        (
            f"{LIST}shop,,deals,D1,1/2/26\n",
            "line 2, column \"requested_on\" (date): '1/2/26' is no",
        ),
        (f'{LIST}shop,,deals,"D1"x,\n', "line 2 (quote): "),
        (f"{LIST}maven,,sales_teams,Ayu,\n", 'line 2, column "object_name" (personal_key): maven'),
        (f"{LIST}salesforce,,leads,Ayu,\n", 'line 2, column "object_name" (accepted_values): '),
    ],
)
def test_a_bad_list_is_told_and_nothing_is_loaded(company: Company, text: str, told: str) -> None:
    company.put(GOOD)
    ask(company, text)
    with pytest.raises(IngestError) as caught:
        company.load()
    assert str(caught.value).startswith(f"{company.settings.erase_list}: line ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert files(company, "load.json") == []


def test_a_bad_list_is_told_before_any_source_is_loaded(company: Company) -> None:
    ask(company, f"{LIST}maven,,accounts,,\n")
    with pytest.raises(IngestError, match=r'line 2, column "record_id" \(required\)'):
        prepare_raw(company.settings, {"shop": company.contract})


def test_a_list_of_another_encoding_is_told(company: Company) -> None:
    company.settings.erase_list.parent.mkdir(parents=True)
    company.settings.erase_list.write_bytes(SARI.encode("utf-16"))
    with pytest.raises(IngestError, match=r"\(encoding\) is not UTF-8"):
        company.load()


def test_a_list_that_got_lost_stops_the_load(company: Company) -> None:
    company.put(GOOD)
    ask(company, SARI)
    company.load()
    company.settings.erase_list.unlink()
    company.put(GOOD, day="2026-02-01")
    with pytest.raises(IngestError, match="is gone, but was applied to 1 loads of shop"):
        company.load()
    assert len(files(company, "load.json")) == 1


def test_the_template_is_a_list_of_nobody(company: Company) -> None:
    template = Path(__file__).resolve().parents[3] / "docs" / "templates" / "erase_list.csv"
    assert template.read_text(encoding="utf-8") == LIST
    ask(company, LIST)
    company.put(GOOD)
    company.load()
    assert company.rows("owner") == [("Sari",), ("Budi",), ("Ayu",)]
