"""Copy core and marts of a build file into a new DuckDB file plus Parquet, and verify the copy.

What does not belong here: names of versions, the order in which readers are switched over.
"""

import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from ingest.canonical import literal
from orchestration.errors import NightError
from orchestration.publishing import tables as catalog
from orchestration.publishing.files import READ_ONLY, fsync_tree
from orchestration.publishing.tables import Digest, Table, identifier

PUBLISHED_SCHEMAS = ("core", "marts")
FILE_NAME = "pantau.duckdb"
# DuckDB 2.0 writes a format that no 1.x client opens; 1.4 and later read this one.
STORAGE_VERSION = "v1.4.0"
MEMORY_LIMIT = "2GB"
TEMPORARY_LIMIT = "20GB"


@dataclass(frozen=True)
class Candidate:
    """A verified copy, ready to be named: its folder and the digest of every table."""

    folder: Path
    digests: dict[str, Digest]

    def tables_as_json(self) -> dict[str, Any]:
        """Return ``{"marts.x": {"rows": …, "hash": …}}`` in name order."""
        return {name: asdict(digest) for name, digest in sorted(self.digests.items())}


def published_tables(connection: DuckDBPyConnection, build: str) -> list[Table]:
    """Return the tables to publish; raises NightError for a view or an empty marts schema."""
    views = [f"{s}.{v}" for s, v in catalog.list_views(connection, build) if s in PUBLISHED_SCHEMAS]
    if views:
        raise NightError(
            f"Nothing was published: {', '.join(views)} would be lost, only tables are copied. "
            "Set materialized: table."
        )
    chosen = [t for t in catalog.list_tables(connection, build) if t.schema in PUBLISHED_SCHEMAS]
    if not any(table.schema == "marts" for table in chosen):
        raise NightError("Nothing was published: the build holds no table in schema marts.")
    return chosen


def read_digests(file: Path, scratch: Path) -> tuple[list[Table], dict[str, Digest]]:
    """Open a file read-only and return the tables it would publish with their digests."""
    with _connection(scratch) as connection:
        connection.execute(f"attach {literal(str(file))} as source (read_only)")
        chosen = published_tables(connection, "source")
        return chosen, {t.label: _digest(connection, "source", t) for t in chosen}


def write_candidate(build_file: Path, folder: Path, chosen: list[Table], scratch: Path) -> None:
    """Copy the chosen tables into ``folder`` (made anew) as one DuckDB file plus Parquet."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    target = folder / FILE_NAME
    with _connection(scratch) as connection:
        connection.execute(f"attach {literal(str(build_file))} as source (read_only)")
        connection.execute(
            f"attach {literal(str(target))} as target (storage_version '{STORAGE_VERSION}')"
        )
        for schema in sorted({table.schema for table in chosen}):
            connection.execute(f"create schema {identifier('target', schema)}")
        for table in chosen:
            _copy_table(connection, table)
            _write_parquet(connection, table, folder)
        connection.execute("checkpoint target")
        connection.execute("detach target")


def verify_candidate(folder: Path, expected: dict[str, Digest], scratch: Path) -> Candidate:
    """Reopen the copy read-only and compare it with the build; raises NightError on a difference.

    Ends with every byte of the folder flushed to the disk and the files made read-only.
    """
    file = folder / FILE_NAME
    if file.with_name(f"{FILE_NAME}.wal").exists():
        raise NightError("Nothing was published: the copy was not closed cleanly. Run it again.")
    chosen, digests = read_digests(file, scratch)
    wrong = sorted(n for n in {*expected, *digests} if expected.get(n) != digests.get(n))
    if wrong:
        raise NightError(
            f"Nothing was published: the copy differs from the build in {', '.join(wrong)}. "
            "Check the disk, then run it again."
        )
    with _connection(scratch) as connection:
        for table in chosen:
            path = literal(str(_parquet_path(folder, table)))
            rows = connection.execute(
                f"select count(*) from read_parquet({path})"  # noqa: S608 (a quoted path)
            ).fetchall()[0][0]
            if rows != digests[table.label].rows:
                raise NightError(f"Nothing was published: Parquet of {table.label} is short.")
    for path_on_disk in folder.rglob("*"):
        if path_on_disk.is_file():
            path_on_disk.chmod(READ_ONLY)
    fsync_tree(folder)
    return Candidate(folder, digests)


def schemas_in(file: Path, scratch: Path) -> set[str]:
    """Return every schema of a file that holds a table or a view."""
    with _connection(scratch) as connection:
        connection.execute(f"attach {literal(str(file))} as source (read_only)")
        views: Iterable[tuple[str, str]] = catalog.list_views(connection, "source")
        return {t.schema for t in catalog.list_tables(connection, "source")} | {s for s, _ in views}


def _connection(scratch: Path) -> DuckDBPyConnection:
    scratch.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(scratch),
            "max_temp_directory_size": TEMPORARY_LIMIT,
        }
    )


def _digest(connection: DuckDBPyConnection, attached: str, table: Table) -> Digest:
    relation = identifier(attached, table.schema, table.name)
    return catalog.digest_of(connection, relation, table)


def _copy_table(connection: DuckDBPyConnection, table: Table) -> None:
    """Create the table with its types, NOT NULLs and comments, which CTAS would lose."""
    target = identifier("target", table.schema, table.name)
    columns = ", ".join(
        f"{identifier(c.name)} {c.data_type}{'' if c.is_nullable else ' not null'}"
        for c in table.columns
    )
    connection.execute(f"create table {target} ({columns})")
    source = identifier("source", table.schema, table.name)
    connection.execute(f"insert into {target} from {source}")
    if table.comment:
        connection.execute(f"comment on table {target} is {literal(table.comment)}")
    for column in table.columns:
        if column.comment:
            name = f"{target}.{identifier(column.name)}"
            connection.execute(f"comment on column {name} is {literal(column.comment)}")


def _parquet_path(folder: Path, table: Table) -> Path:
    return folder / "parquet" / table.schema / f"{table.name}.parquet"


def _write_parquet(connection: DuckDBPyConnection, table: Table, folder: Path) -> None:
    path = _parquet_path(folder, table)
    path.parent.mkdir(parents=True, exist_ok=True)
    relation = identifier("target", table.schema, table.name)
    connection.execute(
        f"copy {relation} to {literal(str(path))} (format parquet, compression zstd)"
    )
