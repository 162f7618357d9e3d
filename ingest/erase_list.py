"""The erase list: records of persons whose personal data the company may no longer hold.

`erase_list.csv` lies in the data folder, beside landing, and is kept by hand. It names records, not
persons, and holds no personal data itself: hence no columns but these.
"""

import csv
import hashlib
import io
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ingest.contracts import Contract, usable_contracts
from ingest.errors import IngestError
from ingest.settings import Settings

NEEDED = ("source_system", "object_name", "record_id")
COLUMNS = ("source_system", "source_instance", "object_name", "record_id", "requested_on")
DEFAULT_INSTANCE = "default"


@dataclass(frozen=True)
class Entry:
    """One record to erase, and the line of the list that names it."""

    line: int
    source: str
    source_instance: str
    object_name: str
    record_id: str


@dataclass(frozen=True)
class EraseList:
    """The whole list; `is_there` tells an empty list from a missing file."""

    is_there: bool = False
    entries: tuple[Entry, ...] = ()

    def of(self, source: str, object_name: str | None = None) -> list[Entry]:
        """The entries of one object, or of a whole source."""
        return [
            entry
            for entry in self.entries
            if entry.source == source and object_name in (None, entry.object_name)
        ]

    @property
    def digest(self) -> str:
        """Hash of what is to be erased; order, repeats and dates of request do not count."""
        records = {(e.source, e.source_instance, e.object_name, e.record_id) for e in self.entries}
        return hashlib.sha256(json.dumps(sorted(records)).encode()).hexdigest()


def read_erase_list(settings: Settings, contracts: Iterable[Contract] = ()) -> EraseList:
    """Read and check the list; without the file nobody is to be erased.

    Entries are checked against `contracts`, those of other sources against the project's own.
    Raises IngestError naming file, line, column and rule of the first bad row.
    """
    path = settings.erase_list
    if not path.exists():
        return EraseList()
    own, broken = _own_contracts()
    known = {**own, **{contract.source: contract for contract in contracts}}
    entries = []
    for line, row in _rows(path):
        # Of a source whose contract is broken nothing is loaded, and nothing can be checked.
        if row["source_system"] not in broken:
            _check(path, line, row, known)
        instance = row["source_instance"] or DEFAULT_INSTANCE
        names = row["source_system"], instance, row["object_name"], row["record_id"]
        entries.append(Entry(line, *names))
    return EraseList(True, tuple(entries))


@cache
def _own_contracts() -> tuple[Mapping[str, Contract], Collection[str]]:
    contracts, broken = usable_contracts()
    return contracts, frozenset(broken)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line, by column; columns that may be left out are empty."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise IngestError(f"{path}: (encoding) is not UTF-8. Save it as CSV UTF-8.") from error
    except OSError as error:
        raise IngestError(
            f"{path}: (unreadable) {error.strerror}. Check its permissions."
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            break
        except csv.Error as error:
            raise _bad(path, line, None, "quote", f"{error}. Correct the quotes.") from error
        if header is None:
            header = _header(path, cells)
        elif len(cells) != len(header) and any(cells):
            what = f"the row has {len(cells)} cells, the header has {len(header)}. Correct the row."
            raise _bad(path, line, None, "width", what)
        elif any(cells):
            yield line, dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=True))
    if header is None:
        raise _bad(path, 1, None, "header", f"is empty. Begin with {','.join(COLUMNS)}.")


def _header(path: Path, cells: list[str]) -> list[str]:
    header = [cell.lower() for cell in cells]
    for column in NEEDED:
        if column not in header:
            raise _bad(path, 1, column, "header", f"is missing. Begin with {','.join(COLUMNS)}.")
    for column in header:
        if column not in COLUMNS or header.count(column) > 1:
            what = f"is not known, or there twice. Keep to {','.join(COLUMNS)}."
            raise _bad(path, 1, column, "header", what)
    return header


def _check(path: Path, line: int, row: dict[str, str], known: Mapping[str, Contract]) -> None:
    for column in NEEDED:
        if not row[column]:
            raise _bad(path, line, column, "required", "is empty. Fill it in, or remove the row.")
    source, name = row["source_system"], row["object_name"]
    if source not in known:
        what = f"{source!r} is no source. Write one of {', '.join(sorted(known))}."
        raise _bad(path, line, "source_system", "accepted_values", what)
    objects = known[source].objects
    if name not in objects:
        what = f"{name!r} is no object of {source}. Write one of {', '.join(sorted(objects))}."
        raise _bad(path, line, "object_name", "accepted_values", what)
    contents = objects[name]
    for delivered in contents.columns:
        is_needed = delivered.required or delivered.name in contents.keys
        if is_needed and delivered.personal_data != "none":
            what = (
                f"{source}.{name} cannot be without its {delivered.name}, which is personal data."
                " Have the record renamed in the source, and what holds the name delivered again."
            )
            raise _bad(path, line, "object_name", "personal_key", what)
    if row["requested_on"]:
        try:
            date.fromisoformat(row["requested_on"])
        except ValueError:
            what = f"{row['requested_on']!r} is no date. Write one like 2026-01-31, or nothing."
            raise _bad(path, line, "requested_on", "date", what) from None


def _bad(path: Path, line: int, column: str | None, rule: str, what: str) -> IngestError:
    place = f"line {line}" + (f', column "{column}"' if column else "")
    return IngestError(f"{path}: {place} ({rule}): {what} Nothing was loaded.")
