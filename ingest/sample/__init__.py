"""A simulated company whose CRM is exported night by night, and the truth about it beside."""

from collections.abc import Callable
from pathlib import Path


def write_sample(
    out: Path,
    truth: Path,
    nights: int = 60,
    scale: float = 1.0,
    seed: int = 42,
    progress: Callable[[str], None] = lambda message: None,
) -> None:
    """Write the exports of `nights` nights into the landing folder `out`, the truth into `truth`.

    `scale` multiplies the default size (4,000 leads, 2,500 opportunities, 40 reps); the same
    three numbers give the same bytes. Files already in `out` are overwritten or left alone.
    `progress` gets one line per night. Raises ValueError for less than one night or a scale that
    is not positive.
    """
    from ingest.sample.export_planning import write_planning
    from ingest.sample.export_salesforce import write_salesforce
    from ingest.sample.rows_activities import activity_rows
    from ingest.sample.rows_catalogue import catalogue_rows
    from ingest.sample.rows_company import company_rows
    from ingest.sample.rows_customers import customer_rows
    from ingest.sample.rows_deals import deal_rows
    from ingest.sample.rows_quotes import quote_rows
    from ingest.sample.truth import write_truth
    from ingest.sample.world import build_world

    world = build_world(nights, scale, seed)
    span = world.span
    progress(f"{len(world.leads)} leads, {len(world.opportunities)} opportunities")
    makers = (company_rows, catalogue_rows, customer_rows, deal_rows, quote_rows, activity_rows)
    rows = [row for make in makers for row in make(world)]
    loads = []
    for written in write_salesforce(out / "salesforce", rows, span.cutoffs, span.nights):
        loads += written
        progress(f"{written[0].night}: {sum(item.rows for item in written)} rows")
    for sheets in write_planning(out / "planning", world):
        loads += sheets
    write_truth(truth, world, loads)
