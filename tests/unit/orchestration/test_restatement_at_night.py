"""A restatement reads kept versions while a night is at work, and says when it has to wait."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from ingest.settings import Settings
from orchestration.errors import NightError
from orchestration.nightly.workspace import lock_file
from orchestration.restatement import restate as module
from orchestration.restatement.restate import restate
from tests.unit.orchestration.restatement_files import won, write_file, write_log
from tests.unit.orchestration.test_night_parts import hold_elsewhere

KEPT, GONE, NOW = "2026-05-31_aaaaaaaaaa", "2026-05-30_bbbbbbbbbb", "2026-06-30_cccccccccc"
BEFORE = {"O1": won("2026-05-10", 100), "O2": won("2026-05-11", 30)}
AFTER = {"O1": won("2026-05-10", 150), "O2": won("2026-05-11", 30)}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two kept versions, of which one is current, and one that is only in the log."""
    settings = Settings(tmp_path)
    (settings.published / "log").mkdir(parents=True)
    settings.raw.mkdir()
    write_log(settings.raw / "load_log.parquet", [])
    for number, (version, deals) in enumerate(((GONE, None), (KEPT, BEFORE), (NOW, AFTER)), 1):
        description = {
            "version": version,
            "as_of_date": version[:10],
            "published_at": f"{version[:10]}T19:00:00+00:00",
            "sequence": number,
            "tables": {},
        }
        text = json.dumps(description)
        (settings.published / "log" / f"{version}.json").write_text(text)
        if deals:
            folder = settings.published / version
            folder.mkdir()
            write_file(folder / "pantau.duckdb", deals)
            (folder / "version.json").write_text(text)
    (settings.published / "CURRENT.json").write_text(text)
    return settings


@pytest.fixture
def night(settings: Settings) -> Iterator[Popen[str]]:
    """Another process that holds the data folder."""
    process = hold_elsewhere(lock_file(settings))
    yield process
    process.kill()
    process.wait()


def test_kept_versions_are_compared_while_a_night_is_at_work(
    settings: Settings, night: Popen[str]
) -> None:
    lines = restate(settings, KEPT)
    assert lines[0] == (f"Since {KEPT}, in the months before 2026-06-01: 1 company figures changed")
    assert lines[1].startswith("  2026-05    won amount: 130.00 to 180.00 (+50.00")
    report = settings.data / "restatements" / f"{KEPT}_to_{NOW}" / "report.md"
    assert report.read_text().startswith(f"# What changed since {KEPT}")


def test_what_has_to_be_built_again_waits_for_the_night(
    settings: Settings, night: Popen[str]
) -> None:
    with pytest.raises(NightError) as error:
        restate(settings, GONE)
    assert str(error.value) == (
        f"A night is at work, and {GONE} is no longer kept, so that it has to be built again: "
        "try again when the night is done."
    )


def test_a_version_deleted_in_that_moment_is_said_plainly(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.compared

    def too_late(*sides: object) -> object:
        shutil.rmtree(settings.published / KEPT)
        return real(*sides)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "compared", too_late)
    with pytest.raises(NightError, match=f"{KEPT} was deleted in this moment"):
        restate(settings, KEPT)


def test_a_report_is_read_to_its_end_although_the_night_deletes_its_version(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module._write

    def meanwhile(*arguments: object) -> object:
        shutil.rmtree(settings.published / KEPT)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_write", meanwhile)
    assert restate(settings, KEPT)[1].startswith("  2026-05    won amount: 130.00 to 180.00")


def test_reports_that_were_cut_off_and_asked_for_again_are_whole(settings: Settings) -> None:
    folder = settings.data / "restatements"
    leftover = folder / f".{KEPT}_to_{NOW}.tmp"
    leftover.mkdir(parents=True)
    (leftover / "half.csv").touch()
    for _ in range(2):
        restate(settings, KEPT)
    assert sorted(path.name for path in folder.iterdir()) == [".lock", f"{KEPT}_to_{NOW}"]
    assert not (folder / f"{KEPT}_to_{NOW}" / "half.csv").exists()
