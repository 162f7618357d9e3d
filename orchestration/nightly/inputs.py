"""What a night depends on, as hashes: loads, erase list, code, settings and the business date.

Two nights with equal inputs give equal tables, so that the second can be left out.
What does not belong here: reading the content of a delivery (that is the ingest's).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.erase_list import read_erase_list
from ingest.settings import REPOSITORY, Settings

CODE_FOLDERS = ("dbt_project", "ingest", "orchestration")
CODE_SUFFIXES = frozenset({".csv", ".md", ".py", ".sql", ".yml", ".yaml"})
# The simulator writes into landing; what it wrote counts, not how.
IGNORED_FOLDERS = frozenset({"__pycache__", "dbt_packages", "logs", "sample", "target"})


@dataclass(frozen=True)
class Inputs:
    """Hashes of everything that decides what a night publishes."""

    as_of_date: date
    loads: str
    code: str
    settings: str
    landing: str
    erase_list: str = ""

    @property
    def content(self) -> str:
        """Loads, erase list, code and settings: what a roll-back holds back."""
        return _hash([self.loads, self.erase_list, self.code, self.settings])

    @property
    def fingerprint(self) -> str:
        """The content and its business date."""
        return _hash([self.content, self.as_of_date.isoformat()])


def read_inputs(settings: Settings, as_of: date, landing: str | None = None) -> Inputs:
    """Hash the present state; ``landing`` is the state seen before the ingest, where known."""
    return Inputs(
        as_of_date=as_of,
        loads=hash_of_loads(settings),
        code=hash_of_code(REPOSITORY),
        settings=_hash(
            [
                settings.reporting_currency,
                settings.time_zone,
                str(settings.fiscal_year_start),
                settings.fiscal_calendar,
                str(settings.fiscal_week_start),
            ]
        ),
        landing=landing if landing is not None else hash_of_landing(settings.landing),
        erase_list=read_erase_list(settings).digest,
    )


def hash_of_loads(settings: Settings) -> str:
    """Hash the names of all loads and refusals; a name holds the date and the bytes' sha256."""
    roots = (settings.raw, settings.superseded, settings.quarantine)
    return _hash(
        sorted(
            f"{root.name}/{path.parent.relative_to(root).as_posix()}"
            for root in roots
            for path in root.glob("[!.]*/*/*/load.json")
        )
    )


def hash_of_landing(landing: Path) -> str:
    """Hash name, size and time of every landing entry: enough to see that nothing was delivered."""
    entries = []
    for path in sorted(landing.rglob("*")):
        status = path.lstat()
        kind = "folder" if path.is_dir() else f"{status.st_size} {status.st_mtime_ns}"
        entries.append(f"{path.relative_to(landing).as_posix()} {kind}")
    return _hash(entries)


def hash_of_code(repository: Path) -> str:
    """Hash the models, contracts and Python files that make the tables."""
    return _hash(hash_of_files(repository / folder) for folder in CODE_FOLDERS)


def hash_of_files(folder: Path, also: Iterable[str] = ()) -> str:
    """Hash names and content of the source files below a folder, and some texts more."""
    entries = list(also)
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix in CODE_SUFFIXES and not IGNORED_FOLDERS.intersection(inside.parts):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            entries.append(f"{inside.as_posix()} {content}")
    return _hash(entries)


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()
