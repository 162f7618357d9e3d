import csv
import re

from ingest.contracts import SOURCES, load_contracts
from ingest.sample.ids import extend_id
from ingest.sample.rows_activities import activity_rows
from ingest.sample.rows_catalogue import catalogue_rows
from ingest.sample.rows_company import company_rows
from ingest.sample.rows_customers import customer_rows
from ingest.sample.rows_deals import deal_rows
from ingest.sample.rows_quotes import quote_rows

from .conftest import Sample


def test_every_exported_file_is_one_object_of_the_contract_with_its_columns(sample: Sample) -> None:
    contract = load_contracts()["salesforce"]
    # The sample company tracks no fields, and has one pipeline and one price list.
    assert len(contract.objects) == 19 + 4
    for name, rows in sample.last.items():
        (found,) = contract.objects_matching(f"{name}.csv")
        assert list(rows[0]) == [column.headers[0] for column in contract.objects[found].columns]
    assert len(sample.last) == 19


def test_no_field_is_lost_for_want_of_a_column(sample: Sample) -> None:
    headers = {name: set(rows[0]) for name, rows in sample.last.items()}
    world = sample.world
    makers = (
        company_rows,
        catalogue_rows,
        customer_rows,
        deal_rows,
        quote_rows,
        activity_rows,
    )
    for row in (row for make in makers for row in make(world)):
        for _, fields in row.versions:
            assert set(fields) <= headers[row.object_name]


def test_required_and_accepted_values_hold(sample: Sample) -> None:
    contract = load_contracts()["salesforce"]
    for name, rows in sample.last.items():
        (found,) = contract.objects_matching(f"{name}.csv")
        for column in contract.objects[found].columns:
            values = {row[column.headers[0]] for row in rows}
            assert not (column.required and "" in values), (name, column.name)
            if column.accepted_values:
                assert values <= set(column.accepted_values)


def test_ids_are_valid(sample: Sample) -> None:
    for rows in sample.last.values():
        assert len({row["Id"] for row in rows}) == len(rows)
        assert all(extend_id(row["Id"][:15]) == row["Id"] for row in rows)


def test_personal_data_is_invented(sample: Sample) -> None:
    for name in ("User", "Contact", "Lead"):
        for row in sample.last[name]:
            assert re.fullmatch(r"[a-z0-9.]+@[a-z0-9]+\.example", row["Email"])
    phones = {row["Phone"] for row in sample.last["Lead"] + sample.last["Account"]}
    assert all(phone.startswith("+62 000-") for phone in phones)
    assert any(not row["FirstName"] for row in sample.last["Lead"])


def test_planning_sheets_have_the_columns_of_the_contract_and_the_templates(sample: Sample) -> None:
    contract = load_contracts()["planning"]
    first_night = min((sample.landing / "planning").iterdir())
    for name, spec in contract.objects.items():
        header = [column.headers[0] for column in spec.columns]
        for folder in (first_night, SOURCES.parents[1] / "docs" / "templates" / "planning"):
            with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            assert rows[0] == header
            assert all(len(row) == len(header) for row in rows)
