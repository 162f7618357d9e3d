"""The command line: `python -m orchestration <command>`. The Makefile has one target for each.

What does not belong here: work. Each command is one call into a module of its own.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Sequence

from ingest.errors import IngestError
from ingest.settings import Settings
from orchestration.errors import NightError
from orchestration.nightly.console import never_silent, open_console, say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Known errors end in one plain line."""
    parser = _parser()
    options = parser.parse_args(arguments)
    open_console()
    # A service manager's stop is a Ctrl-C: dbt is ended, the build file deleted.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        command: Callable[[Settings, argparse.Namespace], int] = options.command
        with never_silent():
            return command(Settings.from_env(), options)
    except (NightError, IngestError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. Nothing was published; readers keep what they have.")
        return 130


def _nightly(settings: Settings, options: argparse.Namespace) -> int:
    from orchestration.nightly.night import run_night

    report = run_night(
        settings, options.as_of or None, force=options.force, from_scratch=options.from_scratch
    )
    for line in report.lines:
        say(line)
    return 0 if report.succeeded else 1


def _rollback(settings: Settings, options: argparse.Namespace) -> int:
    from orchestration.nightly.lock import is_held, read_holder
    from orchestration.nightly.progress import progress
    from orchestration.nightly.workspace import lock_file
    from orchestration.publishing.rollback import roll_back
    from orchestration.publishing.store import Store

    try:
        done = roll_back(Store(settings.published), progress)
    except KeyboardInterrupt:
        say("Stopped. If readers are between two versions, make rollback finishes what had begun.")
        return 130
    say(f"Readers are back on {done.shown}.")
    held = ", ".join(done.held)
    say(f"Held back until other data or code arrives, or until make nightly FORCE=1: {held}")
    if is_held(lock_file(settings)):
        holder = read_holder(lock_file(settings))
        who = f" (process {holder.pid})" if holder else ""
        say(f"The night at work{who} goes on, but does not publish: its build is held back too.")
    return 0


def _restatement(settings: Settings, options: argparse.Namespace) -> int:
    from orchestration.restatement.restate import restate

    for line in restate(settings, options.since):
        say(line)
    return 0


def _status(settings: Settings, options: argparse.Namespace) -> int:
    from orchestration.nightly.status import status_lines

    for line in status_lines(settings):
        say(line)
    return 0


def _dev(settings: Settings, options: argparse.Namespace) -> int:
    from orchestration.nightly.dev import prepare_dev

    for line in prepare_dev(settings):
        say(line)
    return 0


def _docs(settings: Settings, options: argparse.Namespace) -> int:
    from orchestration.nightly.dev import write_docs

    say(write_docs(settings))
    return 0


def _ui(settings: Settings, options: argparse.Namespace) -> int:
    from orchestration.nightly.ui import start_ui

    return start_ui(settings, options.port)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m orchestration", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, command: Callable[..., int], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(command=command)
        return added

    nightly = add("nightly", _nightly, "load, build, test and publish what lies in landing")
    nightly.add_argument("--as-of", metavar="YYYY-MM-DD", help="business date of the night")
    nightly.add_argument("--force", action="store_true", help="run and publish in any case")
    nightly.add_argument(
        "--from-scratch", action="store_true", help="build from raw, not on the last good build"
    )
    add("rollback", _rollback, "show readers the version before the current one")
    restatement = add(
        "restatement", _restatement, "explain what changed in past months since a publication"
    )
    restatement.add_argument(
        "--since",
        required=True,
        metavar="VERSION|YYYY-MM-DD|INSTANT",
        help="a version, a business date, or an instant in UTC",
    )
    add("status", _status, "say what is published, kept, held and running")
    add("dev", _dev, "build the development file from the same loads")
    add("docs", _docs, "write the models' documentation as one static page")
    ui = add("ui", _ui, "start Dagster on loopback with the nightly schedule on")
    ui.add_argument("--port", type=int, default=3000)
    return parser


if __name__ == "__main__":
    sys.exit(main())
