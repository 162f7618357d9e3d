"""Jobs: which assets run together.

What does not belong here: when they run (schedules) and what they do (assets).
"""

import dagster as dg

NIGHTLY_REFRESH = "nightly_refresh"
# A run with this tag set to "true" publishes also what was rolled back.
FORCE_TAG = "pantau/force"
# A run with this tag set to "true" builds from raw, whatever earlier build there is.
FROM_SCRATCH_TAG = "pantau/from_scratch"

nightly_refresh = dg.define_asset_job(
    NIGHTLY_REFRESH,
    selection=dg.AssetSelection.all(),
    description="Load what was delivered, build and test all models, publish if every test passes.",
)
