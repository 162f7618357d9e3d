"""`make ui` comes up without a warning of ours, shows the nightly, and goes when it is told to."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.settings import REPOSITORY

pytestmark = pytest.mark.e2e

QUESTION = """
{ repositoriesOrError { ... on RepositoryConnection { nodes {
    jobs { name } schedules { name scheduleState { status } }
} } } }
"""


@dataclass
class Ui:
    """A running UI: its process, where it listens, and the file it prints to."""

    process: subprocess.Popen[bytes]
    port: int
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    def ask(self, question: str) -> dict[str, object]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            json.dumps({"query": question}).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())["data"]

    def is_up(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/server_info", timeout=5).close()
        except (urllib.error.URLError, OSError):
            return False
        return True


def group_of(leader: int) -> list[int]:
    """Processes of a process group that are still there, zombies left out."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = entry.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(group) == leader and state != "Z":
            found.append(int(entry.parent.name))
    return found


@pytest.fixture
def ui(tmp_path: Path) -> Iterator[Ui]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    output = tmp_path / "said.txt"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PANTAU_", "DAGSTER_"))}
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration", "ui", "--port", str(port)],
            cwd=REPOSITORY,
            env={**inherited, "PANTAU_DATA": str(tmp_path / "company")},
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    started = Ui(process, port, output)
    yield started
    if group_of(process.pid):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_it_comes_up_without_a_warning_and_goes_when_it_is_told_to(ui: Ui) -> None:
    deadline = time.monotonic() + 600
    while not ui.is_up():
        assert ui.process.poll() is None, ui.said
        assert time.monotonic() < deadline, ui.said
        time.sleep(1)
    (repository,) = ui.ask(QUESTION)["repositoriesOrError"]["nodes"]  # type: ignore[index,call-overload]
    assert "nightly_refresh" in {job["name"] for job in repository["jobs"]}
    assert repository["schedules"] == [
        {"name": "nightly_refresh_schedule", "scheduleState": {"status": "RUNNING"}}
    ]
    assert f"Dagster opens on http://127.0.0.1:{ui.port}; the nightly schedule is on." in ui.said
    assert "warn" not in ui.said.lower(), ui.said
    assert len(group_of(ui.process.pid)) > 2
    # What a service manager sends, to the one process that it knows.
    ui.process.send_signal(signal.SIGTERM)
    assert ui.process.wait(180) == 0, ui.said
    for _ in range(60):
        if not group_of(ui.process.pid):
            break
        time.sleep(1)
    assert group_of(ui.process.pid) == []
    assert "warn" not in ui.said.lower(), ui.said
