"""The last gate before readers: no contact data and no free text leaves the build by name.

What does not belong here: deciding what is personal. The contracts do that, column by column.
"""

from collections.abc import Iterable

from ingest.contracts import Contract
from orchestration.errors import NightError
from orchestration.publishing.tables import Table

PRIVATE_TAGS = frozenset({"contact", "free_text"})

# Each name here is a decision: our own words under the name of a private source column.
PUBLISHED_ON_PURPOSE = frozenset(
    {
        "marts.mart_coverage_report.subject",
    }
)


def private_column_names(contracts: Iterable[Contract]) -> dict[str, str]:
    """Return column name -> ``source.object`` of every column tagged contact or free text."""
    return {
        column.name.lower(): f"{contract.source}.{object_name}"
        for contract in contracts
        for object_name, delivered in contract.objects.items()
        for column in delivered.columns
        if column.personal_data in PRIVATE_TAGS
    }


def refuse_private_columns(tables: Iterable[Table], private: dict[str, str]) -> None:
    """Raise NightError when a published column bears the name of a private source column."""
    leaks = [
        f"{table.label}.{column.name} (private in {private[column.name.lower()]})"
        for table in tables
        for column in table.columns
        if column.name.lower() in private
        and f"{table.label}.{column.name}" not in PUBLISHED_ON_PURPOSE
    ]
    if leaks:
        raise NightError(
            f"Nothing was published: {', '.join(leaks)}. Drop the column from the model, or rename "
            "it there if it holds something else."
        )
