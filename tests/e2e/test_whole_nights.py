"""Whole nights of the real project on one small company; kills and roll-backs are tried on a toy.

Invented sheets of the source `generic`: Ratna is a lead, became a contact, and wants to be
forgotten. Night 1 begins with nothing and knows her, before night 2 the erase list appears, night 3
brings another export of her. Rule 17: the list is honoured in all layers, raw included, and no
count changes. Night 4 is killed, and what it did not do is done by the next one.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.nightly.manifest import ensure_manifest
from tests.e2e.killing import NightAtWork, building
from tests.e2e.nights import current, load_only, query, run_night
from tests.figures.lane.company import Company
from tests.figures.lane.warehouse import Warehouse

pytestmark = pytest.mark.e2e

TRACES = ("Ratna", "ratna.dewi@example.com", "+62 811 0000 7777")
OTHER = "tono@example.com"
LEADS = """\
lead_id,contact_name,email,phone,lead_source,lead_status,owner_id,created_at,converted_date,\
converted_contact_id,converted_opportunity_id,nickname
L1,Ratna Dewi,ratna.dewi@example.com,+62 811 0000 7777,referral,converted,U1,\
2026-06-01T08:00:00+07:00,2026-06-04,C1,O1,Ratna
L2,Tono,tono@example.com,+62 811 0000 8888,website,working,U1,2026-06-02T08:00:00+07:00,,,,Tono
"""
SHEETS = {
    "users": "user_id,user_name\nU1,Adi\n",
    "accounts": "account_id,account_name\nA1,Toko Melati\n",
    "contacts": (
        "contact_id,account_id,contact_name,email,phone\n"
        "C1,A1,Ratna Dewi,ratna.dewi@example.com,+62 811 0000 7777\n"
    ),
    "opportunities": (
        "opportunity_id,account_id,owner_id,stage_name,amount,close_date,created_at,closed_at\n"
        "O1,A1,U1,won,100,2026-06-20,2026-06-04T08:00:00+07:00,2026-06-20T09:00:00+07:00\n"
    ),
}
ERASE_LIST = """\
source_system,source_instance,object_name,record_id,requested_on
generic,,leads,L1,2026-06-29
generic,,contacts,C1,2026-06-29
generic,,quotes,Q1,2026-06-29
"""
SECOND_DEAL = f"{SHEETS['opportunities']}O2,A1,U1,open,40,2026-07-20,2026-07-01T08:00:00+07:00,\n"
LEAD_COUNTS = """
    select lead_source, sum(lead_count)::int, sum(converted_count)::int
    from marts.mart_leads_by_source_month group by 1 order by 1
"""


class Story:
    """What each night said, and what was found after it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.said: list[str] = []
        self.traces: list[set[str]] = []
        self.leads: list[list[tuple[object, ...]]] = []
        self.published: list[dict[str, Any]] = []

    def tell(self, said: str) -> None:
        """Note what there is after a night."""
        self.said.append(said)
        self.traces.append(traces(self.data))
        self.leads.append(query(self.data, LEAD_COUNTS))
        self.published.append(current(self.data))


def deliver(data: Path, day: str, **other: str) -> None:
    folder = data / "landing" / "generic" / day
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**SHEETS, **other}.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")


def contents(folder: Path) -> dict[Path, str]:
    """Everything that the files below a folder hold, decoded."""
    found = {}
    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            rows = duckdb.execute("select * from read_parquet(?)", [str(path)]).fetchall()
            found[path] = str(rows) + path.read_bytes().decode("utf-8", "replace")
        elif path.suffix == ".duckdb":
            found[path] = tables(path)
        elif path.is_file():
            found[path] = path.read_bytes().decode("utf-8", "replace")
    return found


