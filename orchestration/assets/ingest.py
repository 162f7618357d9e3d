"""Assets of the raw layer: one per object of each source, and the compiled load log.

One step loads a whole source, because a step of its own for each object costs more than most
objects take. What does not belong here: reading files (that is `ingest`), any model.
"""

from collections.abc import Iterator
from dataclasses import asdict

import dagster as dg

from ingest.contracts import Contract
from ingest.errors import IngestError
from orchestration.nightly.progress import progress
from orchestration.resources import Night

LOAD_LOG = dg.AssetKey(["pantau", "load_log"])
NOTES = "notes"


def source_assets(contract: Contract) -> dg.AssetsDefinition:
    """Return the assets of one source; each object yields its own counts."""

    @dg.multi_asset(
        name=f"load_{contract.source}",
        specs=[
            dg.AssetSpec(
                key=[contract.source, name],
                description=delivered.description,
                group_name=f"ingest_{contract.source}",
                kinds={"python", "parquet"},
                skippable=True,
            )
            for name, delivered in contract.objects.items()
        ],
        can_subset=True,
    )
    def load(context: dg.AssetExecutionContext, night: Night) -> Iterator[dg.MaterializeResult]:
        from ingest.loads import load_source

        wanted = {key.path[-1] for key in context.selected_asset_keys}
        try:
            result = load_source(night.settings, contract, objects=wanted, progress=progress)
        except IngestError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        _tell(context, result.messages)
        for name in sorted(wanted):
            counts = asdict(result.objects[name])
            del counts["object_name"]
            yield dg.MaterializeResult(asset_key=[contract.source, name], metadata=counts)

    return load


def load_log_asset(contracts: dict[str, Contract]) -> dg.AssetsDefinition:
    """Return the asset that compiles all loads, refusals and landing problems into one table."""
    upstream = [
        dg.AssetKey([contract.source, name])
        for contract in contracts.values()
        for name in contract.objects
    ]

    @dg.asset(
        key=LOAD_LOG,
        deps=upstream,
        group_name="ingest_pantau",
        kinds={"python", "parquet"},
        description="One row per delivered file: what was read, loaded, rejected or refused.",
    )
    def load_log(context: dg.AssetExecutionContext, night: Night) -> dg.MaterializeResult:
        from ingest.ledger import write_load_log

        rows = write_load_log(night.settings, contracts)
        unknown = [
            f"{row.file_name}: not recognised ({row.reason})"
            for row in rows
            if row.status == "not_recognised" and row.source_system not in contracts
        ]
        _tell(context, unknown)
        for line in unknown:
            progress(line)
        return dg.MaterializeResult(metadata={"files": len(rows)})

    return load_log


def _tell(context: dg.AssetExecutionContext, lines: list[str]) -> None:
    """Show what stood out about files on the load log's page; the command line reads it there."""
    if lines:
        context.log_event(dg.AssetObservation(LOAD_LOG, metadata={NOTES: lines}))
