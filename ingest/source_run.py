"""One run over one source: its objects are loaded side by side, and told of one after another."""

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from ingest.connections import Connections
from ingest.containers import sha256_of
from ingest.contracts import Contract
from ingest.discovery import Problem, discover
from ingest.erasing import Eraser
from ingest.errors import FileRefusedError
from ingest.ledger import read_ledger, repair
from ingest.load_record import LoadRecord
from ingest.quarantine import keep_bytes
from ingest.records import problem_record
from ingest.results import SourceResult
from ingest.run import ObjectRun, write_load
from ingest.settings import Settings
from ingest.sightings import Sightings


class SourceRun:
    """One run over one source; the caller holds the ingest lock."""

    def __init__(
        self, settings: Settings, contract: Contract, progress: Callable[[str], object]
    ) -> None:
        self.settings, self.contract, self.progress = settings, contract, progress
        self.result = SourceResult(contract.source)
        self.incoming = settings.raw / ".incoming"
        # Whatever lies here was left by a killed run: the lock is ours.
        shutil.rmtree(self.incoming, ignore_errors=True)
        self.incoming.mkdir(parents=True)
        for record in repair(settings, contract.source):
            self._say(f"{record.file_name}: finished moving away {record.load_id}.")
        records = read_ledger(settings, contract.source)
        # By object, so that each has its own to change; None is for containers.
        self.records: dict[str | None, list[LoadRecord]] = {}
        for record in records:
            self.records.setdefault(record.object_name, []).append(record)
        for name in (None, *contract.objects):
            self.records.setdefault(name, [])
        self.sightings = Sightings(settings, self.records)
        self.eraser = Eraser(settings, contract, records, self.incoming)

    def load(self, objects: Collection[str] | None, as_of: date | None) -> SourceResult:
        """Erase in what is kept, then load what is new, object by object in contract order."""
        deliveries, self.result.problems = discover(self.settings.landing, self.contract, as_of)
        with Connections(self.incoming, self.contract.time_zone) as connections:
            self._side_by_side(
                [
                    ObjectRun(
                        self.settings,
                        self.contract,
                        name,
                        [delivery for delivery in deliveries if delivery.object_name == name],
                        self.records[name],
                        self.sightings,
                        self.eraser,
                        connections,
                        self.incoming,
                    )
                    for name in self.contract.objects
                    if objects is None or name in objects
                ]
            )
            if self.eraser.applies_to(None):
                with connections.large() as large:
                    self.eraser.in_kept_loads(large, self.records[None], None, self._say)
        for problem in self.result.problems:
            self._say(problem.line)
            if problem.is_refused:
                self._refuse_container(problem)
        self.sightings.save()
        shutil.rmtree(self.incoming, ignore_errors=True)
        return self.result

    def _side_by_side(self, runs: Sequence[ObjectRun]) -> None:
        """Do the runs with as many threads as cores: DuckDB and the disk work beside Python.

        What they say, and whether they fail, is passed on as if one were done after the other.
        """
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            try:
                for run, future in [(run, pool.submit(run.load)) for run in runs]:
                    for line, is_message in iter(run.lines.get, None):
                        (self._say if is_message else self.progress)(line)
                    self.result.objects[run.name] = future.result()
            finally:
                pool.shutdown(cancel_futures=True)

    def _say(self, line: str) -> None:
        self.result.messages.append(line)
        self.progress(line)

    def _refuse_container(self, problem: Problem) -> None:
        path = self.settings.landing / problem.file_name
        try:
            sha256 = sha256_of(path, None)
        except FileRefusedError:
            sha256 = None
        record = problem_record(problem, path, sha256)
        known = self.records[None]
        if not any(r.directory(Path()) == record.directory(Path()) for r in known):
            target = Path(tempfile.mkdtemp(dir=self.incoming))
            if not self.eraser.applies_to(None):
                keep_bytes(path, None, target)
            write_load(record, target, self.settings.quarantine)
            known.append(record)
