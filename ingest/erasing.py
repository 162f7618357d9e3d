"""Takes the personal data of listed records out of loads, new ones and those already kept.

The record stays, with its keys and all that is not personal, so that every count is as before. Of
its row the personal cells and `_extra` become NULL, and `_row_hash` is that of what is left: a hash
over a phone number is as good as the number to whoever tries them all.
What does not belong here: reading the list (see erase_list).
"""

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from ingest.canonical import identifier, literal
from ingest.contracts import Contract, ObjectContract
from ingest.erase_list import EraseList
from ingest.errors import IngestError
from ingest.files import put_in_place, sha256_of_file
from ingest.load_record import LoadRecord
from ingest.scan import row_hash_sql
from ingest.settings import Settings
from ingest.sql import copy_to, select

# A row that could not be split into cells could not be masked cell by cell either.
UNMASKED_RULES = ("quote", "width", "encoding")
ERASED_TEXT = "\u2039erased\u203a"
# Kept in the Parquet file itself: one rename changes the rows and what is known of them.
ERASED_LINES = "erased_lines"


@dataclass(frozen=True)
class Erased:
    """Lines of a load that were ever erased, those erased just now, and listed records in it."""

    lines: frozenset[int]
    new_lines: frozenset[int]
    found: frozenset[str]


class Eraser:
    """Applies the list to the loads of one source; the caller holds the ingest lock."""

    def __init__(
        self, settings: Settings, contract: Contract, erase_list: EraseList, work: Path
    ) -> None:
        self.contract, self.erase_list, self.work = contract, erase_list, work
        self.roots = {
            "loaded": settings.raw,
            "superseded": settings.superseded,
            "quarantined": settings.quarantine,
        }

    def applies_to(self, object_name: str | None) -> bool:
        """Whether the list names records of an object, or of the source at all."""
        return bool(self.erase_list.of(self.contract.source, object_name))

    def in_new_load(
        self, connection: duckdb.DuckDBPyConnection, record: LoadRecord, folder: Path
    ) -> LoadRecord:
        """Erase in a load that is not committed yet; returns its record with what was erased."""
        digest = self._digest(record)
        return self._erase(connection, record, folder, digest)[0] if digest else record

    def in_kept_loads(
        self,
        connection: duckdb.DuckDBPyConnection,
        records: list[LoadRecord],
        object_name: str | None,
        say: Callable[[str], object],
    ) -> int:
        """Erase in those loads of an object to which the list as it is was not applied yet.

        Brings `records` up to date in place and returns the number of rows erased. May be killed
        and run again: each file is replaced in one step, the load's record last.
        """
        rows = loads = read = left = 0
        found: set[tuple[str, str]] = set()
        for place, record in enumerate(records):
            digest = self._digest(record) if record.object_name == object_name else None
            if digest is None:
                continue
            if record.erased_by == digest:
                left += 1
                continue
            folder = record.directory(self.roots[record.status])
            if record.status == "quarantined":
                _forget_bytes(folder)
                records[place] = replace(record, erased_by=digest)
            else:
                read += 1
                records[place], erased = self._erase(connection, record, folder, digest)
                rows += len(erased.new_lines)
                loads += bool(erased.new_lines)
                found |= {(record.source_instance, record_id) for record_id in erased.found}
            self._write(records[place], folder)
        if rows:
            say(
                f"{self.contract.source}.{object_name}: personal data of {rows:,} rows"
                f" in {loads:,} loads erased"
            )
        if read and not left:
            self._tell_missing(object_name, found, say)
        return rows

    def _digest(self, record: LoadRecord) -> str | None:
        """Twelve hex digits of what has to be erased in a load; None where that is nothing."""
        entries = self.erase_list.of(self.contract.source, record.object_name)
        ids = {e.record_id for e in entries if e.source_instance == record.source_instance}
        if not ids or record.status not in self.roots:
            return None
        private: list[str] = []
        if record.object_name in self.contract.objects:
            columns = self.contract.objects[record.object_name].columns
            private = [column.name for column in columns if column.personal_data != "none"]
        text = json.dumps([sorted(private), sorted(ids)])
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def _erase(
        self,
        connection: duckdb.DuckDBPyConnection,
        record: LoadRecord,
        folder: Path,
        digest: str,
    ) -> tuple[LoadRecord, Erased]:
        name = str(record.object_name)
        entries = self.erase_list.of(self.contract.source, name)
        ids = {e.record_id for e in entries if e.source_instance == record.source_instance}
        try:
            erased = erase_rows(connection, folder, self.contract.objects[name], ids, self.work)
            erase_unmasked_rejects(connection, folder, self.work)
        except (duckdb.Error, OSError) as error:
            reason = str(error).partition("\n")[0] or type(error).__name__
            raise IngestError(
                f"{folder}: erasing stopped ({reason}). See to memory and disk, then start again;"
                " what was erased before stays erased."
            ) from error
        new = replace(
            record,
            rows_erased=len(erased.lines),
            rows_sha256=sha256_of_file(folder / "rows.parquet"),
            erased_by=digest,
        )
        return new, erased

    def _write(self, record: LoadRecord, folder: Path) -> None:
        """The load's record, with the status it had before its directory was moved."""
        text = replace(record, status=record.first_status or record.status).to_json()
        temporary = self.work / "load.json"
        temporary.write_text(text, encoding="utf-8")
        put_in_place(temporary, folder / "load.json")

    def _tell_missing(
        self, object_name: str | None, found: set[tuple[str, str]], say: Callable[[str], object]
    ) -> None:
        lines = [
            str(entry.line)
            for entry in self.erase_list.of(self.contract.source, object_name)
            if (entry.source_instance, entry.record_id) not in found
        ]
        if lines:
            say(
                f"erase_list.csv: in no load of {self.contract.source}.{object_name} is the record"
                f" of line {', '.join(lines)}; check its record_id."
            )


