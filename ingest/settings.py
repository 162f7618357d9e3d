"""Where the data lies and which business settings hold, read once from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.errors import IngestError

REPOSITORY = Path(__file__).resolve().parent.parent
FISCAL_CALENDARS = ("months", "4-4-5", "4-5-4", "5-4-4")
PATTERN_MARKS = frozenset("'\"*?[]{},")


@dataclass(frozen=True)
class Settings:
    """One company is one data folder; these are its folders and its business settings."""

    data: Path
    reporting_currency: str = "IDR"
    time_zone: str = "Asia/Jakarta"
    fiscal_year_start: int = 1
    fiscal_calendar: str = "months"
    fiscal_week_start: int = 1

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read the PANTAU_* variables; raises IngestError naming the variable that is wrong."""
        env = os.environ if env is None else env
        data = Path(env.get("PANTAU_DATA") or REPOSITORY / "data").expanduser().resolve()
        if marks := sorted(set(str(data)) & PATTERN_MARKS):
            raise IngestError(
                f"PANTAU_DATA is {str(data)!r}: {' '.join(marks)} in a path stands for a pattern"
                ", ends a text in SQL or parts two folders; choose a folder without it."
            )
        if data.exists() and not data.is_dir():
            raise IngestError(f"PANTAU_DATA is {str(data)!r}, which is a file: name a folder.")
        currency = (env.get("PANTAU_REPORTING_CURRENCY") or "IDR").strip().upper()
        if not re.fullmatch(r"[A-Z]{3}", currency):
            raise IngestError(
                f"PANTAU_REPORTING_CURRENCY is {currency!r}: write a three-letter code such as IDR."
            )
        zone = (env.get("PANTAU_TIMEZONE") or "Asia/Jakarta").strip()
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise IngestError(
                f"PANTAU_TIMEZONE is {zone!r}: write a zone such as Asia/Jakarta."
            ) from error
        month = (env.get("PANTAU_FISCAL_YEAR_START") or "1").strip()
        if month not in {str(number) for number in range(1, 13)}:
            raise IngestError(
                f"PANTAU_FISCAL_YEAR_START is {month!r}: write a month number from 1 to 12."
            )
        calendar = (env.get("PANTAU_FISCAL_CALENDAR") or "months").strip()
        if calendar not in FISCAL_CALENDARS:
            raise IngestError(
                f"PANTAU_FISCAL_CALENDAR is {calendar!r}: write {' or '.join(FISCAL_CALENDARS)}."
            )
        weekday = (env.get("PANTAU_FISCAL_WEEK_START") or "1").strip()
        if weekday not in {str(number) for number in range(1, 8)}:
            raise IngestError(
                f"PANTAU_FISCAL_WEEK_START is {weekday!r}: write 1 for Monday to 7 for Sunday."
            )
        return cls(data, currency, zone, int(month), calendar, int(weekday))

    @property
    def landing(self) -> Path:
        """Deliveries as they came; never written by Pantau."""
        return self.data / "landing"

    @property
    def erase_list(self) -> Path:
        """Records whose personal data are taken out of all loads; need not be there."""
        return self.data / "erase_list.csv"

    @property
    def raw(self) -> Path:
        """Committed loads, one directory each."""
        return self.data / "raw"

    @property
    def quarantine(self) -> Path:
        """What is known about files that were refused as a whole."""
        return self.data / "quarantine"

    @property
    def superseded(self) -> Path:
        """Loads whose landing file was delivered again with other content."""
        return self.data / "superseded"

    @property
    def build(self) -> Path:
        """Private build files of running nights."""
        return self.data / "build"

    @property
    def base(self) -> Path:
        """The last good build file, which the next night continues."""
        return self.data / "base" / "build.duckdb"

    @property
    def published(self) -> Path:
        """What readers open."""
        return self.data / "published"

    @property
    def dagster(self) -> Path:
        """The Dagster instance of this data folder."""
        return self.data / "dagster"

    @property
    def truth(self) -> Path:
        """The simulator's own figures, beside the exports it wrote."""
        return self.data / "truth"

    @property
    def dev(self) -> Path:
        """Development builds."""
        return self.data / "dev"
