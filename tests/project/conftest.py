"""The parsed dbt project and the list of tracked files, read once."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest.settings import REPOSITORY, Settings
from orchestration.nightly import dbt_command
from orchestration.nightly.manifest import ensure_manifest


@dataclass(frozen=True)
class Project:
    """dbt's manifest with shorthands; only what belongs to this project."""

    manifest: dict[str, Any]

    def nodes(self, kind: str) -> list[dict[str, Any]]:
        """All nodes of one resource type."""
        return [n for n in self.manifest["nodes"].values() if n["resource_type"] == kind]

    def models(self, *layers: str) -> list[dict[str, Any]]:
        """All models, or those of some first folders below models/."""
        return [n for n in self.nodes("model") if not layers or n["fqn"][1] in layers]

    def file(self, node: dict[str, Any]) -> Path:
        """Where a node is written."""
        return dbt_command.PROJECT / node["original_file_path"]

    def parents(self, node: dict[str, Any]) -> list[dict[str, Any]]:
        """Models, seeds and sources a node reads."""
        everything = {**self.manifest["nodes"], **self.manifest["sources"]}
        return [everything[name] for name in node["depends_on"]["nodes"]]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    manifest = ensure_manifest(Settings(tmp_path_factory.mktemp("data")))
    return Project(json.loads(manifest.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def tracked_files() -> list[Path]:
    """Files under version control, or everything that is not ignored where git is not at hand."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name]
        return [REPOSITORY / name for name in names if (REPOSITORY / name).is_file()]
    made = {".venv", "data", "target", "logs", "__pycache__", ".git"}
    found = (path for path in REPOSITORY.rglob("*") if path.is_file())
    return [path for path in found if not made.intersection(path.relative_to(REPOSITORY).parts)]
