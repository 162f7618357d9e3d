"""What Dagster loads. This file only assembles; every concept has a file of its own."""

import dagster as dg

from ingest.contracts import usable_contracts
from ingest.settings import Settings
from orchestration.assets.dbt import warehouse_assets
from orchestration.assets.ingest import load_log_asset, source_assets
from orchestration.assets.publication import publication_asset
from orchestration.checks.late_feeds import late_feed_checks
from orchestration.jobs import nightly_refresh
from orchestration.nightly.manifest import ensure_manifest
from orchestration.resources import Night, dbt_resource
from orchestration.schedules import nightly_refresh_schedule

# a slip in one contract must not keep the other sources out of a night, which says so itself
contracts, _ = usable_contracts()
warehouse = warehouse_assets(ensure_manifest(Settings.from_env()))

defs = dg.Definitions(
    assets=[
        *(source_assets(contract) for contract in contracts.values()),
        load_log_asset(contracts),
        warehouse,
        publication_asset(contracts, upstream=list(warehouse.keys)),
    ],
    asset_checks=[late_feed_checks(contracts)],
    jobs=[nightly_refresh],
    schedules=[nightly_refresh_schedule],
    resources={"night": Night(), "dbt": dbt_resource()},
    # A step in a process of its own pays 5 s for loading this file again.
    executor=dg.in_process_executor,
)
