"""Run the compiled project in one DuckDB connection: a build from raw, or one that continues.

What does not belong here: rendering, and any expectation.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from tests.figures.lane.project import Compiled, Node

DATABASE = "pantau_nightly"
# Which build last changed a row is bookkeeping: it cannot be the same in two builds.
NOT_COMPARED = "build_id"
PUBLISHED = ("core", "marts")


@dataclass
class Warehouse:
    """The tables of one company, in memory or in a file."""

    data: Path
    file: Path | None = None
    connection: duckdb.DuckDBPyConnection = field(init=False)

    def __post_init__(self) -> None:
        """Open an empty warehouse that reads the loads of a data folder."""
        extensions = ("autoinstall_known_extensions", "autoload_known_extensions")
        config: dict[str, Any] = {"threads": 1, **dict.fromkeys(extensions, False)}
        config["temp_directory"] = str(self.data / "overflow")
        self.connection = duckdb.connect(config=config)
        self.connection.execute(f"set file_search_path = '{self.data}'")
        self.connection.execute("set parquet_metadata_cache = true")
        self.connection.execute(f"attach '{self.file or ':memory:'}' as {DATABASE}")
        self.connection.execute(f"use {DATABASE}")

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        return self.connection.execute(sql, values).fetchall()

    def value(self, sql: str, *values: object) -> Any:
        """The single value of a one-row, one-column query."""
        ((only,),) = self.query(sql, *values)
        return only

    def build(
        self, project: Compiled, *, is_continued: bool = False, up_to_history: bool = False
    ) -> None:
        """Write every seed and model, or those that history is made of.

        Raises duckdb.Error where a model cannot be written, a broken constraint included.
        """
        for node in project.nodes:
            if node.kind != "test" and (node.feeds_history or not up_to_history):
                try:
                    self._write(node, project.seeds, is_continued=is_continued)
                except duckdb.Error as error:
                    error.add_note(f"in {node.kind} {node.name}")
                    raise

    def _write(self, node: Node, seeds: Path, *, is_continued: bool) -> None:
        """Write one seed or model as dbt's materialization does."""
        run = self.connection.execute
        schema = node.relation.rpartition(".")[0]
        run(f"create schema if not exists {schema}")
        if node.kind == "seed":
            source = f"select * from '{seeds / node.name}.parquet'"
            run(f"create or replace table {node.relation} as {source}")
            return
        # dbt may go on with a file, and expects the views that it would have made
        if node.materialized == "view" and (self.file or not node.is_read_often):
            run(f"create or replace view {node.relation} as ({node.sql})")
            return
        for hook in node.pre_hook:
            run(hook)
        if node.materialized == "incremental" and is_continued:
            self._add(node)
        elif node.contract:
            definitions, names, select = node.contract
            run(f"create or replace table {node.relation} {definitions}")
            run(f"insert into {node.relation} {names} ({select.replace('__sql__', node.sql)})")
        else:
            run(f"create or replace table {node.relation} as ({node.sql})")
        for hook in node.post_hook:
            run(hook)

    def _add(self, node: Node) -> None:
        """Replace the rows of the new keys, or only append where a model names no key."""
        run = self.connection.execute
        run(f"create or replace temporary table added as ({node.sql})")
        described = run(f"describe {node.relation}").fetchall()
        columns = ", ".join(f'"{name}"' for name, *_ in described)
        if node.unique_key:
            keys = [node.unique_key] if isinstance(node.unique_key, str) else node.unique_key
            same = " and ".join(f"added.{key} = target.{key}" for key in keys)
            run(f"delete from {node.relation} as target using added where {same}")
        run(f"insert into {node.relation} ({columns}) (select {columns} from added)")
        run("drop table added")

    def keep_history(self) -> None:
        """Drop what a night leaves behind when its history is kept for the next one."""
        query = "select distinct schema_name from duckdb_tables() where database_name = ?"
        for (schema,) in self.query(query, DATABASE):
            if schema != "history":
                self.connection.execute(f'drop schema "{schema}" cascade')

    def types_apart(self, project: Compiled) -> list[str]:
        """Columns that a model makes of another type than its contract says; dbt refuses them."""
        found = []
        for node in project.nodes:
            if node.contract:
                select = node.contract[2].replace("__sql__", node.sql)
                made = self.query(f"describe ({select})")
                told = self.query(f"describe {node.relation}")
                found += [
                    f"{node.name}.{name} is {kind}, and {other} by contract"
                    for (name, kind, *_), (_, other, *_) in zip(made, told, strict=True)
                    if kind != other
                ]
        return found

    def failures(self, project: Compiled) -> dict[str, list[dict[str, Any]]]:
        """Run every data test; returns those that find rows, with a few of them."""
        found = {}
        for node in project.nodes:
            if node.kind == "test" and (rows := self.rows(f"select * from ({node.sql}) limit 3")):
                found[node.name] = rows
        return found

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a query by column name."""
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def tables(self, schemas: Collection[str] = PUBLISHED) -> dict[str, str]:
        """What to select of every table of some schemas, by `schema.table`, to compare builds."""
        columns = self.query(
            "select schema_name || '.' || table_name, column_name from duckdb_columns()"
            " where database_name = ? and column_name <> ? order by 1, 2",
            DATABASE,
            NOT_COMPARED,
        )
        lists: dict[str, list[str]] = {}
        for table, column in columns:
            if table.split(".")[0] in schemas:
                lists.setdefault(table, []).append(f'"{column}"')
        return {table: f"select {', '.join(names)} from {table}" for table, names in lists.items()}

    def digests(
        self, schemas: Collection[str] = PUBLISHED, conditions: dict[str, str] | None = None
    ) -> dict[str, tuple[Any, ...]]:
        """Count and two sums over the hashes of the rows of every table, by `schema.table`.

        ``conditions`` restricts tables, by table name, to the rows that fulfil an SQL condition.
        """
        found = {}
        for table, select in self.tables(schemas).items():
            condition = (conditions or {}).get(table.split(".")[1], "true")
            found[table] = self.query(
                "select count(*), sum(hash(t)), bit_xor(hash(t, 'other'))"
                f" from ({select} where {condition}) as t"
            )[0]
        return found


def differences(
    one: Warehouse,
    other: Warehouse,
    schemas: Collection[str] = PUBLISHED,
    conditions: dict[str, str] | None = None,
) -> list[str]:
    """The tables that are not the same in two warehouses, with how many rows differ and one."""
    found = []
    left, right = one.digests(schemas, conditions), other.digests(schemas, conditions)
    for table in sorted(left.keys() | right.keys()):
        if left.get(table) == right.get(table):
            continue
        if table not in left or table not in right:
            found.append(f"{table} is only in {'one' if table in left else 'the other'}")
            continue
        rows = [set(map(str, side.query(side.tables(schemas)[table]))) for side in (one, other)]
        for name, here, there in (("one", *rows), ("the other", *reversed(rows))):
            if only := here - there:
                found.append(f"{table}: {len(only)} rows only in {name}, such as {min(only)}")
        if rows[0] == rows[1]:
            found.append(f"{table}: rows come more often in one than in the other")
    return found
