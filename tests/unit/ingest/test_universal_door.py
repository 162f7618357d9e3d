"""The sheets of the source `generic`: the templates load as they are, and ids alone are enough."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from ingest.contracts import SOURCES, Contract, load_contracts
from ingest.ledger import read_ledger
from ingest.loads import load_source, prepare_raw
from ingest.settings import Settings

TEMPLATES = SOURCES.parents[1] / "docs" / "templates" / "generic"
SHEETS = [
    *("users", "teams", "accounts", "contacts", "leads", "opportunities", "stage_changes"),
    *("field_changes", "products", "opportunity_lines", "quotes", "activities", "campaigns"),
    *("touches", "cases", "territories", "account_territories", "user_territories"),
]
GROWING = ["stage_changes", "field_changes", "activities", "touches"]


@pytest.fixture
def contract() -> Contract:
    return load_contracts()["generic"]


def load(tmp_path: Path, contract: Contract, files: dict[str, str]) -> list[tuple[object, ...]]:
    """(object, read, loaded, rejected, status) of every file delivered."""
    settings = Settings.from_env({"PANTAU_DATA": str(tmp_path)})
    landing = settings.landing / "generic" / "2026-06-30"
    landing.mkdir(parents=True)
    for name, content in files.items():
        (landing / f"{name}.csv").write_text(content, encoding="utf-8")
    prepare_raw(settings, {"generic": contract})
    load_source(settings, contract)
    return sorted(
        (load.object_name, load.rows_read, load.rows_loaded, load.rows_rejected, load.status)
        for load in read_ledger(settings)
    )


def header(name: str) -> list[str]:
    with (TEMPLATES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def test_the_templates_load_without_a_reject(tmp_path: Path, contract: Contract) -> None:
    templates = {path.stem: path.read_text("utf-8") for path in TEMPLATES.glob("*.csv")}
    assert sorted(templates) == sorted(SHEETS)
    found = load(tmp_path, contract, templates)
    assert [row[0] for row in found] == sorted(SHEETS)
    assert all(row[1] == row[2] > 0 and row[3:] == (0, "loaded") for row in found)


def test_every_sheet_loads_with_its_ids_alone(tmp_path: Path, contract: Contract) -> None:
    text = {"field": "stage_name", "changed_at": "2026-06-01 10:00:00"}
    files = {}
    for name, spec in contract.objects.items():
        needed = [column.name for column in spec.columns if column.required]
        files[name] = f"{','.join(needed)}\n{','.join(text.get(n, '1') for n in needed)}\n"
    assert files["opportunities"] == "opportunity_id\n1\n"
    found = load(tmp_path, contract, files)
    assert found == [(name, 1, 1, 0, "loaded") for name in sorted(SHEETS)]


def test_templates_and_notes_name_the_columns_of_the_contract(contract: Contract) -> None:
    assert list(contract.objects) == SHEETS
    notes = (TEMPLATES / "README.md").read_text(encoding="utf-8")
    sections = [text.split("\n", 1) for text in re.split(r"(?m)^## ", notes)]
    for name, spec in contract.objects.items():
        names = [column.name for column in spec.columns]
        assert header(name) == names
        (section,) = [text for text in sections if f"{name}.csv" in re.split("[ :]", text[0])]
        cells = " ".join(re.findall(r"(?m)^\| ([^|]*) \|", section[1]))
        words = set(re.findall(r"[a-z_]+", cells))
        assert set(names) <= words, (name, set(names) - words)
        assert (spec.delivery == "delta") == ("(*grows*)" in section[0]) == (name in GROWING)


def test_each_file_belongs_to_one_sheet(contract: Contract) -> None:
    for name in SHEETS:
        for file_name in (f"{name}.csv", f"{name}_2.csv", f"{name}_20260630.csv.gz"):
            assert contract.objects_matching(file_name) == [name]


def test_dated_and_undated_assignments_of_one_pair_are_rows_of_their_own(
    tmp_path: Path, contract: Contract
) -> None:
    rows = "user_id,territory_id,valid_from,valid_to\n" + "".join(
        f"U1,T1,{period}\n" for period in (",", "2026-01-01,2026-02-01", "2026-03-01,", ",")
    )
    assert load(tmp_path, contract, {"user_territories": rows}) == [
        ("user_territories", 4, 3, 1, "loaded")
    ]


@pytest.mark.parametrize(
    ("name", "column", "word"),
    [
        ("field_changes", "field", "owner"),
        ("opportunities", "forecast_category", "Commit"),
        ("quotes", "status", "open"),
        ("activities", "activity_kind", "fax"),
        ("activities", "direction", "both"),
    ],
)
def test_a_word_nobody_can_read_is_rejected(
    tmp_path: Path, contract: Contract, name: str, column: str, word: str
) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "sheets")
    good = (tmp_path / "sheets" / f"{name}.csv").read_text(encoding="utf-8")
    place = header(name).index(column)
    cells = next(csv.reader(good.splitlines()[1:2]))
    wrong = [f"{name}-x", *cells[1:]]
    wrong[place] = word
    found = load(tmp_path, contract, {name: good + ",".join(wrong) + "\n"})
    rows = len(good.splitlines())
    assert found == [(name, rows, rows - 1, 1, "loaded")]
