"""A BI tool that polls: opens the published file and CURRENT.json until a stop file appears.

Run as a process of its own; writes what it saw beside the stop file, as JSON. A sighting is the
business date of the version that CURRENT.json names and the one the file then holds; equal
sightings in a row are one.
"""

import json
import sys
import time
from pathlib import Path

import duckdb

DATES = """
    select string_agg(distinct cast(as_of_date as varchar), ' ') from (
        select as_of_date from marts.mart_coverage_report
        union all select as_of_date from marts.mart_sales_trend_by_month
        union all select as_of_date from marts.mart_leads_by_source_month
        union all select max(rate_date) from core.fct_fx_rates
    )
"""


def main(published: Path, stop: Path) -> None:
    """Poll until `stop` exists; collect versions, sightings and errors."""
    versions: set[str] = set()
    sightings: list[tuple[str, str]] = []
    errors: list[str] = []
    polls = 0
    while not stop.exists():
        polls += 1
        try:
            named = json.loads((published / "CURRENT.json").read_text())["version"]
            with duckdb.connect(str(published / "pantau.duckdb"), read_only=True) as connection:
                ((seen,),) = connection.execute(DATES).fetchall()
            versions.add(named)
            sighting = (named.split("_")[0], seen)
            if sightings[-1:] != [sighting]:
                sightings.append(sighting)
        except Exception as error:  # noqa: BLE001 (whatever a reader meets is what we look for)
            errors.append(f"{type(error).__name__}: {error}")
        time.sleep(0.05)
    found = {"polls": polls, "versions": sorted(versions), "sightings": sightings}
    report = stop.with_suffix(".tmp")
    report.write_text(json.dumps({**found, "errors": errors}))
    report.replace(stop.with_suffix(".json"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
