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
from orchestration.publishing.privacy import private_column_names, refuse_private_columns
from orchestration.publishing.rollback import Hold
from orchestration.publishing.store import Store
from orchestration.publishing.tables import Digest

HASH_LENGTH = 10


@dataclass(frozen=True)
class Outcome:
    """What became of a build: published, unchanged (readers keep what they have) or held."""

    kind: Literal["published", "unchanged", "held"]
    version: str
    tables: int
    rows: int


@dataclass(frozen=True)
class Publisher:
    """Everything a publication needs besides the build file."""

    store: Store
    contracts: Iterable[Contract]
    inputs: Inputs
    run_id: str
    keep: int
    scratch: Path
    force: bool = False
    progress: Callable[[str], None] = lambda _: None

    def publish(self, build_file: Path) -> Outcome:
        """Take a tested build file to the readers; raises NightError and changes nothing then."""
        tables, digests = read_digests(build_file, self.scratch)
        refuse_private_columns(tables, private_column_names(self.contracts))
        version = version_name(self.inputs, digests)
        hold = Hold.read(self.store.folder)
        if hold.holds(version, self.inputs.content) and not self.force:
            return self._outcome("held", version, digests)
        current = self.store.current() or {}
        if current.get("version") == version:
            self.store.update_current(self._input_entries())
            hold.release()
            return self._outcome("unchanged", version, digests)
        folder = self.store.candidate_folder(self.run_id)
        try:
            self.progress(f"copying {len(tables)} tables")
            write_candidate(build_file, folder, tables, self.scratch)
            self.progress("verifying the copy")
            candidate = verify_candidate(folder, digests, self.scratch)
            description = self._describe(version, candidate, current.get("version"))
            self.store.switch(self.store.add(folder, description))
        finally:
            # Half a copy on a full disk would keep the next night from finding room.
            shutil.rmtree(folder, ignore_errors=True)
        hold.release()
        self.store.delete_old(self.keep)
        return self._outcome("published", version, digests)

    def _describe(self, version: str, candidate: Candidate, previous: str | None) -> dict[str, Any]:
        file = candidate.folder / FILE_NAME
        return {
            "version": version,
            "as_of_date": self.inputs.as_of_date.isoformat(),
            "previous": previous,
            "sequence": self.store.next_sequence(),
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

    @staticmethod
    def _outcome(
        kind: Literal["published", "unchanged", "held"], version: str, digests: dict[str, Digest]
    ) -> Outcome:
        return Outcome(kind, version, len(digests), sum(d.rows for d in digests.values()))


def version_name(inputs: Inputs, digests: dict[str, Digest]) -> str:
    """Return ``<as_of>_<10 hex>``: equal tables on an equal date have an equal name."""
    content = "\n".join(f"{name} {digest.hash}" for name, digest in sorted(digests.items()))
    short = sha256(content.encode()).hexdigest()[:HASH_LENGTH]
    return f"{inputs.as_of_date.isoformat()}_{short}"
