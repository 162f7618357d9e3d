"""What a publication contains, when it happens, and what it refuses."""

import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.contracts import Contract, load_contracts
from orchestration.errors import NightError
from orchestration.nightly.inputs import Inputs
from orchestration.publishing import candidate
from orchestration.publishing.candidate import schemas_in
from orchestration.publishing.publish import Outcome, Publisher
from orchestration.publishing.rollback import RolledBack, roll_back
from orchestration.publishing.store import Store
from orchestration.publishing.tables import Table
from tests.unit.orchestration.builds import write_build

DAY = date(2026, 3, 31)


@pytest.fixture(scope="module")
def contracts() -> dict[str, Contract]:
    return load_contracts()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    folder = tmp_path / "published"
    folder.mkdir()
    return Store(folder)


def publish(
    store: Store,
    contracts: dict[str, Contract],
    *,
    day: date = DAY,
    loads: str = "loads",
    force: bool = False,
    keep: int = 7,
    value: int = 1,
    extra: str = "",
    readers_had: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Publish a small build made of `value`, as the night of `day` would."""
    scratch = store.folder.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    build = write_build(store.folder.parent / "build.duckdb", value=value, extra=extra)
    publisher = Publisher(
        store=store,
        contracts=contracts.values(),
        inputs=Inputs(day, loads, "code", "settings", f"landing {loads}"),
        run_id="run",
        keep=keep,
        scratch=scratch,
        force=force,
        readers_had=readers_had,
        progress=progress,
    )
    return publisher.publish(build)


def published_value(store: Store) -> int:
    with duckdb.connect(str(store.stable_file), read_only=True) as connection:
        ((found,),) = connection.execute("select value from marts.mart_deals").fetchall()
    return found


def test_readers_get_core_and_marts_only(store: Store, contracts: dict[str, Contract]) -> None:
    outcome = publish(store, contracts)
    assert (outcome.kind, outcome.tables, outcome.rows) == ("published", 2, 51)
    assert schemas_in(store.stable_file, store.folder.parent / "scratch") == {"core", "marts"}


def test_file_is_written_for_older_clients(store: Store, contracts: dict[str, Contract]) -> None:
    publish(store, contracts)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{store.stable_file}' as p (read_only)")
        ((tags,),) = connection.execute(
            "select tags from duckdb_databases() where database_name = 'p'"
        ).fetchall()
    assert tags["storage_version"].startswith("v1.4")


def test_not_null_and_comments_reach_the_readers(
    store: Store, contracts: dict[str, Contract]
) -> None:
    publish(store, contracts)
    with duckdb.connect(str(store.stable_file), read_only=True) as connection:
        columns = connection.execute(
            "select column_name, is_nullable, comment from duckdb_columns()"
            " where table_name = 'mart_deals' order by 1"
        ).fetchall()
    assert columns == [("deal_count", True, "Deals, lost ones included."), ("value", False, None)]


def test_current_names_version_hashes_and_parquet(
    store: Store, contracts: dict[str, Contract]
) -> None:
    outcome = publish(store, contracts)
    current = store.current()
    assert current is not None
    assert current["version"] == outcome.version
    assert current["version"].startswith("2026-03-31_")
    assert current["tables"]["core.fct_deals"]["rows"] == 50
    assert len(current["sha256"]) == 64
    parquet = store.folder / outcome.version / "parquet" / "marts" / "mart_deals.parquet"
    assert duckdb.execute("select deal_count from read_parquet(?)", [str(parquet)]).fetchall() == [
        (50,)
    ]


def test_equal_content_is_not_published_twice(store: Store, contracts: dict[str, Contract]) -> None:
    first = publish(store, contracts)
    inode = store.stable_file.stat().st_ino
    again = publish(store, contracts, loads="other loads, same tables")
    assert (again.kind, again.version) == ("unchanged", first.version)
    assert store.stable_file.stat().st_ino == inode
    current = store.current()
    assert current is not None
    assert current["input_landing"] == "landing other loads, same tables"


@pytest.mark.parametrize("column", ["email", "phone", "description", "Mobile_Phone"])
def test_private_columns_are_refused_by_name(
    store: Store, contracts: dict[str, Contract], column: str
) -> None:
    publish(store, contracts)
    with pytest.raises(NightError, match=rf"marts\.leak\.{column} \(private in salesforce"):
        publish(store, contracts, value=2, extra=f"create table marts.leak as select 1 {column};")
    assert published_value(store) == 1


def test_a_view_is_refused_because_it_would_be_lost(
    store: Store, contracts: dict[str, Contract]
) -> None:
    with pytest.raises(NightError, match=r"marts\.seen would be lost"):
        publish(store, contracts, extra="create view marts.seen as select 1 as one;")
    assert store.current() is None


def test_only_the_asked_number_of_versions_stays(
    store: Store, contracts: dict[str, Contract]
) -> None:
    made = [publish(store, contracts, value=value, keep=3).version for value in range(6)]
    assert [kept["version"] for kept in store.versions()] == made[3:]


def test_what_is_deleted_stays_described(store: Store, contracts: dict[str, Contract]) -> None:
    made = [publish(store, contracts, value=value, keep=2).version for value in range(4)]
    ever = store.ever_published()
    assert [description["version"] for description in ever] == made
    assert ever[0]["tables"]["core.fct_deals"]["rows"] == 50


def test_current_and_previous_outlive_any_number(
    store: Store, contracts: dict[str, Contract]
) -> None:
    made = [publish(store, contracts, value=value, keep=1).version for value in range(4)]
    assert [kept["version"] for kept in store.versions()] == made[2:]


def test_rollback_shows_the_version_before_and_holds_the_bad_one(
    store: Store, contracts: dict[str, Contract]
) -> None:
    good = publish(store, contracts, value=1, loads="monday")
    bad = publish(store, contracts, value=2, loads="tuesday")
    assert roll_back(store) == RolledBack(good.version, (bad.version,))
    assert published_value(store) == 1
    assert publish(store, contracts, value=2, loads="tuesday").kind == "held"
    # The same data on a later date is as bad as before.
    assert publish(store, contracts, value=2, loads="tuesday", day=date(2026, 4, 1)).kind == "held"
    assert published_value(store) == 1


def test_new_loads_end_the_hold(store: Store, contracts: dict[str, Contract]) -> None:
    publish(store, contracts, value=1, loads="monday")
    publish(store, contracts, value=2, loads="tuesday")
    roll_back(store)
    assert publish(store, contracts, value=3, loads="wednesday").kind == "published"
    assert publish(store, contracts, value=2, loads="tuesday").kind == "published"


def test_force_publishes_what_is_held(store: Store, contracts: dict[str, Contract]) -> None:
    publish(store, contracts, value=1, loads="monday")
    publish(store, contracts, value=2, loads="tuesday")
    roll_back(store)
    assert publish(store, contracts, value=2, loads="tuesday", force=True).kind == "published"
    assert published_value(store) == 2


def test_rolling_back_twice_goes_two_versions_back(
    store: Store, contracts: dict[str, Contract]
) -> None:
    for value in (1, 2, 3):
        publish(store, contracts, value=value, loads=str(value))
    roll_back(store)
    roll_back(store)
    assert published_value(store) == 1
    for value in (2, 3):
        assert publish(store, contracts, value=value, loads=str(value)).kind == "held"
    with pytest.raises(NightError, match="no version before"):
        roll_back(store)


def test_content_published_again_comes_after_what_was_between(
    store: Store, contracts: dict[str, Contract]
) -> None:
    for loads, value in (("monday", 1), ("tuesday", 2), ("wednesday", 1)):
        publish(store, contracts, value=value, loads=loads)
    publish(store, contracts, value=3, loads="thursday")
    shown = []
    for _ in range(2):
        roll_back(store)
        shown.append(published_value(store))
    assert shown == [1, 2]
    # Wednesday's version is Monday's content, and that is held back now.
    with pytest.raises(NightError, match="no version before"):
        roll_back(store)


def test_nothing_to_roll_back_to(store: Store, contracts: dict[str, Contract]) -> None:
    with pytest.raises(NightError, match="Nothing is published yet"):
        roll_back(store)
    only = publish(store, contracts)
    with pytest.raises(NightError, match="no version before"):
        roll_back(store)
    assert store.current()["version"] == only.version  # type: ignore[index]


def test_a_parquet_file_with_missing_rows_is_not_published(
    store: Store, contracts: dict[str, Contract], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = publish(store, contracts)
    write = candidate._write_parquet

    def cut_off(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> None:
        write(connection, table, folder)
        file = candidate._parquet_path(folder, table)
        rows = f"(select * from read_parquet('{file}') limit 40)"
        connection.execute(f"copy {rows} to '{file}.cut' (format parquet)")
        file.with_name(f"{file.name}.cut").replace(file)

    monkeypatch.setattr(candidate, "_write_parquet", cut_off)
    with pytest.raises(NightError, match=r"Parquet of core\.fct_deals is short"):
        publish(store, contracts, value=2)
    assert published_value(store) == 1
    assert store.current()["version"] == before.version


def test_nobody_can_write_into_what_is_published(
    store: Store, contracts: dict[str, Contract]
) -> None:
    publish(store, contracts)
    publish(store, contracts, value=2, loads="others")
    files = [p for p in store.folder.rglob("*") if p.suffix in (".duckdb", ".parquet")]
    # two versions of a file and two tables each, and the stable file
    assert len(files) == 7
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o444}


def test_every_byte_is_on_the_disk_before_readers_are_switched(
    store: Store, contracts: dict[str, Contract], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut after the switch must not leave readers a file whose bytes never arrived."""
    flushed: set[int] = set()
    seen: list[set[str]] = []
    fsync, switch = os.fsync, Store.switch

    def note(descriptor: int) -> None:
        flushed.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def look(self: Store, description: dict[str, Any]) -> None:
        folder = self.folder / description["version"]
        made = [folder, *folder.rglob("*")]
        seen.append({path.name for path in made if path.stat().st_ino not in flushed})
        switch(self, description)

    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(Store, "switch", look)
    outcome = publish(store, contracts)
    assert seen == [set()]
    assert store.stable_file.stat().st_ino in flushed
    assert outcome.tables == 2
