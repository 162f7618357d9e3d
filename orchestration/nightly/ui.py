"""Start Dagster for people: web page on loopback, daemon with the nightly schedule.

What does not belong here: anything that runs a night.
"""

import os
import signal
import socket
import sys

from ingest.contracts import load_contracts
from ingest.settings import REPOSITORY, Settings
from orchestration.errors import NightError
from orchestration.nightly.console import say
from orchestration.nightly.instance import mark_dead_run, prepare_home
from orchestration.nightly.lock import is_held, read_holder
from orchestration.nightly.manifest import ensure_manifest
from orchestration.nightly.progress import progress
from orchestration.nightly.workspace import lock_file

HOST = "127.0.0.1"


def start_ui(settings: Settings, port: int) -> int:
    """Replace this process by Dagster's; raises NightError when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise NightError(f"Port {port} is taken. Choose another: make ui PORT=3001") from None
    from ingest.loads import prepare_raw

    prepare_raw(settings, load_contracts())
    progress("checking the models")
    ensure_manifest(settings)
    prepare_home(settings)
    _bury_the_dead(settings)
    say(f"Dagster opens on http://{HOST}:{port}; the nightly schedule is on. Stop with Ctrl-C.")
    # Beside another dagster.yaml than that of its home, Dagster warns that it is not used.
    os.chdir(settings.dagster)
    os.environ["PANTAU_DATA"] = str(settings.data)
    # Web server and daemon are processes of their own and import everything from here, and nothing
    # from the folder they run in.
    os.environ["PYTHONSAFEPATH"] = "1"
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    os.execv(sys.executable, [sys.executable, "-m", "orchestration.nightly.ui", str(port)])


def serve(port: int) -> None:
    """Do what `dagster dev` does, until stopped.

    Its command line is superseded by one of a package that is not installed here, and says so at
    each start; what it calls is not.
    """
    from dagster._cli.dev import dev_command_impl
    from dagster_shared.cli import WorkspaceOpts

    # A service manager's stop, or that of a script that started this in the background.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, signal.default_int_handler)
    dev_command_impl(
        code_server_log_level="warning",
        log_level="info",
        log_format="colored",
        port=str(port),
        host=HOST,
        use_legacy_code_server_behavior=False,
        shutdown_pipe=None,
        verbose=False,
        workspace_opts=WorkspaceOpts(
            module_name=["orchestration.definitions"], working_directory=str(REPOSITORY)
        ),
    )


def _bury_the_dead(settings: Settings) -> None:
    """A run that was killed would keep the queue of one waiting until monitoring gives it up."""
    holder = read_holder(lock_file(settings))
    if holder and not is_held(lock_file(settings)):
        from dagster import DagsterInstance

        with DagsterInstance.get() as instance:
            mark_dead_run(instance, holder.run_id)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
