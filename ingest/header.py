"""The header of a delivered CSV, and which of its cells feeds which contract column."""

import csv
import difflib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.columns import Column
from ingest.containers import Unpacked
from ingest.contracts import Contract, ObjectContract
from ingest.errors import FileRefusedError
from ingest.structure import BOM

MOST_NAMES = 5
OTHER_FORMATS = {
    b"PK\x03\x04": "a ZIP or Excel workbook",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
}


@dataclass(frozen=True)
class Header:
    """The header as seen, its length in bytes (BOM and line end included), and its binding."""

    cells: list[str]
    byte_length: int
    line_count: int
    positions: dict[str, int]
    extra: dict[str, int]


def read_header(unpacked: Unpacked, contract: Contract, object_name: str) -> Header:
    """Read and bind the first record; raises FileRefusedError with the file rule it breaks."""
    contents = contract.objects[object_name]
    head = unpacked.counts.head
    body = head.removeprefix(BOM)
    if not body.strip(b" \t\r\n\0"):
        raise FileRefusedError("empty_file", "is empty. Ask for the export again.")
    _refuse_other_format(body)
    cells, length, lines = _first_record(body, contents, unpacked.encoding)
    positions = _bind(cells, contract, object_name)
    extra = _extra(cells, set(positions.values()))
    return Header(cells, len(head) - len(body) + length, lines, positions, extra)


def lacking(header: Header, contents: ObjectContract) -> str:
    """One sentence on the contract's columns that the file lacks, and what may be their new name.

    Whoever renames a column in the CRM reads it here, and not months later in an empty mart.
    """
    missing = [c.headers[0] for c in contents.columns if c.name not in header.positions]
    if not missing:
        return ""
    names = ", ".join(f'"{name}"' for name in missing[:MOST_NAMES])
    more = f" and {len(missing) - MOST_NAMES} more" if len(missing) > MOST_NAMES else ""
    near = "".join(
        f'; "{found}" looks like "{name}"'
        for name in missing
        for found in _near(name, header.extra)
    )
    return f"columns of the contract that the file lacks: {names}{more}{near}"


def _near(name: str, headers: Iterable[str]) -> list[str]:
    """The one header that resembles a name most, if any does."""
    plain = {re.sub(r"[\W_]", "", text).lower(): text for text in headers}
    wanted = re.sub(r"[\W_]", "", name).lower()
    return [plain[text] for text in difflib.get_close_matches(wanted, plain, n=1, cutoff=0.8)]


def _extra(cells: list[str], used: set[int]) -> dict[str, int]:
    """Places of the cells that no column claims, by header, or by place where it has none."""
    extra, taken = {}, {cell.strip() for cell in cells}
    for index, cell in enumerate(cells):
        name = cell.strip() or f"column_{index + 1}"
        while not cell.strip() and name in taken:
            name += "_"
        if index not in used:
            extra[name] = index
    return extra


