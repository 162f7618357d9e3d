"""`make` sets up an environment of its own, and leaves alone one that `.venv` only links to.

Everything here happens in throwaway folders with made-up Pythons.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.settings import REPOSITORY
from orchestration.environment import missing, requirements

# A Python that writes down what it is asked for, and only looks at packages itself.
PYTHON = """#!/bin/sh
echo "$@" >> "{log}"
case "$*" in
    "-m orchestration.environment") exec "{real}" {options} "$@" ;;
    "-m venv --clear .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with what `make` looks at, in a folder with a space."""
    folder = tmp_path / "a checkout"
    (folder / "orchestration").mkdir(parents=True)
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, folder)
    for name in ("__init__.py", "environment.py"):
        shutil.copy(REPOSITORY / "orchestration" / name, folder / "orchestration")
    return folder


def write_python(file: Path, log: Path, *, options: str = "") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PYTHON.format(log=log, real=sys.executable, options=options))
    file.chmod(0o755)
    return file


def shared_environment(tmp_path: Path, *, options: str = "") -> Path:
    """Somebody else's environment; with `-S` its Python finds no package at all."""
    shared = tmp_path / "somebody's"
    write_python(shared / "bin" / "python", tmp_path / "asked.log", options=options)
    (shared / "lib").mkdir()
    (shared / "lib" / "precious.py").write_text("kept\n")
    (shared / ".ready").touch()
    os.utime(shared / ".ready", (1, 1))
    return shared


def make(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *arguments],
        cwd=checkout,
        env={"PATH": "/usr/bin:/bin", "PANTAU_DATA": str(checkout / "data")},
        capture_output=True,
        text=True,
    )


def content(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*")
    }


def test_a_linked_environment_is_used_as_it_is(checkout: Path, tmp_path: Path) -> None:
    """Its mark is older than the lock here, so that an own one would be made anew."""
    shared = shared_environment(tmp_path)
    (checkout / ".venv").symlink_to(shared)
    before = content(shared)
    done = make(checkout, "status")
    assert (done.returncode, done.stderr) == (0, "")
    assert content(shared) == before
    asked = (tmp_path / "asked.log").read_text().splitlines()
    assert asked == ["-m orchestration.environment", "-m orchestration status"]


def test_a_linked_environment_that_lacks_packages_is_named_and_left_alone(
    checkout: Path, tmp_path: Path
) -> None:
    shared = shared_environment(tmp_path, options="-S")
    (checkout / ".venv").symlink_to(shared)
    before = content(shared)
    done = make(checkout, "nightly")
    assert done.returncode != 0
    told = done.stderr.splitlines()[0]
    assert told.startswith(f".venv is a link to {shared}, which lacks dagster>=1.13,<1.14, ")
    assert "and 4 more. Nothing was changed there." in told
    assert content(shared) == before
    assert (tmp_path / "asked.log").read_text().splitlines() == ["-m orchestration.environment"]


def test_a_link_to_nothing_is_said(checkout: Path, tmp_path: Path) -> None:
    (checkout / ".venv").symlink_to(tmp_path / "gone")
    done = make(checkout, "nightly")
    assert done.returncode != 0
    assert done.stdout.startswith(f".venv is a link to {tmp_path / 'gone'}, where there is no Pyt")
    assert (checkout / ".venv").is_symlink()
    assert not (tmp_path / "gone").exists()


def test_clean_keeps_a_link_and_what_is_behind_it(checkout: Path, tmp_path: Path) -> None:
    shared = shared_environment(tmp_path)
    (checkout / ".venv").symlink_to(shared)
    assert make(checkout, "clean").returncode == 0
    assert (checkout / ".venv").is_symlink()
    assert (shared / "lib" / "precious.py").exists()


def test_an_own_environment_is_set_up_once_and_removed_by_clean(
    checkout: Path, tmp_path: Path
) -> None:
    python = write_python(tmp_path / "python", tmp_path / "asked.log")
    for _ in range(2):
        assert make(checkout, "status", f"PYTHON={python}").returncode == 0
    asked = [line.partition(" -c ")[0] for line in (tmp_path / "asked.log").read_text().split("\n")]
    assert asked.count("-m venv --clear .venv") == 1
    assert asked.count("-m orchestration status") == 2
    assert "-m orchestration.environment" not in asked
    os.utime(checkout / "requirements.lock")
    make(checkout, "status", f"PYTHON={python}")
    assert (tmp_path / "asked.log").read_text().count("-m venv --clear .venv") == 2
    assert make(checkout, "clean").returncode == 0
    assert not (checkout / ".venv").exists()


def test_this_environment_lacks_nothing() -> None:
    needed = requirements(REPOSITORY / "pyproject.toml")
    assert len(needed) == 10
    assert missing(needed) == []


def test_what_is_missing_or_of_another_version_is_named() -> None:
    assert missing(["no-such-package>=1", "pytest<2", "pytest"]) == [
        "no-such-package>=1",
        f"pytest<2 (it has {pytest.__version__})",
    ]
