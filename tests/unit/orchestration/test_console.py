"""What the command line says while a step cannot say how far it is."""

import subprocess
import sys

from ingest.settings import REPOSITORY
from orchestration.nightly.console import Silence

SCRIPT = """
import time
from orchestration.nightly import console
from orchestration.nightly.progress import progress

console.SILENT_SECONDS, console.POLL_SECONDS = 0.5, 0.05
console.open_console()
with console.never_silent():
    progress("checking the models")
    time.sleep(2)
console.say("done")
time.sleep(1.5)
"""


def test_a_sign_of_life_every_ten_seconds_of_silence() -> None:
    silence = Silence()
    last = 100.0
    said = {now: silence.line(now, last) for now in (100.0, 109.9, 110.0, 115.0, 119.9, 120.0)}
    assert said == {
        100.0: None,
        109.9: None,
        110.0: "… still at it, for 10 s",
        115.0: None,
        119.9: None,
        120.0: "… still at it, for 20 s",
    }


def test_none_while_the_work_speaks_for_itself() -> None:
    silence = Silence()
    assert silence.line(110.0, 100.0)
    assert [silence.line(now, now - 9.0) for now in (121.0, 130.0, 139.0)] == [None] * 3
    assert silence.line(160.0, 150.0) == "… still at it, for 10 s"


def test_the_console_is_not_silent_during_the_work_and_is_afterwards() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    first, *between, last = done.stdout.splitlines()
    assert first.endswith(" s  checking the models")
    assert between
    assert all("… still at it, for " in line for line in between)
    assert last == "done"
