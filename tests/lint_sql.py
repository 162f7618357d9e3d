"""Lints the SQL of models and data tests: `python -m tests.lint_sql [file or folder ...]`.

sqlfluff with the rules of `.sqlfluff`, on all cores. Only the rendering is done here, with the
project's macros and stand-ins for what dbt offers them: dbt would first read the whole project, on
one core, which takes 17 s. A model that asks whether the build is continued is linted both ways.
"""

import functools
import gc
import json
import multiprocessing
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from jinja2.sandbox import SandboxedEnvironment
from sqlfluff.core import FluffConfig, Linter
from sqlfluff.core.plugin import hookimpl
from sqlfluff.core.plugin.host import get_plugin_manager
from sqlfluff.core.templaters import JinjaTemplater
from sqlfluff.core.templaters.builtins.dbt import DBT_BUILTINS, DbtMacroWrapper
from sqlfluff.utils.reflow import ReflowSequence

REPOSITORY = Path(__file__).resolve().parents[1]
PROJECT = REPOSITORY / "dbt_project"
MACRO = re.compile(r"{%-? macro (\w+).*?{%-? endmacro -?%}", re.DOTALL)
ASKS_FOR_NIGHT = re.compile("is_incremental|is_continued")

Macros = dict[str, Callable[..., Any]]


def relation(*names: str) -> str:
    """A relation as dbt writes it; the schema makes no difference here."""
    return f'"memory"."main"."{names[-1]}"'


class This:
    """The relation of the model that is rendered just now."""

    model = ""

    def __str__(self) -> str:
        return relation(self.model)


def stand_ins(macros: Macros, is_continued: bool) -> dict[str, Any]:
    """What dbt offers to models and macros, without data and whatever the environment says."""
    settings = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]
    settings["as_of_date"] = "2026-01-01"
    plan = {"previous_as_of_date": "2025-12-31"} if is_continued else None

    def dispatch(name: str) -> Callable[..., Any]:
        return macros.get(f"duckdb__{name}") or macros[f"default__{name}"]

    def env_var(name: str, default: str) -> str:
        return json.dumps(plan) if plan and name == "PANTAU_NIGHT_PLAN" else default

    return {
        "adapter": SimpleNamespace(dispatch=dispatch, quote='"{}"'.format),
        "config": lambda *_, **__: "",
        "dbt": SimpleNamespace(
            date_trunc="date_trunc('{}', {})".format, type_string=lambda: "TEXT"
        ),
        "env_var": env_var,
        "execute": True,
        "fromjson": json.loads,
        "invocation_id": "00000000-0000-0000-0000-000000000000",
        "is_incremental": lambda: is_continued,
        "model": SimpleNamespace(config=SimpleNamespace(materialized="incremental")),
        "ref": relation,
        "return": DBT_BUILTINS["return"],
        "source": relation,
        "target": SimpleNamespace(
            name="nightly" if is_continued else "lint", type="duckdb", database="memory"
        ),
        "this": This(),
        "var": lambda name, default=None: settings.get(name, default),
    }


@functools.cache
def project(is_continued: bool) -> tuple[SandboxedEnvironment, dict[str, Any]]:
    """Jinja, and the names that a template may use: stand-ins, and macros that call each other."""
    environment = SandboxedEnvironment(keep_trailing_newline=True, extensions=["jinja2.ext.do"])
    macros: Macros = {}

    def call(name: str, *values: Any, **named: Any) -> Any:
        return macros[name](*values, **named)

    files = sorted((PROJECT / "macros").rglob("*.sql"))
    texts = {found[1]: found[0] for file in files for found in MACRO.finditer(file.read_text())}
    known = stand_ins(macros, is_continued)
    known |= {name: functools.partial(call, name) for name in texts}
    for name, text in texts.items():
        module = environment.from_string(text, globals=known).module
        macros[name] = DbtMacroWrapper(getattr(module, name))
    return environment, known


class WithoutDbt(JinjaTemplater):
    """Renders one model or data test of this project."""

    name = "without_dbt"
    is_continued = False

    def construct_render_func(
        self, fname: str | None = None, config: FluffConfig | None = None
    ) -> tuple[SandboxedEnvironment, dict[str, Any], Callable[[str], str]]:
        """Jinja, the names a template may use, and what renders it."""
        environment, known = project(self.is_continued)
        names = dict(known)
        names["this"].model = Path(fname or "").stem
        return environment, names, lambda text: environment.from_string(text, names).render()

    def process_with_variants(self, *, in_str: str, **file: Any) -> Iterator[Any]:
        """The file as a whole build runs it and, where that differs, as a continued night does."""
        for self.is_continued in (False, True) if ASKS_FOR_NIGHT.search(in_str) else (False,):
            yield self.process(in_str=in_str, **file)


@hookimpl
def get_templaters() -> list[type[JinjaTemplater]]:
    """What sqlfluff asks a plugin for."""
    return [WithoutDbt]


get_plugin_manager().register(sys.modules[__name__])


@functools.cache
def linter() -> Linter:
    """sqlfluff, ready in this process."""
    rules = str(REPOSITORY / ".sqlfluff")
    # the rules that sqlfluff also has in Rust take a third of the time there
    chosen = {"templater": WithoutDbt.name, "use_rust_rules": True}
    return Linter(config=FluffConfig.from_root(extra_config_path=rules, overrides=chosen))


@functools.cache
def prepare() -> None:
    """Gets a process ready and makes sqlfluff twice as fast, without a change to what it finds."""
    # A parsed file is many objects that live equally long: to search them for garbage so often
    # takes a quarter of the time.
    gc.set_threshold(100_000)
    # Four layout rules each lay out the whole file, which takes a third of the time. None of them
    # changes it, so once is enough.
    lay_out = ReflowSequence.from_root
    last: dict[str, Any] = {"tree": None}

    def from_root(root_segment: Any, config: FluffConfig) -> ReflowSequence:
        if last["tree"] is not root_segment:
            last.update(tree=root_segment, sequence=lay_out(root_segment, config))
        return last["sequence"]

    ReflowSequence.from_root = from_root
    linter()
    project(is_continued=False)


def lint(file: Path) -> list[str]:
    """What is wrong with a file, a line each. Whatever keeps it from being linted is raised."""
    rendered = linter().render_file(str(file), linter().config)
    rules = linter().get_rulepack(config=rendered.config)
    return [
        f"{file}:{found.line_no}:{found.line_pos}: {found.rule_code()} {found.desc()}"
        for found in linter().lint_rendered(rendered, rules).get_violations()
    ]


def files_below(paths: list[Path]) -> list[Path]:
    """The SQL files, the longest first. Generic tests are left out: to dbt they are macros."""
    found = {file for path in paths for file in ([path] if path.is_file() else path.rglob("*.sql"))}
    files = [file for file in found if "tests/generic/" not in file.as_posix()]
    return sorted(files, key=lambda file: (-file.stat().st_size, file))


def main(paths: list[str]) -> int:
    """Writes what is wrong; 1 where anything is."""
    files = files_below([Path(path) for path in paths] or [PROJECT / "models", PROJECT / "tests"])
    prepare()
    with multiprocessing.Pool(initializer=prepare) as processes:
        problems = [line for lines in processes.imap_unordered(lint, files) for line in lines]
    sys.stdout.writelines(f"{line}\n" for line in sorted(problems))
    sys.stdout.write(f"sqlfluff: {len(problems)} problems in {len(files)} files\n")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
