"""The business dates a night can be run for.

What does not belong here: which of them run when (see schedules).
"""

import dagster as dg

from ingest.settings import Settings

FIRST_BUSINESS_DATE = "2010-01-01"

# end_offset: today can be run by hand although it is not over; the schedule runs yesterday.
business_dates = dg.DailyPartitionsDefinition(
    start_date=FIRST_BUSINESS_DATE, timezone=Settings.from_env().time_zone, end_offset=1
)