def _refuse_other_format(body: bytes) -> None:
    for magic, what in OTHER_FORMATS.items():
        if body.startswith(magic):
            raise FileRefusedError("not_csv", f"is {what}, not CSV. Export it as CSV.")
    start = body.lstrip()[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise FileRefusedError(
            "not_csv", "is an HTML or XML page, not CSV; often a log-in page saved as a file."
        )
    if start.startswith((b"{", b"[{")):
        raise FileRefusedError("not_csv", "is JSON, not CSV. Export it as CSV.")


def _first_record(
    body: bytes, contents: ObjectContract, encoding: str
) -> tuple[list[str], int, int]:
    """Cells, byte length and physical lines of the first record, line end included."""
    end = _end_of_record(body, contents)
    lines = 1 + len(re.findall(rb"\r\n?|\n", body[:end]))
    after = end + (2 if body[end : end + 2] == b"\r\n" else 1 if end < len(body) else 0)
    try:
        text = body[:end].decode("utf-8")
        rows = list(
            csv.reader(
                io.StringIO(text, newline=""),
                delimiter=contents.delimiter,
                quotechar=contents.quote,
                strict=True,
            )
        )
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileRefusedError(
            "encoding" if isinstance(error, UnicodeDecodeError) else "header_missing",
            f"the header cannot be read as {encoding}: {error}.",
        ) from error
    return (rows[0] if rows else []), after, lines


def _end_of_record(body: bytes, contents: ObjectContract) -> int:
    """Where the first record ends; a quote opens a cell only where the cell begins."""
    quote, delimiter = (re.escape(m.encode()) for m in (contents.quote, contents.delimiter))
    border = re.compile(rb"[\r\n]|" + delimiter)
    inside = rb"[^" + quote + rb"]*+"
    quoted = re.compile(quote + inside + rb"(?:" + quote * 2 + inside + rb")*+" + quote)
    position = 0
    while True:
        if body.startswith(contents.quote.encode(), position):
            cell = quoted.match(body, position)
            if cell is None:
                raise FileRefusedError(
                    "header_missing", "the header has a quote that is not closed."
                )
            position = cell.end()
        following = border.search(body, position)
        if following is None:
            return len(body)
        if following[0] in b"\r\n":
            return following.start()
        position = following.end()


def _bind(cells: list[str], contract: Contract, object_name: str) -> dict[str, int]:
    contents = contract.objects[object_name]
    by_column: dict[str, int] = {}
    for column in contents.columns:
        found = _find(column, cells)
        if len(found) > 1:
            shown = " and ".join(f'"{cells[index]}" (cell {index + 1})' for index in found)
            raise FileRefusedError(
                "column_duplicated",
                f'column "{column.name}" is in the header more than once: {shown}.'
                " Ask for an export with each column once.",
            )
        if found:
            by_column[column.name] = found[0]
    missing = [c for c in contents.columns if c.name not in by_column and c.required]
    if not by_column or (len(cells) == 1 < len(contents.columns)):
        _refuse_unknown_header(cells, contents, is_partly_known=bool(by_column))
    if missing:
        _refuse_missing(missing, cells, set(by_column.values()), contract)
    names = [cell.strip().lower() for cell in cells if cell.strip()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileRefusedError(
            "column_duplicated",
            f'column "{twice[0]}" is in the header more than once.'
            " Ask for an export with each column once.",
        )
    return by_column


def _find(column: Column, cells: list[str]) -> list[int]:
    exact = [i for i, cell in enumerate(cells) if cell in column.headers]
    if exact:
        return exact
    wanted = {header.strip().lower() for header in column.headers}
    return [i for i, cell in enumerate(cells) if cell.strip().lower() in wanted]


def _refuse_unknown_header(
    cells: list[str], contents: ObjectContract, *, is_partly_known: bool
) -> None:
    line = contents.delimiter.join(cells)
    known = {header.strip().lower() for c in contents.columns for header in c.headers}
    for other, name in ((";", "semicolon"), ("\t", "tab"), ("|", "pipe"), (",", "comma")):
        parts = [part.strip().strip('"').lower() for part in line.split(other)]
        if other != contents.delimiter and len(parts) > 1 and known & set(parts):
            raise FileRefusedError(
                "delimiter",
                f"the columns are separated by {other!r} ({name}), the contract says"
                f" {contents.delimiter!r}. Export with the contract's, or change delimiter there.",
            )
    if is_partly_known:
        return
    expected = ", ".join(c.headers[0] for c in contents.columns[:3])
    raise FileRefusedError(
        "header_missing",
        "the first line holds none of the contract's columns; it should be a header with"
        f" {expected}, … Ask for an export with its header.",
    )


def _refuse_missing(
    missing: list[Column], cells: list[str], used: set[int], contract: Contract
) -> None:
    free = [cell for index, cell in enumerate(cells) if index not in used]
    column = missing[0]
    near = _near(column.headers[0], free)
    hint = f'; "{near[0]}" looks like it' if near else ""
    others = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
    raise FileRefusedError(
        "column_missing",
        f'column "{column.headers[0]}"{others} is not in the header{hint}.'
        f" Ask for the old header, or add it under aliases in {contract.path}.",
    )
