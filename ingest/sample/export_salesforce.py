"""Nightly exports as the Salesforce Data Export Service writes them: ZIPs of CSVs, every field quoted.

A row is rendered once per version and kept as text; a night is those texts joined. ZIP members have a fixed order,
time stamp and compression, so that the same company gives the same bytes.
"""

import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingest.contracts import SOURCES, load_contract
from ingest.sample.clock import utc_text
from ingest.sample.ids import salesforce_id
from ingest.sample.rows import Row, Value, text

PART_ROWS = 12_000
_ZIP_STAMP = (2026, 1, 1, 0, 0, 0)
_COMPRESSION = 4
_SECOND_ZIP = {"Opportunity", "OpportunityHistory", "OpportunityLineItem", "Task", "Event", "Case"}


@dataclass
class ObjectExport:
    """One object over all nights: `lines` as of the night reached, `updates` still to come by night."""

    name: str
    header: str
    lines: list[str | None]
    updates: dict[int, list[tuple[int, str | None]]] = field(default_factory=dict)

    def reach(self, night: int) -> None:
        """Apply what the night changes; nights come in order."""
        for place, line in self.updates.pop(night, ()):
            self.lines[place] = line

    def parts(self) -> list[tuple[str, int]]:
        """The night's files as (CSV text, rows), of PART_ROWS rows at most; an empty object has one."""
        present = [line for line in self.lines if line is not None]
        starts = range(0, max(len(present), 1), PART_ROWS)
        chunks = [present[start : start + PART_ROWS] for start in starts]
        return [(self.header + "".join(chunk), len(chunk)) for chunk in chunks]


def prepare(rows: list[Row], cutoffs: list[int]) -> list[ObjectExport]:
    """Render every version of every row that some night shows, by object in the contract's order."""
    headers = salesforce_headers()
    by_object: dict[str, list[Row]] = {name: [] for name in headers}
    for row in rows:
        by_object[row.object_name].append(row)
    exports = []
    for name, header in headers.items():
        members = sorted(by_object[name], key=lambda row: (row.versions[0][0], row.record_id))
        export = ObjectExport(name, _csv_line(header), [None] * len(members))
        for place, row in enumerate(members):
            for night, line in _nightly(row, header, cutoffs):
                export.updates.setdefault(night, []).append((place, line))
        exports.append(export)
    return exports


def salesforce_headers() -> dict[str, list[str]]:
    """Column headers by object API name, as the contract states them."""
    contract = load_contract(SOURCES / "salesforce.yml")
    return {
        spec.files[0].removesuffix(".csv"): [column.headers[0] for column in spec.columns]
        for spec in contract.objects.values()
    }


def _nightly(row: Row, header: list[str], cutoffs: list[int]) -> Iterator[tuple[int, str | None]]:
    """The lines of a row by the first night that shows them; None when it has gone."""
    by_night: dict[int, dict[str, str]] = {}
    fields: dict[str, str] = {"Id": row.record_id}
    for instant, changes in row.ordered():
        fields.update((name, text(value)) for name, value in changes.items())
        fields["LastModifiedDate"] = fields["SystemModstamp"] = utc_text(instant)
        night = bisect_right(cutoffs, instant)
        if night < len(cutoffs):
            by_night[night] = dict(fields)
    gone = None if row.removed is None else bisect_right(cutoffs, row.removed)
    for night, values in by_night.items():
        if gone is None or night < gone:
            yield night, _csv_line([values.get(name, "") for name in header])
    if gone is not None and by_night and gone < len(cutoffs):
        yield gone, None


def _csv_line(values: list[str]) -> str:
    return '"' + '","'.join(value.replace('"', '""') for value in values) + '"\n'


def write_salesforce(
    folder: Path, exports: list[ObjectExport], nights: tuple[date, ...]
) -> Iterator[list[tuple[date, str, int, int]]]:
    """Write each night's ZIPs under `folder`/<date>/; yields per night (date, object, rows, files)."""
    organisation = salesforce_id("Organization", 4711)
    with ThreadPoolExecutor(max_workers=2) as pool:
        pending = []
        for number, night in enumerate(nights):
            files = {}
            for export in exports:
                export.reach(number)
                files[export.name] = export.parts()
            archives = _archives(files)
            target = folder / night.isoformat()
            target.mkdir(parents=True, exist_ok=True)
            futures = [
                pool.submit(_write_zip, target / f"WE_{organisation}_{place}.ZIP", members)
                for place, members in enumerate(archives, start=1)
            ]
            written = [
                (night, name, sum(rows for _, rows in parts), len(parts))
                for name, parts in files.items()
            ]
            pending.append((written, futures))
            if len(pending) > 2:
                yield _finish(*pending.pop(0))
        for item in pending:
            yield _finish(*item)


def _archives(files: dict[str, list[tuple[str, int]]]) -> list[list[tuple[str, str]]]:
    """ZIPs as lists of (member name, content); the parts of one object lie in different ZIPs."""
    count = max(2, *(len(parts) for parts in files.values()))
    archives: list[list[tuple[str, str]]] = [[] for _ in range(count)]
    for name, parts in files.items():
        for part, (content, _) in enumerate(parts):
            archives[((name in _SECOND_ZIP) + part) % count].append((f"{name}.csv", content))
    return archives


def _finish(written, futures):  # type: ignore[no-untyped-def]
    for future in futures:
        future.result()
    return written


def _write_zip(path: Path, members: list[tuple[str, str]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, _ZIP_STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, content.encode())
