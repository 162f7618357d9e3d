"""`python -m ingest load | sample | check`."""

import argparse
import logging
import sys
from datetime import date

from ingest.contracts import load_contracts, usable_contracts
from ingest.discovery import unknown_sources
from ingest.errors import IngestError, LockedError
from ingest.ledger import write_load_log
from ingest.loads import load_source, prepare_raw
from ingest.settings import Settings

log = logging.getLogger("ingest")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["sample"]:
        from ingest.sample.__main__ import main as sample_main  # only this command needs it

        return sample_main(arguments[1:])
    parser = argparse.ArgumentParser(prog="python -m ingest")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="check the contracts")
    load = commands.add_parser("load", help="load what is new in landing")
    load.add_argument("--source", help="only this source")
    load.add_argument("--as-of", type=date.fromisoformat, help="leave files dated later")
    chosen = parser.parse_args(arguments)
    try:
        return _check() if chosen.command == "check" else _load(chosen.source, chosen.as_of)
    except IngestError as error:
        log.error("%s", error)
        return 1


def _check() -> int:
    for contract in load_contracts().values():
        log.info("%s: valid, %d objects", contract.path, len(contract.objects))
    return 0


def _load(source: str | None, as_of: date | None) -> int:
    settings = Settings.from_env()
    contracts, broken = usable_contracts()
    if source and source not in contracts:
        raise broken.get(source) or IngestError(
            f"no source {source!r}; there are {', '.join(sorted(contracts))}."
        )
    prepare_raw(settings, contracts)
    failed: dict[str, IngestError] = {} if source else dict(broken)
    quarantined = 0
    for name, contract in contracts.items():
        if source in (None, name):
            try:
                result = load_source(settings, contract, as_of=as_of, progress=_say)
            except LockedError:
                raise
            except IngestError as error:
                failed[name] = error
            else:
                quarantined += result.total("quarantined")
    write_load_log(settings, contracts)
    for problem in unknown_sources(settings.landing, contracts):
        _say(problem.line)
    if quarantined:
        _say(f"{quarantined:,} files were quarantined; the lines above say why.")
    for name, reason in sorted(failed.items()):
        log.error("%s: not loaded: %s", name, reason)
    return 1 if failed else 0


def _say(line: str) -> None:
    log.info("%s", line)


if __name__ == "__main__":
    sys.exit(main())
