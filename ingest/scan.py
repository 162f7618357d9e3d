"""The SQL with which one CSV is scanned: the cells, their checks and their raw rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.canonical import canonical_sql, identifier, literal, outside_range_sql
from ingest.columns import Column
from ingest.contracts import ObjectContract
from ingest.header import Header
from ingest.sql import select

# Stands for "no text is NULL", because DuckDB always wants one.
NO_NULL = "\x1dno null\x1d"
# The table in which a small file's cells stand (see staging).
STAGED = "cells"
UNIT, NULL_MARK, ESCAPE = "chr(31)", "chr(30)", "chr(29)"


@dataclass(frozen=True)
class Scan:
    """How one CSV is read: cells are named c0, c1, … by their place in the file.

    `rows` gives each column's cell and canonical value a name, by which all other SQL goes: what is
    written once is planned once, and planning takes longer than reading a small file.
    `numbered` tells that `path` is the careful reader's Parquet file, whose column `_line` holds
    the line in the delivered file, `is_staged` that the cells stand in a table; `data_line` is the
    physical line of the first data record.
    """

    path: Path
    contents: ObjectContract
    header: Header
    time_zone: str
    new_line: str
    data_line: int
    delimiter: str
    quote: str
    encoding: str = "utf-8"
    numbered: bool = False
    is_staged: bool = False

    @property
    def width(self) -> int:
        """Cells in every record."""
        return len(self.header.cells)

    @property
    def empty_is_null(self) -> bool:
        """Whether the empty cell is the one and only way to write NULL."""
        return self.contents.null_values == [""]

    def source(self, skip_records: int = 0) -> str:
        """The table function call; `skip_records` data records are left out at the top."""
        if self.is_staged:
            return STAGED
        if self.numbered:
            return f"read_parquet({literal(str(self.path))})"
        names = [f"c{index}" for index in range(self.width)]
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
        options = [
            literal(str(self.path)),
            "auto_detect = false",
            "strict_mode = true",
            "null_padding = false",
            "compression = 'none'",
            "header = true",
            f"skip = {skip_records}",
            f"columns = {{{columns}}}",
            f"delim = {literal(self.delimiter)}",
            f"quote = {literal(self.quote)}",
            f"escape = {literal(self.quote)}",
            f"nullstr = {literal('' if self.empty_is_null else NO_NULL)}",
            "max_line_size = 4194304",
        ]
        return f"read_csv({', '.join(options)})"

    def rows(self, columns: Sequence[Column], closely: Collection[str], source: str) -> str:
        """The cells of `source`, some columns' by name, and the values of those seen `closely`."""
        cells = [f"{self.written(column)} as {self.cell(column)}" for column in columns]
        values = [
            f"{canonical_sql(column, self.cell(column), self.time_zone)} as {self.value(column)}"
            for column in columns
            if column.type != "text" and column.name in closely
        ]
        rows = select(", ".join(["*", *cells]), source)
        return f"({select(', '.join(['*', *values]), f'({rows})') if values else rows})"

    def written(self, column: Column) -> str:
        """The cell of a contract column with NULL where the contract says so."""
        index = self.header.positions.get(column.name)
        if index is None:
            return "null::varchar"
        if self.empty_is_null or not self.contents.null_values:
            return f"c{index}"
        nulls = ", ".join(literal(text) for text in self.contents.null_values)
        return f"case when c{index} not in ({nulls}) then c{index} end"

    def cell(self, column: Column) -> str:
        """The name of a contract column's cell."""
        return identifier(f"cell of {column.name}")

    def value(self, column: Column) -> str:
        """The name of a contract column's canonical text."""
        return self.cell(column) if column.type == "text" else identifier(f"value of {column.name}")

    def broken(self, column: Column) -> list[tuple[str, str]]:
        """(rule, condition) pairs under which a cell of this column is rejected."""
        if column.name not in self.header.positions or column.only_kept:
            return []
        required = [("required", f"{self.cell(column)} is null")] if column.required else []
        return required + self.faults(column)

    def faults(self, column: Column) -> list[tuple[str, str]]:
        """(rule, condition) pairs under which a filled cell is not what the contract says."""
        cell, value = self.cell(column), self.value(column)
        rules: list[tuple[str, str]] = []
        if column.type != "text":
            rules.append((column.type, f"{cell} is not null and {value} is null"))
        if outside := outside_range_sql(column, value):
            rules.append(outside)
        if column.accepted_values:
            accepted = ", ".join(literal(text) for text in column.accepted_values)
            rules.append(
                ("accepted_values", f"{value} is not null and {value} not in ({accepted})")
            )
        return rules

    def only_kept(self) -> list[str]:
        """Names of the columns in the file whose cells may be odd without costing their row."""
        return [
            column.name
            for column in self.contents.columns
            if column.only_kept and column.name in self.header.positions and self.faults(column)
        ]

    def header_of(self, name: str) -> str:
        """The header that a contract column has in this file."""
        return self.header.cells[self.header.positions[name]].strip()

    def may_be_header(self) -> str:
        """The condition under which a row may be the header once more."""
        key = self.header.positions[self.contents.keys[0]]
        return f"c{key} = {literal(self.header.cells[key])}"

    def is_header(self) -> str:
        """The condition under which a row is the header once more."""
        cells = ", ".join(f"coalesce(c{index}, '')" for index in range(self.width))
        header = ", ".join(literal(cell) for cell in self.header.cells)
        # Of a good row only one cell is compared.
        return f"case when {self.may_be_header()} then [{cells}] = [{header}] end"

    def extra(self, odd: Collection[str] = ()) -> str:
        """JSON of the cells no contract column claims and of odd ones in `odd` columns, or NULL."""
        if not self.header.extra and not odd:
            return "null::varchar"
        pairs = ", ".join(f"{literal(n)}, c{index}" for n, index in self.header.extra.items())
        if not odd:
            return f"json_object({pairs})::varchar"
        kept = ", ".join(
            f"{literal(self.header_of(name))}, case when {self._is_odd(name)} then {cell} end"
            for name in odd
            for cell in [self.cell(self.contents.column(name))]
        )
        # What is NULL in the second object is not added to the first.
        merged = f"json_merge_patch(json_object({pairs}), json_object({kept}))"
        return f"nullif({merged}::varchar, '{{}}')"

    def _is_odd(self, name: str) -> str:
        conditions = [condition for _, condition in self.faults(self.contents.column(name))]
        return f"({' or '.join(f'({condition})' for condition in conditions)})"

    def row_hash(self, nullable: Collection[str], escape: bool) -> str:
        """32 hex digits over the canonical cells in contract order."""
        return row_hash_sql([column.name for column in self.contents.columns], nullable, escape)

    def values(self, unchanged: Collection[str] = ()) -> str:
        """`canonical as "name"` for every column; cells of `unchanged` ones are known to be so."""
        return ", ".join(
            f"{self.cell(c) if c.name in unchanged else self._kept(c)} as {identifier(c.name)}"
            for c in self.contents.columns
        )

    def _kept(self, column: Column) -> str:
        """The canonical text; NULL for an odd cell in a column that is only kept."""
        if column.name not in self.only_kept():
            return self.value(column)
        return f"case when {self._is_odd(column.name)} then null else {self.value(column)} end"


def row_hash_sql(names: Sequence[str], nullable: Collection[str], escape: bool) -> str:
    """32 hex digits over the canonical cells of some columns.

    Defined as the md5 of the cells joined by U+001F, where NULL is U+001E and the characters
    U+001D to U+001F of a value are preceded by U+001D. `nullable` and `escape` say whether the rows
    need that, because both cost time on every row.
    """
    parts = []
    for name in names:
        cell = identifier(name)
        if escape:
            cell = f"regexp_replace({cell}, '([\\x1d-\\x1f])', {ESCAPE} || '\\1', 'g')"
        parts.append(f"coalesce({cell}, {NULL_MARK})" if name in nullable else cell)
    return f"md5(concat_ws({UNIT}, {', '.join(parts)}))"
