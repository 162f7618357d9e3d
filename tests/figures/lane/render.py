"""Render models, hooks, constraints, data tests and seeds as dbt does, many times with one parse.

Runs as a process of its own, since dbt belongs to one project folder and one environment. It
answers requests over a pipe. What does not belong here: running what was rendered.
"""

import os
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from orchestration.nightly.dbt_child import read_parse
from orchestration.nightly.dbt_command import PROJECT

PART = "\n-- next part --\n"
# How dbt writes a table under a contract: columns with constraints, and the rows in their order.
CONTRACT = PART.join(
    [
        "{{ get_table_columns_and_constraints() }}",
        "{{ get_column_names() }}",
        "{{ get_select_subquery('__sql__') }}",
    ]
)


def serve(pipe: Any, parsed: str, folder: str, environment: Mapping[str, str]) -> None:
    """Answer `("nodes", environment, ids or None)` with rendered nodes, until the pipe closes."""
    os.environ.update(environment, PANTAU_BUILD=folder, PANTAU_AS_OF_DATE="1900-01-01")
    os.chdir(PROJECT)
    renderer = Renderer(Path(parsed), Path(folder))
    while True:
        try:
            changed, ids = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(renderer.nodes(changed, ids))
        except Exception as error:  # noqa: BLE001 (whatever it is, the test that asked shall see it)
            pipe.send(error)


class Renderer:
    """dbt's own rendering of a parsed project."""

    def __init__(self, parsed: Path, folder: Path) -> None:
        """Load dbt and the parse, and write the seeds as Parquet into ``folder``/seeds."""
        from dbt.adapters.factory import get_adapter_by_type
        from dbt.cli.main import dbtRunner
        from dbt.compilation import Compiler

        self.manifest = read_parse(parsed)
        done = dbtRunner(manifest=self.manifest).invoke(["--quiet", "seed", "--target", "nightly"])
        if not done.success:
            raise RuntimeError(f"dbt could not load the seeds: {done.exception or done.result}")
        self.adapter: Any = get_adapter_by_type("duckdb")
        self.compiler: Any = Compiler(self.adapter.config)
        self._macros: dict[str, frozenset[str]] = {}
        self._feeding_history = self._history_and_what_feeds_it()
        self._keep_seeds(folder / "seeds")

    def _keep_seeds(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        with self.adapter.connection_named("seeds"):
            for node in self.manifest.nodes.values():
                if node.resource_type == "seed":
                    sql = f"copy {node.relation_name} to '{folder / node.name}.parquet'"
                    self.adapter.execute(sql, auto_begin=False)

    def _history_and_what_feeds_it(self) -> set[str]:
        nodes = self.manifest.nodes
        found: set[str] = set()
        waiting = [
            k for k, n in nodes.items() if n.schema == "history" and n.resource_type == "model"
        ]
        while waiting:
            name = waiting.pop()
            if name in nodes and name not in found:
                found.add(name)
                waiting += nodes[name].depends_on_nodes
        return found

    def nodes(self, environment: Mapping[str, str], ids: list[str] | None) -> list[dict[str, Any]]:
        """Render all nodes in the order of a build, or some, under changed variables."""
        from dbt_common.context import set_invocation_context

        os.environ.update(environment)
        set_invocation_context(dict(os.environ))
        with self.adapter.connection_named("lane"):
            # only the look-ups of what was known at an instant read anything
            data = os.environ["PANTAU_DATA"]
            self.adapter.execute(f"set global file_search_path = '{data}'", auto_begin=False)
            chosen = self._in_order() if ids is None else iter(ids)
            return [self._render(self.manifest.nodes[name]) for name in chosen]

    def _in_order(self) -> Iterator[str]:
        kinds = ("seed", "model", "test")
        known = {k: n for k, n in self.manifest.nodes.items() if n.resource_type in kinds}
        graph = {k: [p for p in n.depends_on_nodes if p in known] for k, n in known.items()}
        return iter(TopologicalSorter(graph).static_order())

    def _render(self, node: Any) -> dict[str, Any]:
        rendered: dict[str, Any] = {
            "id": node.unique_id,
            "kind": str(node.resource_type),
            "name": node.name,
            "relation": node.relation_name,
            "materialized": node.config.materialized,
            "macros": [],
            "feeds_history": node.unique_id in self._feeding_history,
        }
        if rendered["kind"] == "seed":
            return rendered
        context = self.compiler._create_node_context(node, self.manifest, {})
        rendered["sql"] = self._text(node.raw_code, context, node)
        rendered["macros"] = sorted(self._all_macros(node.depends_on.macros))
        if rendered["kind"] == "model":
            for place in ("pre_hook", "post_hook"):
                texts = [
                    self._text(hook.sql, context, node) for hook in getattr(node.config, place)
                ]
                rendered[place] = [text for text in texts if text.strip()]
            rendered["unique_key"] = node.config.unique_key
            if node.config.contract.enforced:
                rendered["contract"] = self._text(CONTRACT, context, node).split(PART)
        return rendered

    def _text(self, code: str, context: dict[str, Any], node: Any) -> str:
        from dbt.clients.jinja import get_rendered

        return str(get_rendered(code, context, node))

    def _all_macros(self, names: list[str]) -> frozenset[str]:
        """The project's macros that these call, at any depth."""
        found: set[str] = set()
        for name in names:
            if not name.startswith("macro.pantau."):
                continue
            if name not in self._macros:
                self._macros[name] = frozenset()  # a macro may call itself
                macro = self.manifest.macros[name]
                self._macros[name] = self._all_macros(macro.depends_on.macros) | {name}
            found |= self._macros[name]
        return frozenset(found)
