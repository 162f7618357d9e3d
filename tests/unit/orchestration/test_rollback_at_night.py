"""A roll-back works while a night is at work, and the night does not undo it."""

import contextlib
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.contracts import load_contracts
from ingest.files import sha256_of_file
from ingest.settings import REPOSITORY, Settings
from orchestration.errors import NightError
from orchestration.nightly.claim import claimed
from orchestration.nightly.inputs import Inputs
from orchestration.nightly.night import reason_to_rest
from orchestration.nightly.run import NightResult
from orchestration.nightly.summary import PUBLICATION, success_lines
from orchestration.publishing import store as store_module
from orchestration.publishing.hold import Hold
from orchestration.publishing.publish import Outcome
from orchestration.publishing.rollback import RolledBack, roll_back
from orchestration.publishing.store import Store
from tests.unit.orchestration.test_night_parts import hold_elsewhere
from tests.unit.orchestration.test_publish import DAY, publish, published_value
from tests.unit.orchestration.test_switch_over import (
    LAST_STEP_OF_A_ROLLBACK,
    Killed,
    assert_whole,
    kill_at,
)

CONTRACTS = load_contracts()


@pytest.fixture(scope="module")
def three_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published folder with three versions: one, two, three."""
    store = Store(tmp_path_factory.mktemp("three") / "published")
    for value in (1, 2, 3):
        publish(store, CONTRACTS, value=value, loads=f"night {value}")
    return store.folder


@pytest.fixture
def store(tmp_path: Path, three_nights: Path) -> Store:
    """A copy of it, for one test."""
    return Store(Path(shutil.copytree(three_nights, tmp_path / "published")))


def version_of(store: Store) -> str:
    current = store.current()
    assert current is not None
    return current["version"]


def fourth_night(
    store: Store, meanwhile: Callable[[], object], *, when: str = "verifying", force: bool = False
) -> Outcome:
    """A night with new loads that began on version three; `meanwhile` happens as it publishes."""

    def progress(line: str) -> None:
        if line.startswith(when):
            meanwhile()

    return publish(
        store,
        CONTRACTS,
        value=4,
        loads="night 4",
        readers_had=version_of(store),
        force=force,
        progress=progress,
    )


@pytest.mark.parametrize("when", ["copying", "verifying"])
@pytest.mark.parametrize("force", [False, True])
def test_the_night_at_work_does_not_publish_over_a_rollback(
    store: Store, when: str, force: bool
) -> None:
    two = store.versions()[1]["version"]
    outcome = fourth_night(store, lambda: roll_back(store), when=when, force=force)
    assert (outcome.kind, outcome.readers) == ("overtaken", two)
    assert published_value(store) == 2
    assert not list(store.folder.glob("*.tmp"))


def test_what_the_night_built_is_held_back_until_somebody_says_so(store: Store) -> None:
    three = version_of(store)
    four = fourth_night(store, lambda: roll_back(store)).version
    assert Hold.read(store.folder).versions == (four, three)
    inputs = Inputs(DAY, "night 4", "code", "settings", "landing night 4")
    assert reason_to_rest(store, inputs) == (
        f"Rolled back to {version_of(store)}, and nothing new since: {four} is held back. "
        "To publish it all the same: make nightly FORCE=1"
    )
    assert publish(store, CONTRACTS, value=4, loads="night 4").kind == "held"
    assert publish(store, CONTRACTS, value=4, loads="night 4", force=True).kind == "published"
    assert Hold.read(store.folder) == Hold()


def test_the_next_night_with_new_loads_publishes_again(store: Store) -> None:
    fourth_night(store, lambda: roll_back(store))
    had = version_of(store)
    assert publish(store, CONTRACTS, value=5, loads="5", readers_had=had).kind == "published"
    assert published_value(store) == 5


def test_a_night_that_gives_what_readers_were_taken_back_to_keeps_the_hold(store: Store) -> None:
    three = version_of(store)
    roll_back(store)
    outcome = publish(store, CONTRACTS, value=2, loads="again", readers_had=three)
    assert outcome.kind == "unchanged"
    assert Hold.read(store.folder).versions == (three,)


def test_two_versions_back_during_one_night(store: Store) -> None:
    def twice() -> None:
        roll_back(store)
        roll_back(store)

    assert fourth_night(store, twice).kind == "overtaken"
    assert published_value(store) == 1


def test_a_rollback_waits_for_a_switch_and_takes_it_back_as_well(store: Store) -> None:
    """Asked for while three is current; four is published before its turn comes."""
    two, three = (d["version"] for d in store.versions()[1:])
    result: list[RolledBack] = []
    waits = threading.Event()
    rollback = threading.Thread(
        target=lambda: result.append(roll_back(store, lambda _: waits.set()))
    )
    with store.locked():
        rollback.start()
        assert waits.wait(30)
        # The night's switch, done by the holder of the lock as `publish` does it.
        four = store.versions()[0] | {"version": "four", "previous": three, "sequence": 4}
        folder = store.candidate_folder("night")
        folder.mkdir()
        (folder / "pantau.duckdb").write_bytes(store.stable_file.read_bytes())
        store.switch(store.add(folder, four))
    rollback.join(30)
    assert result == [RolledBack(two, ("four", three))]
    assert version_of(store) == two
    assert published_value(store) == 2


def test_a_rollback_asked_for_twice_at_once_goes_back_once(store: Store) -> None:
    two, three = (d["version"] for d in store.versions()[1:])
    results: list[RolledBack] = []
    waits = threading.Barrier(3, timeout=30)

    def back() -> None:
        results.append(roll_back(store, lambda _: waits.wait()))

    threads = [threading.Thread(target=back) for _ in range(2)]
    with store.locked():
        for thread in threads:
            thread.start()
        waits.wait()
    for thread in threads:
        thread.join(30)
    assert results == [RolledBack(two, (three,))] * 2


def test_a_hung_switch_is_not_waited_for_for_ever(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "LONGEST_SECONDS", 0.2)
    with (
        store.locked(),
        pytest.raises(NightError, match=r"has been switching readers in .*published"),
    ):
        roll_back(store)
    assert published_value(store) == 3


@pytest.mark.parametrize("step", range(1, LAST_STEP_OF_A_ROLLBACK))
def test_a_killed_rollback_that_is_asked_for_again_goes_back_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """The last step, which makes the end of PENDING.json durable, finds nothing left to do."""
    two, three = (d["version"] for d in store.versions()[1:])
    with monkeypatch.context() as patched:
        kill_at(patched, step)
        with pytest.raises(Killed):
            roll_back(store)
    assert roll_back(store) == RolledBack(two, (three,))
    assert published_value(store) == 2


@pytest.mark.parametrize("step", range(1, LAST_STEP_OF_A_ROLLBACK + 1))
def test_a_rollback_killed_during_a_night_happens_wholly_or_not_at_all(
    store: Store, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    def killed_rollback() -> None:
        with monkeypatch.context() as patched:
            kill_at(patched, step)
            with pytest.raises(Killed):
                roll_back(store)
        assert_whole(store)

    outcome = fourth_night(store, killed_rollback)
    held = Hold.read(store.folder).versions
    if outcome.kind == "published":
        assert (published_value(store), held) == (4, ())
    else:
        assert outcome.kind == "overtaken"
        assert (published_value(store), len(held)) == (2, 2)
    assert sha256_of_file(store.stable_file) == store.current()["sha256"]  # type: ignore[index]
    assert not store.pending_file.exists()


@pytest.mark.parametrize("step", range(1, 11))
def test_a_night_killed_after_a_rollback_leaves_readers_where_they_were_taken(
    store: Store, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    def rollback_then_die() -> None:
        roll_back(store)
        kill_at(monkeypatch, step)

    with pytest.raises(Killed):
        fourth_night(store, rollback_then_die)
    monkeypatch.undo()
    store.repair()
    assert published_value(store) == 2
    assert_whole(store)
    assert not list(store.folder.glob("*.tmp"))


@pytest.mark.parametrize("step", range(20, 40, 3))
def test_a_rollback_after_a_publication_that_was_cut_off_leaves_what_was_named(
    store: Store, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """CURRENT.json, and so `make status`, says what a roll-back goes back from."""
    with monkeypatch.context() as patched:
        kill_at(patched, step)
        with contextlib.suppress(Killed):
            fourth_night(store, lambda: None)
    value_named = {d["version"]: number for number, d in enumerate(store.versions(), 1)}
    named = value_named[version_of(store)]
    roll_back(store)
    assert published_value(store) == named - 1
    assert_whole(store)
    assert not store.pending_file.exists()


def test_the_claim_of_the_command_line_and_of_its_run_are_one(store: Store) -> None:
    """A roll-back between the two, while models are checked, is seen by the run."""
    settings = Settings(store.folder.parent)
    three = version_of(store)
    with claimed(settings) as outer:
        roll_back(store)
        with claimed(settings) as inner:
            assert inner is outer
            assert inner.readers_had == three
    with claimed(settings) as later:
        assert later.readers_had == version_of(store) != three


def test_a_claim_leaves_no_claim_behind_when_the_night_fails(store: Store) -> None:
    settings = Settings(store.folder.parent)
    with pytest.raises(ZeroDivisionError), claimed(settings):
        _ = 1 / 0
    roll_back(store)
    with claimed(settings) as later:
        assert later.readers_had == version_of(store)


def test_the_command_works_while_a_night_holds_the_data_folder(store: Store) -> None:
    two, three = (d["version"] for d in store.versions()[1:])
    data = store.folder.parent
    half_copy = store.candidate_folder("night_at_work")
    half_copy.mkdir()
    night = hold_elsewhere(data / "nightly.lock")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "orchestration", "rollback"],
            cwd=REPOSITORY,
            env={"PATH": "/usr/bin:/bin", "PANTAU_DATA": str(data)},
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        night.kill()
        night.wait()
    assert done.stdout.splitlines() == [
        f"Readers are back on {two}.",
        f"Held back until other data or code arrives, or until make nightly FORCE=1: {three}",
        f"The night at work (process {night.pid}) goes on, but does not publish: "
        "its build is held back too.",
    ]
    assert half_copy.is_dir()
    assert published_value(store) == 2


def test_a_stopped_rollback_says_how_to_go_on(store: Store) -> None:
    with store.locked():
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration", "rollback"],
            cwd=REPOSITORY,
            env={"PATH": "/usr/bin:/bin", "PANTAU_DATA": str(store.folder.parent)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert "waiting: another process is just switching readers" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        said = process.stdout.read()
    assert process.wait() == 130
    assert said.splitlines() == [
        "Stopped. If readers are between two versions, make rollback finishes what had begun."
    ]
    assert published_value(store) == 3


def test_the_night_says_in_one_line_why_it_did_not_publish(tmp_path: Path) -> None:
    metadata = {"outcome": "overtaken", "version": "v4", "readers": "v2", "tables": 2, "rows": 5}
    result = NightResult("run", None, {PUBLICATION: metadata})
    lines = success_lines(Settings(tmp_path), DAY, result, 60)
    assert lines[3:5] == [
        "  held       v4 is not published: readers were rolled back to v2 while this night ran; "
        "to publish it all the same:",
        "             make nightly FORCE=1",
    ]