def tables(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        return str([connection.execute(f'select * from "{s}"."{t}"').fetchall() for s, t in names])


def traces(data: Path) -> set[str]:
    """Which folders hold anything of her; landing is the company's own archive."""
    return {
        folder.name
        for folder in data.iterdir()
        if folder.is_dir() and folder.name != "landing"
        for text in contents(folder).values()
        if any(trace in text for trace in TRACES)
    }


def differences(warehouse: Warehouse, published: Path) -> list[str]:
    """What the published tables have and a warehouse has not, or the other way round."""
    warehouse.connection.execute(f"attach '{published}' as published (read_only)")
    shape = """
        select schema_name || '.' || table_name, column_index, column_name, data_type
        from duckdb_columns() where database_name = ? and schema_name in ('core', 'marts')
    """
    here, there = ({*warehouse.query(shape, name)} for name in ("pantau_nightly", "published"))
    if here != there:
        return [f"only in one of them: {column}" for column in sorted(here ^ there)]
    found = []
    for table in sorted({table for table, *_ in here}):
        sides = (f"pantau_nightly.{table}", f"published.{table}")
        for one, other in (sides, sides[::-1]):
            rows = warehouse.query(f"select * from {one} except all select * from {other} limit 1")
            found += [f"only in {one}: {row}" for row in rows]
    return found


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    data = tmp_path_factory.mktemp("company")
    story = Story(data)
    deliver(data, "2026-06-29", leads=LEADS.replace("referral", "website"), quotes="Ratna Dewi\n")
    load_only(data)
    deliver(data, "2026-06-29", leads=LEADS)
    story.tell(run_night(data).stdout)
    (data / "erase_list.csv").write_text(ERASE_LIST, encoding="utf-8")
    story.tell(run_night(data).stdout)
    deliver(data, "2026-06-30", leads=LEADS)
    story.tell(run_night(data).stdout)
    return story


def test_a_night_ends_with_what_came_what_was_tested_and_what_is_published(story: Story) -> None:
    manifest = json.loads(ensure_manifest(Company(story.data).settings).read_text(encoding="utf-8"))
    kinds = Counter(node["resource_type"] for node in manifest["nodes"].values())
    version, tables = story.published[2]["version"], story.published[2]["tables"]
    assert version.startswith("2026-06-30_")
    rows = sum(table["rows"] for table in tables.values())
    lines = story.said[2].splitlines()
    summary = lines[next(i for i, line in enumerate(lines) if line.startswith("Night of")) :]
    assert summary[0].startswith("Night of 2026-06-30: done in ")
    # users, accounts, contacts and opportunities with a row each, leads with two
    assert "  loads      5 new: 6 rows read, 6 loaded, 0 rejected" in summary
    assert f"  tests      {kinds['test']:,} passed on {kinds['model']:,} models" in summary
    assert f"  published  {version}: {len(tables)} tables, {rows:,} rows" in summary


def test_the_first_night_knows_her(story: Story) -> None:
    assert {"raw", "superseded", "quarantine"} <= story.traces[0]


def test_nothing_of_her_is_left_once_the_list_names_her(story: Story) -> None:
    assert story.traces[1:] == [set(), set()]


def test_others_stay(story: Story) -> None:
    for root, count in (("raw", 2), ("superseded", 1)):
        loads = contents(story.data / root / "generic" / "leads").values()
        assert sum(OTHER in text for text in loads) == count


def test_leads_are_counted_as_before(story: Story) -> None:
    assert story.leads == [[("referral", 1, 1), ("website", 1, 0)]] * 3


def test_the_list_alone_makes_a_night_that_builds_from_raw(story: Story) -> None:
    assert "build: from raw: the erase list changed what 2 of its loads hold" in story.said[1]
    assert "  erased     personal data of 3 rows, as erase_list.csv asks" in story.said[1]


def test_a_later_export_of_her_is_erased_and_the_build_goes_on(story: Story) -> None:
    assert "build: continues the build of 2026-06-29" in story.said[2]
    assert "  erased     personal data of 2 rows, as erase_list.csv asks" in story.said[2]


def test_the_load_log_says_how_many_rows_were_erased(story: Story) -> None:
    assert query(
        story.data,
        "select object_name, status, sum(rows_erased)::int, count(*) from marts.mart_load_log"
        " where object_name in ('leads', 'contacts', 'accounts') group by 1, 2 order by 1, 2",
    ) == [
        ("accounts", "loaded", 0, 2),
        ("contacts", "loaded", 2, 2),
        ("leads", "loaded", 2, 2),
        ("leads", "superseded", 1, 1),
    ]


def test_landing_is_not_touched(story: Story) -> None:
    folder = story.data / "landing" / "generic"
    for day in ("2026-06-29", "2026-06-30"):
        assert (folder / day / "leads.csv").read_text(encoding="utf-8") == LEADS


def test_nothing_new_is_nothing_to_do(story: Story) -> None:
    assert "Nothing new since" in run_night(story.data).stdout


def test_killed_while_dbt_builds_readers_keep_the_third_version(story: Story) -> None:
    deliver(story.data, "2026-07-01", leads=LEADS, opportunities=SECOND_DEAL)
    with NightAtWork(story.data) as night:
        night.stop_at(building("core/*"))
        night.kill_without_dbt()
        assert night.new("build/*/dbt/dbt.log")
        assert not night.new("build/*/dbt/run_results.json")
    assert current(story.data) == story.published[2]
    assert query(story.data, "select count(*) from core.fct_opportunities") == [(1,)]


def test_the_next_night_publishes_what_a_build_from_raw_would(story: Story) -> None:
    said = run_night(story.data).stdout
    assert "build: continues the build of 2026-06-30: 5 loads new since then" in said
    assert current(story.data)["previous"] == story.published[2]["version"]
    warehouse = Company(story.data).from_raw()
    assert warehouse.value("select count(*) from core.fct_opportunities") == 2
    assert differences(warehouse, story.data / "published" / "pantau.duckdb") == []
