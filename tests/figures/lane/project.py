"""The compiled project: rendered once per state of the code, and what differs from it per build.

The business date is replaced in the text. Nodes that read another setting, a night's plan or an
instant of knowledge are rendered for it; macros tell which nodes those are.
What does not belong here: running it.
"""

import fcntl
import hashlib
import json
import multiprocessing
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ingest.contracts import load_contracts
from ingest.settings import Settings
from orchestration.nightly import dbt_command
from orchestration.nightly.dbt_command import Build
from orchestration.nightly.manifest import ensure_manifest
from tests.figures.lane import render

# A day that no text of the project names, and as a literal nothing else.
SOME_DAY = date(1066, 10, 14)
NODES, CONTINUED, SEEDS = "nodes.json", "continued.json", "seeds"
READS_SETTINGS = {"macro.pantau.setting"}
READS_PLAN = {"macro.pantau.night_plan", "macro.pantau.is_incremental"}
READS_KNOWLEDGE = {"macro.pantau.as_known_at"}


@dataclass(frozen=True)
class Node:
    """A seed, model or data test as dbt would run it.

    ``feeds_history`` says that it is of history, or read by something that is, at any distance.
    """

    id: str
    kind: str
    name: str
    relation: str
    materialized: str
    macros: list[str]
    sql: str = ""
    pre_hook: list[str] = field(default_factory=list)
    post_hook: list[str] = field(default_factory=list)
    unique_key: str | list[str] | None = None
    # column definitions, column names and the select that brings `__sql__` into their order
    contract: list[str] | None = None
    feeds_history: bool = False

    @property
    def is_read_often(self) -> bool:
        """Whether this is a view that its one reader reads three times: a table is planned once.

        Planning is most of what a small company's build costs; the rows are the same.
        """
        return self.name.endswith("_observed")


@dataclass(frozen=True)
class Compiled:
    """Nodes in the order of a build, and the folder of the seeds' Parquet files."""

    nodes: list[Node]
    seeds: Path


def compiled(settings: Settings, build: Build) -> Compiled:
    """Return the project as dbt would run it for this build."""
    folder = _rendered_once()
    content = (folder / NODES).read_text(encoding="utf-8")
    content = content.replace(SOME_DAY.isoformat(), build.as_of.isoformat())
    nodes = [Node(**node) for node in json.loads(content)]
    readers: set[str] = set()
    known: dict[str, Node] = {}
    environment = {**_environment(settings), **build.environment()}
    if _business(environment) != _business(_environment(_defaults())):
        readers |= READS_SETTINGS
    if build.plan:
        readers |= READS_PLAN
    if build.known_at:
        readers |= READS_KNOWLEDGE
    if readers == READS_PLAN:
        known = _known_continued(folder, build)
    others = [
        node.id for node in nodes if readers.intersection(node.macros) and node.id not in known
    ]
    if others:
        known |= {node["id"]: Node(**node) for node in _renderer().ask(environment, others)}
    return Compiled([known.get(node.id, node) for node in nodes], folder / SEEDS)


def _known_continued(folder: Path, build: Build) -> dict[str, Node]:
    """The nodes of a continued build that do not depend on what this one's plan names."""
    content = (folder / CONTINUED).read_text(encoding="utf-8")
    content = content.replace(SOME_DAY.isoformat(), build.as_of.isoformat())
    restarted = json.loads(build.plan)["restarted"]
    found = json.loads(content)
    chosen = found["whatever"] if restarted else found["whatever"] + found["nothing restarted"]
    return {node["id"]: Node(**node) for node in chosen}


def _rendered_once() -> Path:
    """Return the folder of the rendered project, rendering it for the first that asks."""
    code = Path(render.__file__).read_bytes() + Path(__file__).read_bytes()
    how = hashlib.sha256(code).hexdigest()[:8]
    folder = _parsed() / f"rendered_{how}"
    with (folder.parent / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _render(folder)
    return folder


def _render(folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="rendering_", dir=folder.parent) as place:
        work = Path(place) / "rendered"
        work.mkdir()
        renderer = _renderer()
        environment = {
            **_environment(_defaults()),
            **Build(SOME_DAY, renderer.folder).environment(),
        }
        nodes = renderer.ask(environment, None)
        shutil.copytree(renderer.folder / SEEDS, work / SEEDS)
        continued = _continued(renderer, environment, nodes)
        (work / CONTINUED).write_text(json.dumps(continued), encoding="utf-8")
        (work / NODES).write_text(json.dumps(nodes), encoding="utf-8")
        work.rename(folder)


def _continued(
    renderer: "_Renderer", environment: Mapping[str, str], nodes: list[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """The nodes that read a plan and say the same whatever it names, or whatever is new in it.

    Rendering them anew for each of sixty nights would cost as much as running them.
    """
    feeds = [f"{c.source}.{name}" for c in load_contracts().values() for name in c.objects]
    loads = {feed: ["some_load"] for feed in feeds}
    ids = [node["id"] for node in nodes if READS_PLAN.intersection(node["macros"])]
    nothing, news, all_again = (
        renderer.ask({**environment, "PANTAU_NIGHT_PLAN": json.dumps(plan)}, ids)
        for plan in (
            {"restarted": [], "new_loads": {}},
            {"restarted": [], "new_loads": loads},
            {"restarted": feeds, "new_loads": loads},
        )
    )
    same = [
        (one, one == again)
        for one, new, again in zip(nothing, news, all_again, strict=True)
        if one == new
    ]
    return {
        "whatever": [node for node, is_same in same if is_same],
        "nothing restarted": [node for node, is_same in same if not is_same],
    }


@cache
def _parsed() -> Path:
    return ensure_manifest(_defaults()).parent


def _defaults() -> Settings:
    return Settings.from_env({"PANTAU_DATA": str(dbt_command.PROJECT / "target")})


def _environment(settings: Settings) -> dict[str, str]:
    return dbt_command.environment(settings)


def _business(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that macros read; folders are in no text."""
    names = ("REPORTING_CURRENCY", "TIMEZONE", "FISCAL_YEAR_START")
    names += ("FISCAL_CALENDAR", "FISCAL_WEEK_START")
    return {name: environment[f"PANTAU_{name}"] for name in names}


class _Renderer:
    """The process that renders; it ends with this one."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pantau_lane_"))
        environment = {
            **_environment(_defaults()),
            "DBT_PROFILES_DIR": str(dbt_command.PROJECT),
            "DBT_TARGET_PATH": str(self.folder),
            "DBT_LOG_PATH": str(self.folder),
            "DBT_LOG_LEVEL_FILE": "none",
        }
        spawn = multiprocessing.get_context("spawn")
        self._pipe, other_end = spawn.Pipe()
        arguments = (other_end, str(_parsed()), str(self.folder), environment)
        self._process = spawn.Process(target=render.serve, args=arguments, daemon=True)
        self._process.start()
        other_end.close()

    def ask(self, environment: Mapping[str, str], ids: list[str] | None) -> list[dict[str, Any]]:
        self._pipe.send((dict(environment), ids))
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return list(answer)


@cache
def _renderer() -> _Renderer:
    return _Renderer()
