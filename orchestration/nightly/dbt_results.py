"""Read dbt's run_results.json: how many tests passed, and in one line what went wrong.

What does not belong here: calling dbt, and the build file.
"""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from orchestration.nightly.breaches import first_breaches
from orchestration.publishing.files import read_json

BAD = ("error", "fail", "runtime error")
MOST_NAMED = 3
MOST_LETTERS = 160
# DuckDB's words when a row breaks a contract. The table has the name under which dbt builds it.
NOT_NULL = re.compile(r"NOT NULL constraint failed: \S+\.(\w+)")
CHECK = re.compile(r"CHECK constraint failed on table \S+ with expression CHECK\(\((.+)\)\)")


def results(output: Path) -> list[dict[str, Any]]:
    """Return dbt's results of a run, empty when it did not get that far."""
    return list((read_json(output / "run_results.json") or {}).get("results", []))


def count(output: Path) -> Counter[str]:
    """Count ``tests``, ``models`` and ``seeds`` that ended well."""
    good = [r["unique_id"] for r in results(output) if r["status"] in ("pass", "success")]
    return Counter(f"{unique_id.split('.')[0]}s" for unique_id in good)


def describe_failure(
    output: Path, error: Exception, build_file: Path | None = None, data: Path = Path()
) -> str:
    """Return one line naming the failed models and tests, or dbt's own complaint.

    With the build file and the data folder, it also names the first records that a failed test
    found.
    """
    bad = [r for r in results(output) if r["status"] in BAD]
    if not bad:
        lines = str(error).splitlines()
        told = " ".join(line.strip() for line in lines if line.strip())
        told = told.rpartition("Errors parsed from dbt logs:")[2].strip()
        return f"dbt did not start its work: {told[:600]}"
    named = "; ".join(_describe(result, build_file, data) for result in bad[:MOST_NAMED])
    more = f" and {len(bad) - MOST_NAMED} more" if len(bad) > MOST_NAMED else ""
    return f"{named}{more}."


def _describe(result: dict[str, Any], build_file: Path | None, data: Path) -> str:
    kind, _, name, *_ = result["unique_id"].split(".")
    if build_file and result["status"] == "fail" and result.get("compiled_code"):
        why = first_breaches(result["compiled_code"], build_file, result["failures"], data)
    else:
        why = _constraint(str(result.get("message") or ""))
    return f"{kind} {name} failed ({why})"


def _constraint(message: str) -> str:
    """Return the message in one line; of a broken contract the column or the condition alone."""
    line = " ".join(message.split())
    if found := NOT_NULL.search(line):
        line = f"NOT NULL constraint failed: {found[1]}"
    elif found := CHECK.search(line):
        line = f"CHECK constraint failed: {found[1]}"
    return line[:MOST_LETTERS].rstrip(".")
