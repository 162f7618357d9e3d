"""Contracts are checked when loaded; a mistake is named with its file and key."""

from pathlib import Path

import pytest
import yaml

from ingest.contracts import Contract, load_contract, load_contracts
from ingest.errors import ContractError, IngestError
from ingest.settings import Settings
from tests.unit.ingest.conftest import shop

DEALS = shop().model_dump(mode="json")


def broken(tmp_path: Path, change: str, value: object) -> str:
    """The message for a contract with one key changed; the key is a dotted path."""
    content = yaml.safe_load(yaml.safe_dump(DEALS))
    *parents, last = change.split(".")
    place = content
    for part in parents:
        place = place[int(part)] if part.isdigit() else place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    path = tmp_path / "shop.yml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(ContractError) as caught:
        load_contract(path)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path.name}/shop.yml: ")
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("change", "value", "said"),
    [
        ("objects.deals.columns.0.personal_data", None, "objects.deals.columns.0.personal_data"),
        ("objects.deals.columns.0.type", "money", "objects.deals.columns.0.type"),
        ("objects.deals.colums", [], "objects.deals.colums"),
        ("objects.deals.keys", ["id"], "'id' is named as a key"),
        ("objects.deals.keys", ["owner"], "key column 'owner' must be required: true"),
        ("objects.deals.version_column", "age", "'age' is named as a key or version column"),
        ("objects.deals.delimiter", ",,", "objects.deals.delimiter"),
        ("objects.deals.quote", ",", "delimiter and quote are the same character"),
        ("objects.deals.encoding", "utf-9", "no encoding Python knows"),
        ("objects.deals.date_pattern", "\\d+", "needs a group (?P<date>...)"),
        ("objects.deals.columns.1.name", "deal_id", "column name 'deal_id' is there twice"),
        ("objects.deals.columns.1.aliases", ["STAGE"], "header or alias 'stage' is there twice"),
        ("objects.deals.columns.2.formats", ["%Y"], "formats are for date and datetime"),
        ("objects.deals.columns.4.formats", ["dd/mm"], "has no year"),
        ("objects.deals.columns.4.formats", ["%d/%q/%Y"], "has the unknown directive %q"),
        ("objects.deals.columns.5.formats", ["%d/%m/%Y %Z"], "write %z and deliver offsets"),
        ("objects.deals.columns.4.formats", ["%d/%m/%Y %z"], "a date has no offset"),
        (
            "objects.deals.columns.4.formats",
            ["%d/%m/%Y", "%Y-%m-%d", "%m/%d/%Y"],
            "'%d/%m/%Y' and '%m/%d/%Y' read '05/04/2003' as different days or times",
        ),
        (
            "objects.deals.columns.5.formats",
            ["%-d/%-m/%Y %H:%M", "%-m/%-d/%Y %H:%M"],
            "read '05/04/2003 06:07' as different days or times",
        ),
        ("objects.deals.columns.4.formats", ["%d.%m.%y", "%y.%m.%d"], "as different days or times"),
        ("objects.deals.columns.3.scale", 11, "objects.deals.columns.3.scale"),
        ("objects.deals.columns.2.scale", 4, "scale is for decimal columns only"),
        ("objects.deals.columns.0.only_kept", True, "required and only_kept at once"),
        ("objects.deals.columns.1.optional", True, "objects.deals.columns.1.optional"),
        ("objects.deals.columns.3.number", {"currency_marks": ["R 5"]}, "currency_marks"),
        ("objects.deals.encoding", [], "objects.deals.encoding"),
        ("objects.deals.encoding", ["cp1252", "utf-8"], "utf-8 must be the first encoding"),
        ("objects.deals.encoding", ["utf-8", "latin-1", "cp1252"], "'latin-1' reads any bytes"),
        ("objects.deals.columns.4.number", {"decimal": ","}, "number is for integer and decimal"),
        ("objects.visits.files", ["DEALS_1.csv"], "both match 'DEALS_1.csv'"),
        ("time_zone", "Asia/Bandung", "is no time zone"),
        ("currency", "Rp", "currency"),
        ("source", "store", "the file is named 'shop'"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, change: str, value: object, said: str) -> None:
    assert said in broken(tmp_path, change, value)


@pytest.mark.parametrize(
    "formats",
    [
        ["%d/%m/%Y", "%Y-%m-%d"],
        ["%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y"],
        ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %I:%M %p", "%b %d, %Y %H:%M"],
        ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M %z"],
        ["%Y-%m-%d %H:%M:%S.%g"],
    ],
)
def test_formats_that_no_text_confuses_stand_side_by_side(formats: list[str]) -> None:
    columns = DEALS["objects"]["deals"]["columns"]
    times = {**columns[5], "formats": formats}
    assert shop(columns=[*columns[:5], times]).objects["deals"].column("changed_at").formats


def test_a_key_written_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.yml"
    path.write_text("source: shop\nsource: shop\n")
    with pytest.raises(ContractError, match="'source' is written twice"):
        load_contract(path)


def test_our_own_contracts_are_valid() -> None:
    contracts = load_contracts()
    assert {"maven", "olist", "salesforce", "planning"} <= set(contracts)
    assert list(contracts["maven"].objects) == [
        "accounts",
        "products",
        "sales_teams",
        "sales_pipeline",
    ]


@pytest.mark.parametrize(
    ("source", "file_name", "expected"),
    [
        ("maven", "accounts.csv", ["accounts"]),
        ("maven", "Sales_Pipeline.CSV.gz", ["sales_pipeline"]),
        ("maven", "sales_teams.csv", ["sales_teams"]),
        ("olist", "olist_closed_deals_dataset.csv", ["closed_deals"]),
        ("olist", "closed_deals.csv", ["closed_deals"]),
        ("olist", "olist_marketing_qualified_leads_dataset.csv", ["marketing_qualified_leads"]),
        ("olist", "sellers.csv", ["sellers"]),
        ("olist", "orders.csv", []),
    ],
)
def test_files_find_their_object(source: str, file_name: str, expected: list[str]) -> None:
    assert load_contracts()[source].objects_matching(file_name) == expected


def test_documentation_of_maven_is_no_data() -> None:
    assert load_contracts()["maven"].is_ignored("data_dictionary.csv")


def version(**changes: object) -> str:
    return shop(**changes).version("deals")


def test_the_version_changes_with_how_a_file_is_read_and_not_with_words() -> None:
    assert version() == version(description="Other words.")
    assert version() != version(delimiter=";")
    other_zone = Contract.model_validate({**DEALS, "time_zone": "Asia/Jakarta"})
    assert other_zone.version("deals") != version()


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    settings = Settings.from_env({"PANTAU_DATA": str(tmp_path), "PANTAU_FISCAL_YEAR_START": "4"})
    assert settings == Settings(tmp_path, "IDR", "Asia/Jakarta", 4)
    assert settings.landing == tmp_path / "landing"
    assert Settings.from_env({}).data.name == "data"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PANTAU_REPORTING_CURRENCY", "Rupiah"),
        ("PANTAU_TIMEZONE", "Jakarta"),
        ("PANTAU_FISCAL_YEAR_START", "13"),
        ("PANTAU_FISCAL_CALENDAR", "4-4-4"),
        ("PANTAU_FISCAL_WEEK_START", "0"),
        ("PANTAU_DATA", "companies/[new] o'neil"),
        ("PANTAU_DATA", __file__),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(IngestError, match=name):
        Settings.from_env({name: value})
