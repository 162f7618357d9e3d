"""What a DuckDB catalog holds and a hash per table that does not depend on row order.

What does not belong here: writing, and any rule about which tables may be published.
"""

import hashlib
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from ingest.canonical import identifier as quoted


@dataclass(frozen=True, order=True)
class Column:
    """One column as the catalog describes it."""

    position: int
    name: str
    data_type: str
    is_nullable: bool
    comment: str | None


@dataclass(frozen=True, order=True)
class Table:
    """One table of an attached catalog with its columns in order."""

    schema: str
    name: str
    columns: tuple[Column, ...]
    comment: str | None

    @property
    def label(self) -> str:
        """The name readers know: ``schema.table``."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Digest:
    """Row count and content hash of one table."""

    rows: int
    hash: str


def identifier(*parts: str) -> str:
    """Quote a dotted name for SQL."""
    return ".".join(map(quoted, parts))


def list_tables(connection: DuckDBPyConnection, catalog: str) -> list[Table]:
    """Return the base tables of a catalog, ordered by schema and name."""
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, *rest in connection.execute(
        """
        select schema_name, table_name, column_index, column_name, data_type, is_nullable, comment
        from duckdb_columns() where database_name = ? and not internal
        order by schema_name, table_name, column_index
        """,
        [catalog],
    ).fetchall():
        columns.setdefault((schema, table), []).append(Column(*rest))
    found = connection.execute(
        """
        select schema_name, table_name, comment from duckdb_tables()
        where database_name = ? and not internal order by schema_name, table_name
        """,
        [catalog],
    ).fetchall()
    return [Table(s, t, tuple(columns[s, t]), comment) for s, t, comment in found]


def list_views(connection: DuckDBPyConnection, catalog: str) -> list[tuple[str, str]]:
    """Return (schema, view) of every view that somebody created in a catalog."""
    return connection.execute(
        """
        select schema_name, view_name from duckdb_views()
        where database_name = ? and not internal order by 1, 2
        """,
        [catalog],
    ).fetchall()


def digest_of(connection: DuckDBPyConnection, relation: str, table: Table) -> Digest:
    """Count and hash a relation that has the columns of ``table``.

    Each row becomes one text in which every value carries its length (so that no two rows look
    alike by accident and NULL differs from the empty text); the md5 of these texts are added up,
    which forgets their order but not their number. Names and types go into the hash as well.
    """
    texts = [f"cast({identifier(column.name)} as varchar)" for column in table.columns]
    row_text = " || ".join(f"coalesce(length({t}) || ':' || {t}, '-')" for t in texts)
    rows, low, high = connection.execute(
        f"""
        select count(*), sum(cast(md5_number_lower(r) as hugeint)),
            sum(cast(md5_number_upper(r) as hugeint))
        from (select {row_text} as r from {relation})
        """  # noqa: S608 (names come quoted from the catalog)
    ).fetchall()[0]
    shape = ";".join(f"{column.name} {column.data_type}" for column in table.columns)
    text = f"{shape}|{rows}|{low}|{high}"
    return Digest(rows=rows, hash=hashlib.sha256(text.encode()).hexdigest())
