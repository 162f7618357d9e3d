"""Start Dagster for people: web page on loopback, daemon with the nightly schedule.

What does not belong here: anything that runs a night.
"""

import os
import socket
import sys

from ingest.contracts import load_contracts
from ingest.settings import REPOSITORY, Settings
from orchestration.errors import NightError
from orchestration.nightly.console import say
from orchestration.nightly.instance import mark_dead_run, prepare_home
from orchestration.nightly.lock import is_held, read_holder
from orchestration.nightly.manifest import ensure_manifest
from orchestration.nightly.workspace import lock_file

HOST = "127.0.0.1"


def start_ui(settings: Settings, port: int) -> int:
    """Replace this process by `dagster dev`; raises NightError when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise NightError(f"Port {port} is taken. Choose another: make ui PORT=3001") from None
    from ingest.loads import prepare_raw

    prepare_raw(settings, load_contracts())
    ensure_manifest(settings)
    prepare_home(settings)
    _bury_the_dead(settings)
    say(f"Dagster opens on http://{HOST}:{port}; the nightly schedule is on. Stop with Ctrl-C.")
    os.chdir(REPOSITORY)
    os.environ["PANTAU_DATA"] = str(settings.data)
    # Web server and daemon are processes of their own and import the event log from here.
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    command = [sys.executable, "-m", "dagster", "dev", "--host", HOST, "--port", str(port)]
    os.execv(sys.executable, [*command, "-m", "orchestration.definitions"])


def _bury_the_dead(settings: Settings) -> None:
    """A run that was killed would keep the queue of one waiting until monitoring gives it up."""
    holder = read_holder(lock_file(settings))
    if holder and not is_held(lock_file(settings)):
        from dagster import DagsterInstance

        with DagsterInstance.get() as instance:
            mark_dead_run(instance, holder.run_id)
