"""One exported record on the time line: what its row said when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ingest.sample.clock import DAY, utc_text

BIN_DAYS = 15

Value = str | int | float | bool | date | None


@dataclass
class Row:
    """A record: `versions` are (instant, fields that change then); absent from `removed` on."""

    object_name: str
    record_id: str
    versions: list[tuple[int, Mapping[str, Value]]] = field(default_factory=list)
    removed: int | None = None

    @property
    def created(self) -> int:
        """The instant of the first version."""
        return self.versions[0][0]

    def change(self, instant: int, **fields: Value) -> "Row":
        """Fields that change at an instant, not before the first call's; returns the row itself."""
        if self.versions:
            instant = max(instant, self.created)
        self.versions.append((instant, fields))
        return self

    def delete(self, instant: int | None, **fields: Value) -> "Row":
        """Flag as deleted; after BIN_DAYS days in the recycle bin the row is gone for good."""
        if instant is not None:
            self.change(instant, IsDeleted=True, **fields)
            self.removed = instant + BIN_DAYS * DAY
        return self

    def ordered(self) -> list[tuple[int, Mapping[str, Value]]]:
        """The versions in order of time; what the bin holds no longer changes."""
        versions = sorted(self.versions, key=lambda version: version[0])
        return versions if self.removed is None else [v for v in versions if v[0] < self.removed]


def money(hundredths: int | None) -> str:
    """An amount with two decimals, empty for none."""
    if hundredths is None:
        return ""
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{rest:02d}"


def stamp(instant: int | None) -> str:
    """A date-time as exported, empty for none."""
    return "" if instant is None else utc_text(instant)


def text(value: Value) -> str:
    """A field as exported: 1 and 0 for booleans, empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
