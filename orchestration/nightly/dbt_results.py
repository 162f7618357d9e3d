"""Read dbt's run_results.json: how many tests passed, and in one line what went wrong.

What does not belong here: calling dbt.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from orchestration.publishing.files import read_json

BAD = ("error", "fail", "runtime error")
MOST_NAMED = 3


def results(output: Path) -> list[dict[str, Any]]:
    """Return dbt's results of a run, empty when it did not get that far."""
    return list((read_json(output / "run_results.json") or {}).get("results", []))


def count(output: Path) -> Counter[str]:
    """Count ``tests``, ``models`` and ``seeds`` that ended well."""
    good = [r["unique_id"] for r in results(output) if r["status"] in ("pass", "success")]
    return Counter(f"{unique_id.split('.')[0]}s" for unique_id in good)


def describe_failure(output: Path, error: Exception) -> str:
    """Return one line naming the failed models and tests, or dbt's own complaint."""
    bad = [r for r in results(output) if r["status"] in BAD]
    if not bad:
        lines = str(error).splitlines()
        told = " ".join(line.strip() for line in lines if line.strip())
        told = told.rpartition("Errors parsed from dbt logs:")[2].strip()
        return f"dbt did not start its work: {told[:600]}"
    named = "; ".join(_describe(result) for result in bad[:MOST_NAMED])
    more = f" and {len(bad) - MOST_NAMED} more" if len(bad) > MOST_NAMED else ""
    return f"{named}{more}."


def _describe(result: dict[str, Any]) -> str:
    kind, _, name, *_ = result["unique_id"].split(".")
    message = " ".join(str(result.get("message") or "").split())[:160].rstrip(".")
    return f"{kind} {name} failed ({message})"
