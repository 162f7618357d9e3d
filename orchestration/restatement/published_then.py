"""Which publication the operator means, and what is known of it.

What does not belong here: making its file again (see rebuild).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from orchestration.errors import NightError
from orchestration.publishing.candidate import FILE_NAME
from orchestration.publishing.store import Store

MOST_NAMED = 5


@dataclass(frozen=True)
class Published:
    """One version that readers have or had; ``file`` is None where it is no longer kept."""

    version: str
    as_of_date: date
    published_at: datetime
    tables: dict[str, Any]
    code: str | None
    settings: str | None
    file: Path | None

    @property
    def known_at(self) -> str:
        """The instant of publication in UTC, as the load log writes instants."""
        return self.published_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")

    @property
    def first_open_day(self) -> date:
        """The day after its last full month: earlier days lie in months that were complete."""
        return (self.as_of_date + timedelta(days=1)).replace(day=1)


def describe(store: Store, description: dict[str, Any]) -> Published:
    """Return a description as the store keeps it in the words used here."""
    file = store.folder / description["version"] / FILE_NAME
    return Published(
        version=description["version"],
        as_of_date=date.fromisoformat(description["as_of_date"]),
        published_at=_instant(description["published_at"]),
        tables=description["tables"],
        code=description.get("input_code"),
        settings=description.get("input_settings"),
        file=file if file.exists() else None,
    )


def current(store: Store) -> Published:
    """Return what readers have now; raises NightError before the first publication."""
    description = store.current()
    if description is None:
        raise NightError("Nothing is published yet, so there is nothing to compare.")
    return describe(store, description)


def find(store: Store, since: str) -> Published:
    """Return the publication named by a version, a business date or an instant in UTC.

    A date stands for the latest publication up to that business date, an instant for the latest one
    made by then. Raises NightError naming what there is when nothing fits.
    """
    ever = [describe(store, description) for description in store.ever_published()]
    named = [one for one in ever if one.version == since]
    if named:
        return named[-1]
    try:
        wanted = date.fromisoformat(since)
    except ValueError:
        wanted = None
    if wanted:
        fitting = [one for one in ever if one.as_of_date <= wanted]
        fitting.sort(key=lambda one: (one.as_of_date, one.published_at))
    else:
        try:
            instant = _instant(since)
        except ValueError:
            raise NightError(f"There is no version {since!r}. {_known(ever)}") from None
        fitting = [one for one in ever if one.published_at <= instant]
    if not fitting:
        raise NightError(f"Nothing was published by {since}. {_known(ever)}")
    return fitting[-1]


def _instant(text: str) -> datetime:
    """Read an ISO instant; without an offset it is UTC. Raises ValueError."""
    if "_" in text:
        # Python takes any character between date and time, and so the name of a version.
        raise ValueError(text)
    instant = datetime.fromisoformat(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant


def _known(ever: list[Published]) -> str:
    latest = ", ".join(one.version for one in reversed(ever[-MOST_NAMED:]))
    return (
        f"Give a version, a business date or an instant in UTC; the latest versions are {latest}, "
        f"the first was published {ever[0].published_at:%Y-%m-%d %H:%M} UTC."
    )
