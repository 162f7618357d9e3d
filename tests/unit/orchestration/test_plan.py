"""When a night may continue the last good build, and what it then has to read."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest.settings import Settings
from orchestration.nightly import plan as planning
from orchestration.nightly.base import BuildState, Erasures, difference, keep, read_state
from orchestration.nightly.inputs import Inputs
from orchestration.nightly.plan import Plan, lay_out, make_plan
from orchestration.nightly.workspace import Workspace

BEFORE = BuildState(
    as_of_date=date(2026, 6, 2),
    code="c",
    settings="s",
    engine="e",
    loads={
        "crm.deal": {"a": "2026-06-01", "b": "2026-06-02"},
        "crm.rep": {"r": "2026-06-01"},
    },
)
NOW = replace(BEFORE, as_of_date=date(2026, 6, 3))


def with_loads(**loads: dict[str, str]) -> BuildState:
    """NOW with other loads of crm.deal and crm.rep."""
    named = {f"crm.{name}": content for name, content in loads.items()}
    return replace(NOW, loads={**NOW.loads, **named})


def test_later_loads_are_read_and_nothing_else() -> None:
    now = with_loads(deal={"a": "2026-06-01", "b": "2026-06-02", "c": "2026-06-03"})
    plan = make_plan(BEFORE, now, from_scratch=False)
    assert plan == Plan(None, date(2026, 6, 2), set(), {"crm.deal": {"c": "2026-06-03"}}, 1)
    assert plan.line == "continues the build of 2026-06-02: 1 loads new since then"
    assert plan.to_json() == ('{"restarted": [], "new_loads": {"crm.deal": ["c"]}}')


@pytest.mark.parametrize(
    ("deal", "since"),
    [
        ({"a": "2026-06-01", "b": "2026-06-02", "late": "2026-05-30"}, 1),
        ({"a": "2026-06-01", "b": "2026-06-02", "second_part": "2026-06-02"}, 1),
        ({"a": "2026-06-01", "corrected": "2026-06-02"}, 1),
        ({"a": "2026-06-01"}, 0),
        ({}, 0),
    ],
    ids=["late", "another part of the last export", "corrected", "withdrawn", "all gone"],
)
def test_a_feed_whose_past_changed_is_read_from_its_first_load(
    deal: dict[str, str], since: int
) -> None:
    plan = make_plan(BEFORE, with_loads(deal=deal), from_scratch=False)
    assert (plan.reason, plan.restarted, plan.new_loads) == (None, {"crm.deal"}, {})
    assert plan.line == (
        f"continues the build of 2026-06-02: {since} loads new since then, "
        "1 feeds from their first load"
    )


def test_a_feed_that_is_new_is_only_read() -> None:
    now = with_loads(quote={"q": "2026-01-01"})
    assert difference(BEFORE.loads, now.loads) == (set(), {"crm.quote": {"q": "2026-01-01"}})


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        (None, NOW, "there is no earlier build to continue"),
        (BEFORE, replace(NOW, code="other"), "the code changed"),
        (BEFORE, replace(NOW, settings="other"), "a setting changed"),
        (BEFORE, replace(NOW, engine="other"), "another version of dbt or DuckDB is installed"),
        (BEFORE, replace(NOW, as_of_date=date(2026, 6, 1)), "the earlier build is of 2026-06-02"),
    ],
)
def test_a_build_that_does_not_fit_is_not_continued(
    before: BuildState | None, now: BuildState, reason: str
) -> None:
    plan = make_plan(before, now, from_scratch=False)
    assert plan.reason == reason
    assert plan.line == f"from raw: {reason}"
    assert plan.to_json() == ""


def test_a_build_of_a_load_that_was_erased_since_is_not_continued() -> None:
    now = replace(NOW, erased={"crm.rep": {"r": 1}})
    plan = make_plan(BEFORE, now, from_scratch=False)
    assert plan.line == "from raw: the erase list changed what 1 of its loads hold"
    more = replace(now, erased={"crm.rep": {"r": 2}})
    assert make_plan(now, more, from_scratch=False).reason is not None


def test_a_new_load_that_was_erased_is_read_like_any() -> None:
    known = {"a": "2026-06-01", "b": "2026-06-02"}
    now = replace(with_loads(deal={**known, "c": "2026-06-03"}), erased={"crm.deal": {"c": 4}})
    plan = make_plan(BEFORE, now, from_scratch=False)
    assert (plan.reason, plan.new_loads) == (None, {"crm.deal": {"c": "2026-06-03"}})


@pytest.mark.parametrize(("erased", "is_kept"), [({}, True), ({"crm.rep": {"r": 1}}, False)])
def test_a_kept_build_of_what_was_erased_goes_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, erased: Erasures, is_kept: bool
) -> None:
    settings = Settings(tmp_path)
    build = tmp_path / "run.duckdb"
    duckdb.connect(str(build)).close()
    keep(build, settings.base, BEFORE)
    state = replace(NOW, erased=erased, code="other")
    monkeypatch.setattr(planning, "current_state", lambda *_: state)
    inputs = Inputs(NOW.as_of_date, loads="", code="", settings="", landing="")
    plan, _ = lay_out(Workspace(settings, "run"), inputs, from_scratch=False)
    assert plan.reason == "the code changed"
    assert settings.base.exists() is is_kept


def test_a_night_can_be_asked_to_start_from_raw() -> None:
    assert make_plan(BEFORE, NOW, from_scratch=True).reason == "as asked"


def test_a_build_from_raw_knows_what_is_new_since_the_last_one() -> None:
    now = with_loads(quote={"q": "2026-06-03", "r": "2026-06-03"})
    assert make_plan(BEFORE, now, from_scratch=True).since == 2
    assert make_plan(BEFORE, replace(now, code="other"), from_scratch=False).since == 2
    assert make_plan(None, now, from_scratch=False).since is None
    assert now.load_count == 5


def test_a_kept_build_knows_what_it_was_made_of(tmp_path: Path) -> None:
    build, base = tmp_path / "run.duckdb", tmp_path / "base" / "build.duckdb"
    with duckdb.connect(str(build)) as connection:
        for schema in ("history", "core", "marts"):
            connection.execute(f"create schema {schema}")
            connection.execute(f"create table {schema}.made as select 1 as n")
        connection.execute("create view core.seen as select * from core.made")
    keep(build, base, BEFORE)
    assert not build.exists()
    assert read_state(base) == BEFORE
    with duckdb.connect(str(base), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() order by 1"
        )
        assert tables.fetchall() == [("history", "made"), ("night", "state")]


def test_a_damaged_base_is_no_base(tmp_path: Path) -> None:
    file = tmp_path / "build.duckdb"
    assert read_state(file) is None
    file.write_bytes(b"half a file")
    assert read_state(file) is None


def test_a_build_with_much_free_space_is_written_anew(tmp_path: Path) -> None:
    build, base = tmp_path / "last night's.duckdb", tmp_path / "base" / "build.duckdb"
    with duckdb.connect(str(build)) as connection:
        connection.execute("create schema core")
        connection.execute("create table core.big as select hash(range) as h from range(2000000)")
        connection.execute("checkpoint")
        connection.execute("create schema history")
        connection.execute("create table history.small as select range as n from range(300000)")
        connection.execute("comment on column history.small.n is 'a number'")
        connection.execute("checkpoint")
    size = build.stat().st_size
    keep(build, base, BEFORE)
    assert base.stat().st_size < size / 2
    assert [path.name for path in tmp_path.iterdir()] == ["base"]
    assert read_state(base) == BEFORE
    with duckdb.connect(str(base), read_only=True) as connection:
        assert connection.execute("select sum(n) from history.small").fetchall() == [(44999850000,)]
        comment = connection.execute("select comment from duckdb_columns() where column_name = 'n'")
        assert comment.fetchall() == [("a number",)]
