"""House rules for the tree: who imports what, what no file may contain, sizes."""

import ast
import re
from pathlib import Path

import yaml

from ingest.contracts import load_contracts
from ingest.settings import REPOSITORY
from orchestration.checks.late_feeds import GRACE_DAYS
from tests.project.conftest import Project

# Written in halves so that this file does not find itself.
MACHINE_PATHS = re.compile(
    "|".join(["/" + "work/", "/" + "tmp/w", "/" + "home/[a-z]", "/" + "Users/"])
)
REGISTRY = re.compile(r"(?i)(index-url|find-links|trusted-host|extra-index|pypi\.[a-z]+/simple)")
TEXT = {".py", ".sql", ".yml", ".yaml", ".md", ".toml", ".lock", ".csv", ".txt", ".cfg", ""}
MOST_LINES = 260
MOST_FUNCTION_LINES = 60


def python_files(folder: str) -> list[Path]:
    return sorted((REPOSITORY / folder).rglob("*.py"))


def imported(file: Path) -> set[str]:
    """Top-level packages a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def shown(file: Path) -> str:
    return str(file.relative_to(REPOSITORY))


def test_ingest_knows_neither_dagster_nor_dbt() -> None:
    forbidden = {"dagster", "dagster_dbt", "dbt", "orchestration"}
    wrong = [shown(f) for f in python_files("ingest") if imported(f) & forbidden]
    assert not wrong, wrong


def test_publishing_and_night_helpers_do_not_need_dagster() -> None:
    allowed = {"run.py", "instance.py", "old_runs.py", "ui.py"}
    folders = ("publishing", "nightly", "restatement")
    files = [file for name in folders for file in python_files(f"orchestration/{name}")]
    wrong = [
        shown(f)
        for f in files
        if imported(f) & {"dagster", "dagster_dbt"} and f.name not in allowed
    ]
    assert not wrong, wrong


def test_definitions_only_assemble() -> None:
    lines = (REPOSITORY / "orchestration" / "definitions.py").read_text().splitlines()
    assert len(lines) < 60
    tree = ast.parse("\n".join(lines))
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)]


def test_files_and_functions_are_short() -> None:
    wrong = []
    for file in [*python_files("ingest"), *python_files("orchestration")]:
        text = file.read_text(encoding="utf-8")
        if len(text.splitlines()) > MOST_LINES:
            wrong.append(f"{shown(file)}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                lines = node.end_lineno - node.lineno + 1
                if lines > MOST_FUNCTION_LINES:
                    wrong.append(f"{shown(file)}: {node.name} has {lines} lines")
    assert not wrong, "\n".join(wrong)


def test_no_machine_path_and_no_registry_in_tracked_files(tracked_files: list[Path]) -> None:
    wrong = []
    for file in tracked_files:
        if file.suffix not in TEXT:
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if MACHINE_PATHS.search(line) or (file.suffix == ".lock" and REGISTRY.search(line)):
                wrong.append(f"{shown(file)}:{number}: {line.strip()[:100]}")
    assert not wrong, "\n".join(wrong)


def test_nothing_made_by_a_run_is_tracked(tracked_files: list[Path]) -> None:
    made = {"data", ".venv", "target", "logs", "__pycache__"}
    wrong = [
        shown(f)
        for f in tracked_files
        if made.intersection(f.relative_to(REPOSITORY).parts)
        or f.suffix in {".duckdb", ".parquet", ".pyc"}
    ]
    assert not wrong, wrong


def test_the_lock_pins_every_package_by_hash() -> None:
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    packages = re.findall(r"(?m)^([A-Za-z0-9_.\-]+)(\[[^\]]*\])?==[^ \\]+(.*)$", lock)
    assert len(packages) > 50
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", lock)
    wrong = [b.split("\n")[0] for b in blocks if "==" in b.split("\n")[0] and "--hash=" not in b]
    assert not wrong, wrong


def test_every_contract_object_is_a_dbt_source_and_the_other_way_round(project: Project) -> None:
    contracts = {
        (contract.source, name)
        for contract in load_contracts().values()
        for name in contract.objects
    }
    sources = {
        (source["source_name"], source["name"])
        for source in project.manifest["sources"].values()
        if source["source_name"] != "pantau"
    }
    assert contracts == sources


def test_staging_currency_defaults_are_those_of_the_contracts() -> None:
    text = (REPOSITORY / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8")
    written = yaml.safe_load(text)["vars"]["source_currencies"]
    assert written == {n: c.currency for n, c in load_contracts().items() if c.currency}


def test_feeds_are_overdue_in_the_warehouse_when_their_check_says_late() -> None:
    text = (REPOSITORY / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8")
    written = yaml.safe_load(text)["vars"]
    cadences = {n: c.cadence_days for n, c in load_contracts().items() if c.cadence_days}
    assert written["source_cadence_days"] == cadences
    assert written["cadence_grace_days"] == GRACE_DAYS


def test_every_target_of_the_readme_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z]+):", makefile))
    for name in ("README.md", "CONTRIBUTING.md", "docs/runbook.md"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        named = set(re.findall(r"`make ([a-z]+)", text))
        assert named <= targets, (name, named - targets)


def test_the_readme_fits_its_promise() -> None:
    assert len((REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines()) < 150
