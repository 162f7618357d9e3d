"""The asset readers live on: the published version of a business date.

It stands behind every model and every test of the same run.
What does not belong here: the publication itself (see publishing).
"""

from collections.abc import Mapping, Sequence

import dagster as dg

from ingest.contracts import Contract
from orchestration.errors import NightError
from orchestration.jobs import FORCE_TAG
from orchestration.nightly.progress import progress
from orchestration.partitions import business_dates
from orchestration.publishing.publish import Publisher
from orchestration.publishing.store import Store
from orchestration.resources import Night

PUBLICATION = dg.AssetKey(["published", "warehouse"])


def publication_asset(
    contracts: Mapping[str, Contract], upstream: Sequence[dg.AssetKey]
) -> dg.AssetsDefinition:
    """Return the asset that publishes the build of its own run."""

    @dg.asset(
        key=PUBLICATION,
        deps=upstream,
        partitions_def=business_dates,
        group_name="publication",
        kinds={"duckdb", "parquet"},
        description="Core and marts of one business date, as readers have them.",
    )
    def warehouse(context: dg.AssetExecutionContext, night: Night) -> dg.MaterializeResult:
        build_file = night.workspace.build_file
        if not build_file.exists():
            raise dg.Failure(
                "There is no build to publish: start the whole job nightly_refresh.",
                allow_retries=False,
            )
        publisher = Publisher(
            store=Store(night.settings.published),
            contracts=contracts.values(),
            inputs=night.inputs(night.as_of(context.run)),
            run_id=context.run_id,
            keep=night.options.keep_versions,
            scratch=night.workspace.scratch,
            force=context.run.tags.get(FORCE_TAG) == "true",
            readers_had=night.readers_had,
            progress=lambda line: progress(f"publish: {line}"),
        )
        try:
            outcome = publisher.publish(build_file)
        except NightError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        night.keep_build()
        return dg.MaterializeResult(
            metadata={
                "outcome": outcome.kind,
                "version": outcome.version,
                "readers": outcome.readers,
                "tables": outcome.tables,
                "rows": outcome.rows,
                **night.load_counts(),
            }
        )

    return warehouse
