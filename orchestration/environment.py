"""Say what a Python environment lacks for Pantau; `make` asks when `.venv` is a link.

An environment behind a link is somebody else's. It is looked at, and neither set up nor emptied.
What does not belong here: any import that such an environment may lack.
"""

import re
import sys
from importlib import metadata
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
MOST_NAMED = 6


def main() -> None:
    """Leave with one line if something is missing."""
    link = REPOSITORY / ".venv"
    where = f".venv is a link to {link.readlink() if link.is_symlink() else link}"
    if sys.version_info < OLDEST_PYTHON:
        version = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"{where}, which has Python {version}; Pantau needs 3.11 or later. {ADVICE}")
    lacking = missing(requirements(REPOSITORY / "pyproject.toml"))
    if lacking:
        more = f" and {len(lacking) - MOST_NAMED} more" if len(lacking) > MOST_NAMED else ""
        sys.exit(f"{where}, which lacks {', '.join(lacking[:MOST_NAMED])}{more}. {ADVICE}")


ADVICE = (
    "Nothing was changed there. Install it there from requirements.lock, or remove the link "
    "(rm .venv): then make sets up an environment of its own."
)


def requirements(project: Path) -> list[str]:
    """Return what the project needs to run, as `name>=1,<2`."""
    import tomllib  # not in the Pythons that `main` turns away

    return list(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"])


def missing(needed: list[str]) -> list[str]:
    """Return the requirements that are not installed, or in a version that does not fit."""
    return [told for text in needed if (told := _complaint(text))]


def _complaint(text: str) -> str | None:
    name = re.split(r"[^\w.-]", text)[0]
    try:
        installed = metadata.version(name)
    except metadata.PackageNotFoundError:
        return text
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return "packaging"
    fits = Requirement(text).specifier.contains(installed, prereleases=True)
    return None if fits else f"{text} (it has {installed})"


if __name__ == "__main__":
    main()