def erase_rows(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    contents: ObjectContract,
    ids: Collection[str],
    work: Path,
) -> Erased:
    """Erase the rows of some records in a load's rows.parquet, which is replaced in one step.

    A column that the contract does not know any more is taken for personal.
    """
    path = folder / "rows.parquet"
    names = _columns_of(connection, path)
    if contents.keys[0] not in names:
        raise IngestError(
            f"{folder}: has no column {contents.keys[0]}, by which the erase list names records."
            " Move the directory away; it is loaded again from landing."
        )
    before = _erased_lines(connection, path)
    not_personal = {column.name for column in contents.columns if column.personal_data == "none"}
    private = [name for name in names if name not in {*not_personal, *contents.keys}]
    connection.execute("create or replace temp table listed as select unnest(?) as id", [list(ids)])
    is_filled = " or ".join(f"{identifier(name)} is not null" for name in [*private, "_extra"])
    key = identifier(contents.keys[0])
    columns = f"_line_number, {key}, {is_filled}"
    listed = select("id", "listed")
    query = select(columns, f"{literal(str(path))} where {key} in ({listed})")
    rows = connection.execute(query).fetchall()
    new = frozenset(int(line) for line, _, has_personal in rows if has_personal)
    if new:
        lines = sorted(before | new)
        _rewrite(connection, path, names, private, lines, work / "rows.parquet")
    return Erased(before | new, new, frozenset(str(row[1]) for row in rows))


def _rewrite(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    names: list[str],
    private: list[str],
    lines: list[int],
    temporary: Path,
) -> None:
    connection.execute("create or replace temp table erased as select unnest(?) as line", [lines])
    is_erased = "_line_number in (select line from erased)"
    cells = ", ".join(
        f"case when not {is_erased} then {name} end as {name}"
        for name in map(identifier, [*private, "_extra"])
    )
    emptied = select(f"* replace ({cells}), {is_erased} as is_erased", literal(str(path)))
    row_hash = f"case when is_erased then {row_hash_sql(names, names, True)} else _row_hash end"
    query = select(
        f"* exclude (is_erased) replace ({row_hash} as _row_hash)",
        f"({emptied}) order by _line_number",
    )
    copy_to(connection, query, temporary, {ERASED_LINES: ",".join(map(str, lines))})
    put_in_place(temporary, path)


def erase_unmasked_rejects(connection: duckdb.DuckDBPyConnection, folder: Path, work: Path) -> None:
    """Erase the text of rejected rows that could not be masked, whoever they are of.

    A broken row is cut where it broke: which record it belongs to cannot be known.
    """
    path = folder / "rejects.parquet"
    if not path.exists():
        return
    rules = ", ".join(map(literal, UNMASKED_RULES))
    is_open = f"rule in ({rules}) and raw_text <> {literal(ERASED_TEXT)}"
    count = connection.execute(select("count(*)", f"{literal(str(path))} where {is_open}"))
    if count.fetchall() == [(0,)]:
        return
    text = f"case when {is_open} then {literal(ERASED_TEXT)} else raw_text end"
    query = select(f"* replace ({text} as raw_text)", f"{literal(str(path))} order by line_number")
    copy_to(connection, query, work / "rejects.parquet")
    put_in_place(work / "rejects.parquet", path)


def _forget_bytes(folder: Path) -> None:
    """Delete the kept copy of a refused file: what cannot be read cannot be searched either."""
    for path in folder.iterdir():
        if path.name != "load.json":
            path.unlink()


def _columns_of(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The data columns of a rows.parquet, in their order."""
    rows = connection.execute("select name from parquet_schema(?)", [str(path)]).fetchall()
    return [name for (name,) in rows[1:] if not name.startswith("_")]


def _erased_lines(connection: duckdb.DuckDBPyConnection, path: Path) -> frozenset[int]:
    """Lines erased by earlier states of the list, also of records it names no more."""
    rows = connection.execute(
        "select decode(value) from parquet_kv_metadata(?) where decode(key) = ?",
        [str(path), ERASED_LINES],
    ).fetchall()
    return frozenset(int(line) for (text,) in rows for line in text.split(","))
