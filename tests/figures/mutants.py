"""Plant a semantic fault in a copy of the code and see which test notices.

`python -m tests.figures.mutants [name …]` plays the listed faults, or all, and prints who noticed.
What does not belong here: the faults themselves (see semantic_faults).
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ingest.settings import REPOSITORY
from tests.figures.semantic_faults import FAULTS, Fault

IGNORED = shutil.ignore_patterns(".git", "data", "logs", "__pycache__", ".*_cache", "lint")
FAILED = re.compile(r"(?m)^(?:FAILED|ERROR) (\S+)")
# From the quickest to the slowest; the first that fails ends it.
SUITES = (
    ("tests/unit/orchestration", "tests/project"),
    ("tests/figures/test_golden_scenario.py",),
    ("tests/figures/test_universal_door.py", "tests/figures/test_maven_figures.py"),
    ("tests/figures/test_simulated_truth.py",),
    ("tests/figures/test_plain_python_agrees.py",),
    ("tests/e2e/test_models_alone.py",),
)


def plant_and_test(fault: Fault) -> str | None:
    """Return the first test that fails with the fault planted, or None when all are content."""
    with tempfile.TemporaryDirectory(prefix="pantau_mutant_") as place:
        copy = Path(place) / "checkout"
        shutil.copytree(REPOSITORY, copy, ignore=IGNORED, symlinks=True)
        file = copy / fault.file
        text = file.read_text(encoding="utf-8")
        if text.count(fault.find) != 1:
            raise ValueError(f"{fault.name}: its text stands {text.count(fault.find)} times")
        file.write_text(text.replace(fault.find, fault.replace), encoding="utf-8")
        for suite in SUITES:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-x", "-q", f"--basetemp={place}/tests", *suite],
                cwd=copy,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                failed = FAILED.search(done.stdout)
                return failed[1] if failed else done.stdout[-400:]
    return None


def main(names: list[str]) -> int:
    """Play faults one after the other; returns 1 when one survives."""
    chosen = [fault for fault in FAULTS if not names or fault.name in names]
    survived = 0
    for fault in chosen:
        began = time.monotonic()
        caught = plant_and_test(fault)
        survived += caught is None
        took = time.monotonic() - began
        print(f"{took:5.0f} s  {fault.name}: {caught or 'SURVIVED'}", flush=True)  # noqa: T201
    print(f"{len(chosen)} faults, {survived} survived")  # noqa: T201
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
