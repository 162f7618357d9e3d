"""The lines a night ends with: what came in, what was tested, what readers have, what is next.

What does not belong here: doing anything.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.settings import Settings
from orchestration.nightly.dbt_results import count
from orchestration.nightly.run import NightResult
from orchestration.nightly.workspace import Workspace

COUNTS = ("new_loads", "rows_read", "rows_loaded", "rows_rejected", "rows_erased")
PUBLICATION = ("published", "warehouse")
# More would push the version and what to open next off the screen.
MOST_NOTES = 12
WORST_FIRST = ("quarantined", "not recognised", "rejected")


@dataclass(frozen=True)
class Loaded:
    """Sums over all objects of one night."""

    new_loads: int
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    rows_erased: int


def loaded(result: NightResult) -> Loaded:
    """Add up what the ingest assets reported."""
    reports = [metadata for metadata in result.assets.values() if "new_loads" in metadata]
    return Loaded(**{name: sum(int(report[name]) for report in reports) for name in COUNTS})


def success_lines(
    settings: Settings, as_of: date, result: NightResult, seconds: float
) -> list[str]:
    """Return the summary of a night that ran to its end."""
    came = loaded(result)
    done = count(Workspace(settings, result.run_id).dbt_output)
    return [
        f"Night of {as_of}: done in {seconds:.0f} s",
        loads_line(came, result.assets.get(PUBLICATION, {})),
        *erased_lines(came),
        *note_lines(result.notes),
        *(f"  late       {line}" for line in result.warnings),
        f"  tests      {done['tests']:,} passed on {done['models']:,} models",
        *_publication_lines(result.assets.get(PUBLICATION, {})),
        *next_lines(settings),
    ]


def loads_line(came: Loaded, build: dict[str, Any]) -> str:
    """Return what came in tonight, and what is new in the build where that is not the same.

    It is not the same where an earlier night loaded files and failed, or where files are dated
    after the business date.
    """
    rows = (
        f"{came.rows_read:,} rows read, {came.rows_loaded:,} loaded, "
        f"{came.rows_rejected:,} rejected"
    )
    since, total = build.get("loads_since"), build.get("loads_built")
    if since is None and total not in (None, came.new_loads):
        rest = f"; the build is made of all {total:,}"
    elif since not in (None, came.new_loads):
        rest = f"; {since:,} new since the last good build"
    else:
        return f"  loads      {came.new_loads:,} new: {rows}"
    return f"  loads      {came.new_loads:,} new tonight: {rows}{rest}"


def erased_lines(came: Loaded) -> list[str]:
    """Return what the erase list did this night, if anything."""
    if not came.rows_erased:
        return []
    return [f"  erased     personal data of {came.rows_erased:,} rows, as erase_list.csv asks"]


def note_lines(notes: list[str]) -> list[str]:
    """Return what stood out about files, the worst first; the rest is in the load log."""
    ordered = sorted(notes, key=_gravity)
    shown = [f"  note       {line}" for line in ordered[:MOST_NOTES]]
    if len(notes) > MOST_NOTES:
        shown.append(f"  note       and {len(notes) - MOST_NOTES:,} more; see marts.mart_load_log")
    return shown


def _gravity(note: str) -> int:
    places = [place for place, word in enumerate(WORST_FIRST) if word in note]
    return min(places, default=len(WORST_FIRST))


def next_lines(settings: Settings) -> list[str]:
    """Return what to open now."""
    return [
        f"  open next  {_shown(settings.published / 'pantau.duckdb')} (read-only, any BI tool)",
        f"             {_shown(settings.published / 'CURRENT.json')}: version, tables, rows",
        "             make ui: the run, its tests and the schedule in Dagster",
    ]


def failure_lines(
    settings: Settings, as_of: date, result: NightResult, version: str | None
) -> list[str]:
    """Return what went wrong in one line, and what holds nevertheless."""
    kept = f"Readers keep {version}." if version else "Nothing is published yet."
    output = Workspace(settings, result.run_id).dbt_output / "dbt.log"
    details = output if output.exists() else settings.dagster / "last_night.log"
    return [
        f"Night of {as_of} failed: {result.failure}",
        f"{kept} Mend the cause and run make nightly again; details: {_shown(details)}",
    ]


def _publication_lines(metadata: dict[str, Any]) -> list[str]:
    version = metadata.get("version")
    if metadata.get("outcome") == "published":
        rows = f"{metadata['tables']} tables, {metadata['rows']:,} rows"
        return [f"  published  {version}: {rows}"]
    if metadata.get("outcome") == "held":
        return [
            f"  held       {version} was rolled back and is not published again; to release it:",
            "             make nightly FORCE=1",
        ]
    if metadata.get("outcome") == "overtaken":
        return [
            f"  held       {version} is not published: readers were rolled back to "
            f"{metadata['readers']} while this night ran; to publish it all the same:",
            "             make nightly FORCE=1",
        ]
    return [f"  published  nothing new: the tables equal {version}, readers keep it"]


def _shown(path: Path) -> str:
    """Return a path as short as it can be typed from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
