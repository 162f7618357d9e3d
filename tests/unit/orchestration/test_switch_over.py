"""A publication that is cut off at any step leaves readers one whole version, and is finished."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from ingest.contracts import load_contracts
from ingest.files import sha256_of_file
from orchestration.publishing import files, rollback
from orchestration.publishing import store as store_module
from orchestration.publishing.rollback import roll_back
from orchestration.publishing.store import Store
from tests.unit.orchestration.test_publish import publish, published_value

CONTRACTS = load_contracts()
LAST_STEP_OF_A_ROLLBACK = 18


class Killed(BaseException):
    """Stands for kill -9: no handler for Exception may catch it."""


def kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Let the `step`-th durable operation from now on never return."""
    counter = itertools.count(1)

    def dying(real: Any) -> Any:
        def operation(*arguments: Any) -> Any:
            if next(counter) == step:
                raise Killed
            return real(*arguments)

        return operation

    monkeypatch.setattr(Path, "replace", dying(Path.replace))
    monkeypatch.setattr(Path, "rename", dying(Path.rename))
    monkeypatch.setattr(files, "sync", dying(files.sync))
    for module in (store_module, rollback):
        for name in ("write_json", "remove", "replace_with_copy"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, dying(getattr(module, name)))


def assert_whole(store: Store) -> None:
    """Readers' file and CURRENT.json are each one kept version, byte for byte."""
    kept = {d["sha256"]: d["version"] for d in store.versions()}
    current = store.current()
    assert current is not None
    assert sha256_of_file(store.stable_file) in kept
    assert current["version"] in kept.values()


@pytest.mark.parametrize("step", range(1, 60, 2))
def test_killed_publication_is_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    store = Store(tmp_path / "published")
    store.folder.mkdir()
    publish(store, CONTRACTS, value=1)
    with monkeypatch.context() as patched:
        kill_at(patched, step)
        try:
            publish(store, CONTRACTS, value=2)
        except Killed:
            assert published_value(store) in (1, 2)
            assert_whole(store)
    store.repair()
    assert_whole(store)
    assert sha256_of_file(store.stable_file) == store.current()["sha256"]  # type: ignore[index]
    publish(store, CONTRACTS, value=2)
    assert published_value(store) == 2
    assert sha256_of_file(store.stable_file) == store.current()["sha256"]  # type: ignore[index]
    assert not list(store.folder.glob("*.tmp"))
    assert not list(store.folder.glob(".*.tmp"))
    assert not store.pending_file.exists()


def test_the_last_steps_were_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The range above covers the whole publication: beyond it nothing is left to kill."""
    store = Store(tmp_path / "published")
    store.folder.mkdir()
    publish(store, CONTRACTS, value=1)
    kill_at(monkeypatch, 60)
    publish(store, CONTRACTS, value=2)
    assert published_value(store) == 2


@pytest.mark.parametrize("step", range(1, LAST_STEP_OF_A_ROLLBACK + 1))
def test_killed_rollback_is_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    store = Store(tmp_path / "published")
    store.folder.mkdir()
    publish(store, CONTRACTS, value=1)
    publish(store, CONTRACTS, value=2)
    with monkeypatch.context() as patched:
        kill_at(patched, step)
        try:
            roll_back(store)
        except Killed:
            assert_whole(store)
    store.repair()
    if published_value(store) == 2:
        roll_back(store)
    assert published_value(store) == 1
    assert sha256_of_file(store.stable_file) == store.current()["sha256"]  # type: ignore[index]


def test_the_last_step_of_a_rollback_was_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "published")
    publish(store, CONTRACTS, value=1)
    publish(store, CONTRACTS, value=2)
    kill_at(monkeypatch, LAST_STEP_OF_A_ROLLBACK + 1)
    roll_back(store)
    assert published_value(store) == 1


def test_a_foreign_write_ahead_log_does_not_survive(tmp_path: Path) -> None:
    store = Store(tmp_path / "published")
    store.folder.mkdir()
    publish(store, CONTRACTS, value=1)
    store.stable_file.with_name("pantau.duckdb.wal").write_bytes(b"left by a careless client")
    publish(store, CONTRACTS, value=2)
    assert published_value(store) == 2


def test_a_lost_stable_file_comes_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "published")
    store.folder.mkdir()
    publish(store, CONTRACTS, value=1)
    store.stable_file.unlink()
    store.repair()
    assert published_value(store) == 1
