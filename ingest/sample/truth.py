"""What really happened, counted on the time line itself and never read back from the exports.

The files and their definitions are listed in README.md beside this module.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

from ingest.sample import truth_deals, truth_others
from ingest.sample.export_salesforce import Written
from ingest.sample.outcomes import outcome_of
from ingest.sample.rows import text
from ingest.sample.world import World


def write_truth(folder: Path, world: World, written: list[Written]) -> None:
    """Write one small CSV per table into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    deals = [(o, outcome_of(o)) for o in world.opportunities if o.deleted is None]
    for name, (header, rows) in {
        "won_by_rep_month": truth_deals.by_rep(deals),
        "won_by_team_month": truth_deals.by_team(deals),
        "won_by_territory_month": truth_deals.by_territory(deals),
        "open_by_stage": truth_deals.open_by_stage(deals, world.span),
        "stage_visits": truth_deals.stage_visits(deals),
        "opportunities": truth_deals.opportunities(world),
        "leads": truth_others.leads(world),
        "leads_by_source_month": truth_others.leads_by_source(world),
        "targets_by_rep_month": truth_others.targets(world),
        "cases_by_territory_month": truth_others.cases(world),
        "loads": truth_others.loads(written),
    }.items():
        lines = [header, *(",".join(map(_field, row)) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _field(value: Any) -> str:
    shown = f"{value:.2f}" if isinstance(value, Decimal) else text(value)
    return f'"{shown}"' if "," in shown else shown
