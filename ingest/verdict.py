"""Whether a file with rejected rows is to be trusted as a whole."""

from pathlib import Path

import duckdb

from ingest.canonical import literal
from ingest.careful import truncated
from ingest.errors import FileRefusedError
from ingest.scan import Scan
from ingest.sql import select


def refuse_truncated(connection: duckdb.DuckDBPyConnection, scan: Scan) -> None:
    """Refuse a file whose very last cell breaks its type: where else could it have been cut?"""
    query = select("_line_number, column_name", "judged order by _line_number desc limit 1")
    for line, column in connection.execute(query).fetchall():
        if column and scan.header.positions[column] == scan.width - 1:
            raise truncated(line)


def weigh(connection: duckdb.DuckDBPyConnection, read: int, target: Path) -> str:
    """One sentence on the rejects; refuses a file more than half of whose rows are rejected.

    Identical repeats do not count against a file, because nothing is lost with them.
    """
    rejects = literal(str(target / "rejects.parquet"))
    kinds = connection.execute(
        select(
            "rule, column_name, count(*), min(line_number), arg_min(message, line_number)",
            f"{rejects} group by all order by count(*) desc, rule, column_name",
        )
    ).fetchall()
    if not kinds:
        return ""
    rejected = sum(count for _, _, count, _, _ in kinds)
    shown = "; ".join(
        f"{rule}{f' in {column}' if column else ''} {count:,}"
        f" (first at line {line:,}: {message.rstrip('.')})"
        for rule, column, count, line, message in kinds[:3]
    )
    more = f"; and {len(kinds) - 3} more kinds" if len(kinds) > 3 else ""
    bad = [kind for kind in kinds if kind[0] != "duplicate_identical"]
    lost = sum(count for _, _, count, _, _ in bad)
    if lost * 2 > read:
        rule = bad[0][0]
        raise FileRefusedError(
            "encoding" if rule == "encoding" else "too_many_rejects",
            f"{lost:,} of {read:,} rows break a rule: {shown}{more}."
            " Ask for a corrected file, or correct the contract.",
        )
    return f"{rejected:,} of {read:,} rows rejected: {shown}{more}; all are in rejects.parquet"
