"""Separates good rows from rejected ones in a file where not all are good.

Every row that was read ends in rows.parquet or in rejects.parquet, with line, column, rule and a
message. Personal cells are masked in both message and raw text.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from ingest.canonical import expected, identifier, literal, range_text
from ingest.careful import RAW_TEXT, Rewritten
from ingest.columns import Column
from ingest.scan import Scan
from ingest.sql import CONSTANTS, Identity, constants, copy_to, copying, select
from ingest.thousands import NUMBER_MARKS, mark_thousands
from ingest.verdict import refuse_truncated, weigh


def judge(
    connection: duckdb.DuckDBPyConnection,
    scan: Scan,
    line_number: str,
    rewritten: Rewritten | None,
    may_be_cut: bool,
    identity: Identity,
    target: Path,
    rows_read: int,
) -> str:
    """Write rows.parquet and rejects.parquet; returns one sentence on the rejects.

    `line_number` is the expression for a row's physical line, `may_be_cut` tells that the file has
    no line end at its end and that this is not its writer's way. Raises FileRefusedError
    (`truncated`, `too_many_rejects`, `encoding`) if the file as a whole is not to be trusted.
    """
    try:
        _check(connection, scan, line_number)
        examples = mark_thousands(connection, scan, _rules(scan))
        _find_duplicates(connection, scan)
        _write_rejects(connection, scan, rewritten, identity, target, examples)
        if may_be_cut and not (rewritten and rewritten.ends_broken):
            refuse_truncated(connection, scan)
        summary = weigh(connection, rows_read, target)
        names = ", ".join(identifier(column.name) for column in scan.contents.columns)
        columns = f"{names}, {CONSTANTS}, _row_hash, _extra"
        good = select(columns, "judged where rule is null order by _line_number")
        connection.execute(copying(good, target / "rows.parquet"), constants(identity))
    finally:
        connection.execute("drop view if exists judged; drop table if exists placed")
        connection.execute("drop table if exists checked")
    return summary


def _check(connection: duckdb.DuckDBPyConnection, scan: Scan, line_number: str) -> None:
    """Table `checked`: cells, canonical values, and the number of the first rule broken."""
    cells = ", ".join(f"c{index}" for index in range(scan.width))
    branches = " ".join(
        f"when {condition} then {number}" for number, (_, _, condition) in enumerate(_rules(scan))
    )
    problem = f"case {branches} end" if branches else "null::integer"
    columns = (
        f"{cells}, {scan.values()}, {scan.extra(scan.only_kept())} as _extra,"
        f" {line_number} as _line_number, {problem} as _problem"
    )
    names = [column.name for column in scan.contents.columns]
    checked = select(columns, scan.rows(scan.contents.columns, names, scan.source()))
    connection.execute(f"create or replace temp table checked as {checked}")


def _rules(scan: Scan) -> list[tuple[Column, str, str]]:
    """Column, rule and condition of all rules; NUMBER_MARKS ones are found after the others."""
    key = scan.contents.column(scan.contents.keys[0])
    rules = [(key, "repeated_header", scan.is_header())]
    for column in scan.contents.columns:
        rules += [(column, rule, condition) for rule, condition in scan.broken(column)]
        is_read = column.name in scan.header.positions and not column.only_kept
        if column.staged_type and is_read:
            rules.append((column, NUMBER_MARKS, "false"))
    return rules


def _find_duplicates(connection: duckdb.DuckDBPyConnection, scan: Scan) -> None:
    """View `judged`: `checked` with row hash, broken column and rule; NULL rule is a good row.

    Of several rows with one key the newest by version column stays, then the smallest hash.
    """
    contents = scan.contents
    names = {column.name for column in contents.columns}
    row_hash = scan.row_hash(nullable=names, escape=True)
    rules = _rules(scan)
    rule = _by_problem([literal(rule) for _, rule, _ in rules])
    column = _by_problem([literal(column.name) for column, _, _ in rules])
    keys = ", ".join(identifier(key) for key in contents.keys)
    order = "_row_hash, _line_number"
    if contents.version_column:
        version = identifier(contents.version_column)
        if contents.column(contents.version_column).type in ("integer", "decimal"):
            version = f"try_cast({version} as decimal(38, 10))"
        order = f"{version} desc nulls last, {order}"
    window = f"(partition by _problem is null, {keys} order by {order})"
    hashed = select(f"*, {row_hash} as _row_hash", "checked")
    count = f"count(*) - count(distinct hash({keys}))"
    repeats = connection.execute(select(count, "checked where _problem is null")).fetchall()
    source = select("*, 1 as _place, _row_hash as _kept", f"({hashed})")
    if repeats != [(0,)]:
        # Sorting all rows by key costs as much as all else, in time and in memory.
        place = f"row_number() over {window}"
        kept = f"first_value(_row_hash) over {window}"
        placed = select(f"*, {place} as _place, {kept} as _kept", f"({hashed})")
        connection.execute(f"create or replace temp table placed as {placed}")
        source = select("*", "placed")
    duplicate = (
        "case when _place > 1 then case when _row_hash = _kept then 'duplicate_identical'"
        " else 'duplicate_conflicting' end end"
    )
    final = select(
        f"* exclude (_place), case when _problem is null then {duplicate} else {rule} end as rule,"
        f" case when _problem is null then null else {column} end as column_name",
        f"({source})",
    )
    connection.execute(f"create or replace temp view judged as {final}")


def _by_problem(values: list[str]) -> str:
    if not values:
        return "null::varchar"
    branches = " ".join(f"when {number} then {value}" for number, value in enumerate(values))
    return f"case _problem {branches} end"


def _shown(column: Column, cell: str) -> str:
    """SQL for a cell as a message may show it."""
    if column.personal_data != "none":
        return _masked(cell)
    return f"'\"' || left({cell}, 60) || '\"'"


def _masked(cell: str) -> str:
    return f"'\u2039masked, ' || length({cell}) || ' characters\u203a'"


def _message(scan: Scan, column: Column, rule: str, examples: Mapping[str, str]) -> str:
    start = literal(f'column "{column.name}"')
    if rule == "repeated_header":
        return literal("the header stands here once more; files were put together with theirs.")
    if rule == "required":
        return f"{start} || ' is empty, but every row needs it.'"
    wanted = expected(column)
    if rule == NUMBER_MARKS:
        wanted = (
            f"certain: {examples.get(column.name, 'another cell')} in the same column shows that"
            " the mark parts thousands. Say so under number: in the contract"
        )
    if rule.endswith("_range"):
        wanted = range_text(column)
    if rule == "accepted_values":
        wanted = f"one of {', '.join(column.accepted_values)}"
    cell = f"c{scan.header.positions[column.name]}"
    return f"{start} || ' holds ' || {_shown(column, cell)} || {literal(f', not {wanted}.')}"


def _write_rejects(
    connection: duckdb.DuckDBPyConnection,
    scan: Scan,
    rewritten: Rewritten | None,
    identity: Identity,
    target: Path,
    examples: Mapping[str, str],
) -> None:
    cell_message = _by_problem(
        [_message(scan, column, rule, examples) for column, rule, _ in _rules(scan)]
    )
    keys = literal(", ".join(scan.contents.keys))
    kept = "'; the newest is kept.'" if scan.contents.version_column else "'; one is kept.'"
    message = (
        "case rule when 'duplicate_identical'"
        f" then 'the same row is in the file before or after, by ' || {keys} || '; one is kept.'"
        " when 'duplicate_conflicting'"
        f" then 'another row has the same ' || {keys} || ' and other values' || {kept}"
        f" else {cell_message} end"
    )
    rejected = select(
        f"_line_number as line_number, column_name, rule, {message} as message,"
        f" left({_raw_text(scan)}, {RAW_TEXT}) as raw_text",
        "judged where rule is not null",
    )
    if rewritten:
        broken = f"read_parquet({literal(str(rewritten.broken))})"
        rejected += f" union all {select('*', broken)}"
    head = (
        f"{literal(identity.source)} as source_system,"
        f" {literal(identity.object_name)} as object_name, {literal(identity.load_id)} as load_id,"
        f" {literal(identity.file_name)} as file_name, *"
    )
    query = select(head, f"({rejected}) order by line_number")
    copy_to(connection, query, target / "rejects.parquet")


def _raw_text(scan: Scan) -> str:
    """SQL for the row with personal and undeclared cells masked."""
    open_cells = {
        index
        for name, index in scan.header.positions.items()
        if scan.contents.column(name).personal_data == "none"
    }
    parts = [
        f"coalesce(c{i}, '')" if i in open_cells else f"coalesce({_masked(f'c{i}')}, '')"
        for i in range(scan.width)
    ]
    return f"concat_ws({literal(scan.delimiter)}, {', '.join(parts)})"
