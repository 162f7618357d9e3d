"""Publish a built file: privacy gate, copy, verify, name, switch readers over.

What does not belong here: deciding whether the build is good. dbt's tests did that before.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from ingest.contracts import Contract
from ingest.files import sha256_of_file
from orchestration.nightly.inputs import Inputs
from orchestration.publishing.candidate import (
    FILE_NAME,
    Candidate,
    read_digests,
    verify_candidate,
    write_candidate,
)
from orchestration.publishing.hold import NOTHING, Hold
from orchestration.publishing.privacy import private_column_names, refuse_private_columns
from orchestration.publishing.store import Store
from orchestration.publishing.tables import Digest

HASH_LENGTH = 10
# Unchanged: readers have these tables already. Held: they were taken away from readers before.
# Overtaken: somebody took readers back while the night was at work, and has the last word.
Kind = Literal["published", "unchanged", "held", "overtaken"]


@dataclass(frozen=True)
class Outcome:
    """What became of a build, and the version that readers have now."""

    kind: Kind
    version: str
    tables: int
    rows: int
    readers: str


@dataclass(frozen=True)
class Publisher:
    """Everything a publication needs besides the build file.

    ``readers_had`` is the version that readers had when the night began, where there was one. Only
    a roll-back can have changed it since.
    """

    store: Store
    contracts: Iterable[Contract]
    inputs: Inputs
    run_id: str
    keep: int
    scratch: Path
    force: bool = False
    readers_had: str | None = None
    progress: Callable[[str], None] = lambda _: None

    def publish(self, build_file: Path) -> Outcome:
        """Take a tested build file to the readers; raises NightError and changes nothing then."""
        self.progress("reading the build")
        tables, digests = read_digests(build_file, self.scratch)
        refuse_private_columns(tables, private_column_names(self.contracts))
        version = version_name(self.inputs, digests)
        with self.store.locked(self.progress):
            other = self._reason_not_to(version)
        if other:
            return self._outcome(other, version, digests)
        folder = self.store.candidate_folder(self.run_id)
        try:
            self.progress(f"copying {len(tables)} tables")
            write_candidate(build_file, folder, tables, self.scratch)
            self.progress("verifying the copy")
            candidate = verify_candidate(folder, digests, self.scratch)
            description = self._describe(version, candidate)
            with self.store.locked(self.progress):
                # Copying takes minutes, in which somebody may have taken readers back.
                other = self._reason_not_to(version)
                if other is None:
                    self._switch(folder, description)
        finally:
            # Half a copy on a full disk would keep the next night from finding room.
            shutil.rmtree(folder, ignore_errors=True)
        return self._outcome(other or "published", version, digests)

    def _reason_not_to(self, version: str) -> Kind | None:
        """Return what becomes of a build that is not published, and write down what follows.

        The caller holds the store's lock.
        """
        self.store.finish()
        current = (self.store.current() or {}).get("version")
        is_overtaken = self.readers_had is not None and current != self.readers_had
        hold = Hold.read(self.store.folder)
        is_held = hold.holds(version, self.inputs.content) and not self.force
        if current == version:
            self.store.update_current(self._input_entries())
            if not (is_held or is_overtaken):
                self.store.hold(NOTHING)
            return "unchanged"
        if is_overtaken:
            if version not in hold.versions:
                self.store.hold(hold.with_newer({"version": version, **self._input_entries()}))
            return "overtaken"
        return "held" if is_held else None

    def _switch(self, folder: Path, description: dict[str, Any]) -> None:
        previous = (self.store.current() or {}).get("version")
        sequence = self.store.next_sequence()
        whole = description | {"previous": previous, "sequence": sequence}
        self.store.switch(self.store.add(folder, whole))
        self.store.delete_old(self.keep)

    def _describe(self, version: str, candidate: Candidate) -> dict[str, Any]:
        file = candidate.folder / FILE_NAME
        return {
            "version": version,
            "as_of_date": self.inputs.as_of_date.isoformat(),
            "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "run_id": self.run_id,
            "sha256": sha256_of_file(file),
            "bytes": file.stat().st_size,
            "tables": candidate.tables_as_json(),
            **self._input_entries(),
        }

    def _input_entries(self) -> dict[str, Any]:
        return {
            "input_fingerprint": self.inputs.fingerprint,
            "input_content": self.inputs.content,
            "input_landing": self.inputs.landing,
            "input_code": self.inputs.code,
            "input_settings": self.inputs.settings,
        }

    def _outcome(self, kind: Kind, version: str, digests: dict[str, Digest]) -> Outcome:
        readers = str((self.store.current() or {}).get("version"))
        rows = sum(digest.rows for digest in digests.values())
        return Outcome(kind, version, len(digests), rows, readers)


def version_name(inputs: Inputs, digests: dict[str, Digest]) -> str:
    """Return ``<as_of>_<10 hex>``: equal tables on an equal date have an equal name."""
    content = "\n".join(f"{name} {digest.hash}" for name, digest in sorted(digests.items()))
    short = sha256(content.encode()).hexdigest()[:HASH_LENGTH]
    return f"{inputs.as_of_date.isoformat()}_{short}"
