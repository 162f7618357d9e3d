"""A simulated company whose CRM is exported night by night, with the truth about it written beside."""

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
    """Write the exports of `nights` nights into the landing folder `out` and the truth into `truth`.

    `scale` multiplies the default size (4,000 leads, 2,500 opportunities, 40 reps); the same three numbers give the
    same bytes. Raises ValueError for less than one night or a scale that is not positive.
    """
    from ingest.sample.export_salesforce import prepare, write_salesforce
    from ingest.sample.rows_company import company_rows
    from ingest.sample.rows_customers import customer_rows
    from ingest.sample.rows_deals import deal_rows
    from ingest.sample.world import build_world

    world = build_world(nights, scale, seed)
    progress(f"{len(world.leads)} leads, {len(world.opportunities)} opportunities")
    rows = company_rows(world) + customer_rows(world) + deal_rows(world)
    exports = prepare(rows, world.span.cutoffs)
    for number, written in enumerate(write_salesforce(out / "salesforce", exports, world.span.nights)):
        night = written[0][0]
        progress(f"night {number + 1} of {nights} ({night}): {sum(r for _, _, r, _ in written)} rows")
