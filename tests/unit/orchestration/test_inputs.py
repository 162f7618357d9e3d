"""What makes a night necessary again."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.settings import Settings
from orchestration.nightly.inputs import Inputs, hash_of_files, hash_of_landing, read_inputs
from orchestration.nightly.night import reason_to_rest
from orchestration.publishing.files import write_json
from orchestration.publishing.store import Store

DAY = date(2026, 3, 31)
INPUTS = Inputs(DAY, "loads", "code", "settings", "landing")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "landing" / "maven" / "2017-12-31"
    folder.mkdir(parents=True)
    (folder / "accounts.csv").write_text("account\nA\n")
    return Settings(tmp_path)


def test_equal_state_has_equal_hashes(settings: Settings) -> None:
    assert read_inputs(settings, DAY) == read_inputs(settings, DAY)


@pytest.mark.parametrize("name", ["loads", "code", "settings", "erase_list"])
def test_each_input_counts(name: str) -> None:
    other = replace(INPUTS, **{name: "changed"})
    assert other.fingerprint != INPUTS.fingerprint
    assert other.content != INPUTS.content


def test_the_date_is_in_the_fingerprint_but_not_in_the_content() -> None:
    other = replace(INPUTS, as_of_date=date(2026, 4, 1))
    assert other.fingerprint != INPUTS.fingerprint
    assert other.content == INPUTS.content


def test_a_new_load_changes_the_loads(settings: Settings) -> None:
    before = read_inputs(settings, DAY)
    for hidden in ("raw/.incoming/a/load", "raw/maven/accounts/_schema"):
        (settings.data / hidden).mkdir(parents=True)
    (settings.data / "raw/.incoming/a/load/load.json").write_text("{}")
    assert read_inputs(settings, DAY).loads == before.loads
    committed = settings.raw / "maven" / "accounts" / "20171231_0123456789ab"
    committed.mkdir(parents=True)
    (committed / "load.json").write_text("{}")
    assert read_inputs(settings, DAY).loads != before.loads


def test_other_settings_change_the_settings(settings: Settings) -> None:
    other = replace(settings, reporting_currency="USD")
    assert read_inputs(other, DAY).settings != read_inputs(settings, DAY).settings


def test_whom_the_erase_list_names_counts_and_not_how_it_is_written(settings: Settings) -> None:
    without = read_inputs(settings, DAY).erase_list
    header = "source_system,object_name,record_id,requested_on\n"
    settings.erase_list.write_text(header)
    assert read_inputs(settings, DAY).erase_list == without
    settings.erase_list.write_text(f"{header}generic,leads,L1,\ngeneric,contacts,C1,\n")
    named = read_inputs(settings, DAY).erase_list
    assert named != without
    settings.erase_list.write_text(
        "record_id,source_instance,source_system,object_name\n"
        "C1,default,generic,contacts\nL1,,generic,leads\nL1,,generic,leads\n"
    )
    assert read_inputs(settings, DAY).erase_list == named


def test_landing_sees_content_names_and_times(settings: Settings) -> None:
    file = settings.landing / "maven" / "2017-12-31" / "accounts.csv"
    seen = {hash_of_landing(settings.landing)}
    os.utime(file, ns=(1, 1))
    seen.add(hash_of_landing(settings.landing))
    file.rename(file.with_name("accounts2.csv"))
    seen.add(hash_of_landing(settings.landing))
    (settings.landing / "olist").mkdir()
    seen.add(hash_of_landing(settings.landing))
    assert len(seen) == 4


def test_code_that_is_not_source_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a.sql").write_text("select 1")
    before = hash_of_files(tmp_path)
    for made in ("target/a.sql", "logs/a.sql", "__pycache__/a.py", "models/a.log"):
        (tmp_path / made).parent.mkdir(exist_ok=True)
        (tmp_path / made).write_text("made")
    assert hash_of_files(tmp_path) == before
    (tmp_path / "models" / "a.sql").write_text("select 2")
    assert hash_of_files(tmp_path) != before


def published(store: Store, inputs: Inputs) -> Store:
    store.folder.mkdir(exist_ok=True)
    entries = {"input_fingerprint": inputs.fingerprint, "input_landing": inputs.landing}
    write_json(store.current_file, {"version": "v", "input_content": inputs.content, **entries})
    return store


def test_nothing_new_is_a_reason_to_rest(tmp_path: Path) -> None:
    store = published(Store(tmp_path), INPUTS)
    assert reason_to_rest(store, INPUTS) == "Nothing new since v; readers keep it."


@pytest.mark.parametrize("name", ["loads", "code", "settings", "landing", "erase_list"])
def test_anything_new_is_none(tmp_path: Path, name: str) -> None:
    store = published(Store(tmp_path), INPUTS)
    assert reason_to_rest(store, replace(INPUTS, **{name: "new"})) is None


def test_the_first_night_has_to_run(tmp_path: Path) -> None:
    assert reason_to_rest(Store(tmp_path), INPUTS) is None


def test_a_hold_says_how_to_release_it(tmp_path: Path) -> None:
    store = published(Store(tmp_path), replace(INPUTS, loads="older"))
    write_json(
        store.folder / "HOLD.json",
        {"versions": ["bad"], "inputs": [INPUTS.content], "landing": INPUTS.landing},
    )
    reason = reason_to_rest(store, INPUTS)
    assert reason is not None
    assert "bad is held back" in reason
    assert "FORCE=1" in reason
    assert reason_to_rest(store, replace(INPUTS, landing="a new file")) is None
