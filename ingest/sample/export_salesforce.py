"""Nightly exports in the manner of the Salesforce Data Export Service: ZIPs of fully quoted CSVs.

A row is rendered once per version and kept as text; a night's file is those texts joined, in pieces
of which only the changed ones are made anew.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ingest.contracts import SOURCES, load_contract
from ingest.sample.clock import utc_text
from ingest.sample.ids import salesforce_id
from ingest.sample.rows import Row, text
from ingest.sample.zip_writer import Piece, pack, write_zip

PIECE_ROWS = 500
PART_ROWS = 24 * PIECE_ROWS
# The company tracks no fields, and an export has no file of an object that is switched off.
_SWITCHED_OFF = {"opportunity_field_history", "entity_history", "record_type", "pricebook_entry"}
_SECOND_ZIP = {"Opportunity", "OpportunityHistory", "OpportunityLineItem", "Task", "Event", "Case"}


class Written(NamedTuple):
    """What one night holds of one object, by the names of the raw layer."""

    source: str
    object_name: str
    night: date
    rows: int
    files: int


class ObjectExport:
    """One object: its lines as of the night reached, and the updates still to come."""

    def __init__(self, name: str, header: list[str], rows: list[Row], cutoffs: list[int]) -> None:
        self.name = name
        self._head = pack(_csv_line(header).encode())
        self._lines: list[str | None] = [None] * len(rows)
        self._pieces: dict[int, tuple[Piece, int]] = {}
        self._updates: dict[int, list[tuple[int, str | None]]] = {}
        for place, row in enumerate(sorted(rows, key=lambda row: (row.created, row.record_id))):
            for night, line in _nightly(row, header, cutoffs):
                self._updates.setdefault(night, []).append((place, line))

    def reach(self, night: int) -> None:
        """Apply what a night changes; nights come in order."""
        changed = set()
        for place, line in self._updates.pop(night, ()):
            self._lines[place] = line
            changed.add(place // PIECE_ROWS)
        for number in changed:
            first = number * PIECE_ROWS
            present = [x for x in self._lines[first : first + PIECE_ROWS] if x is not None]
            self._pieces[number] = (pack("".join(present).encode()), len(present))

    def parts(self) -> list[list[Piece]]:
        """The night's files as pieces, header first; an object without rows has one file."""
        per_part = PART_ROWS // PIECE_ROWS
        parts = {0: [self._head]}
        for number in sorted(self._pieces):
            parts.setdefault(number // per_part, [self._head]).append(self._pieces[number][0])
        return [parts[number] for number in sorted(parts)]

    def row_count(self) -> int:
        """Rows of the night over all its files."""
        return sum(rows for _, rows in self._pieces.values())


def write_salesforce(
    folder: Path, rows: list[Row], cutoffs: list[int], nights: tuple[date, ...]
) -> Iterator[list[Written]]:
    """Write each night's ZIPs under `folder`/<date>/ and yield what they hold, by object."""
    contract = load_contract(SOURCES / "salesforce.yml")
    by_object: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_object[row.object_name].append(row)
    objects = {k: spec for k, spec in contract.objects.items() if k not in _SWITCHED_OFF}
    exports = []
    for spec in objects.values():
        name = spec.files[0].removesuffix(".csv")
        header = [column.headers[0] for column in spec.columns]
        exports.append(ObjectExport(name, header, by_object[name], cutoffs))
    organisation = salesforce_id("Organization", 4711)
    for number, night in enumerate(nights):
        target = folder / night.isoformat()
        target.mkdir(parents=True, exist_ok=True)
        for export in exports:
            export.reach(number)
        files = {export.name: export.parts() for export in exports}
        for place, members in enumerate(_archives(files), start=1):
            write_zip(target / f"WE_{organisation}_{place}.ZIP", members)
        yield [
            Written("salesforce", raw_name, night, export.row_count(), len(files[export.name]))
            for raw_name, export in zip(objects, exports, strict=True)
        ]


def _archives(files: dict[str, list[list[Piece]]]) -> list[list[tuple[str, list[Piece]]]]:
    """ZIPs as lists of (member name, pieces); the parts of one object lie in different ZIPs."""
    count = max(2, *(len(parts) for parts in files.values()))
    archives: list[list[tuple[str, list[Piece]]]] = [[] for _ in range(count)]
    for name, parts in files.items():
        for part, pieces in enumerate(parts):
            archives[((name in _SECOND_ZIP) + part) % count].append((f"{name}.csv", pieces))
    return archives


def _nightly(row: Row, header: list[str], cutoffs: list[int]) -> Iterator[tuple[int, str | None]]:
    """The lines of a row by the first night that shows them; None when it has gone."""
    by_night: dict[int, dict[str, str]] = {}
    fields: dict[str, str] = {"Id": row.record_id}
    for instant, changes in row.ordered():
        night = bisect_right(cutoffs, instant)
        if night == len(cutoffs):
            break
        for name, value in changes.items():
            fields[name] = text(value)
        fields["LastModifiedDate"] = fields["SystemModstamp"] = utc_text(instant)
        by_night[night] = dict(fields)
    gone = None if row.removed is None else bisect_right(cutoffs, row.removed)
    for night, values in by_night.items():
        if gone is None or night < gone:
            yield night, _csv_line([values.get(name, "") for name in header])
    if gone is not None and by_night and gone < len(cutoffs):
        yield gone, None


def _csv_line(values: list[str]) -> str:
    return '"' + '","'.join(value.replace('"', '""') for value in values) + '"\n'
