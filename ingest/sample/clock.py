"""Time in the sample: instants are seconds since 1970 in UTC, days those of Jakarta (UTC+7)."""

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Generic, TypeVar

from ingest.sample.holidays import HOLIDAYS

DAY = 86_400
_OFFSET = 7 * 3_600
_EPOCH = date(1970, 1, 1).toordinal()
_DAYS_OFF = frozenset(holiday.day for holiday in HOLIDAYS)
_LEBARAN = (date(2024, 4, 10), date(2025, 3, 31), date(2026, 3, 21))

LAST_NIGHT = date(2026, 6, 30)
_COMPANY_START = date(2024, 11, 1)

T = TypeVar("T")


@dataclass(frozen=True)
class Span:
    """The company's life: its first day and the export nights."""

    first_day: date
    nights: tuple[date, ...]

    @property
    def start(self) -> int:
        """First instant of the company's first day."""
        return at(self.first_day)

    @property
    def end(self) -> int:
        """First instant after the last night."""
        return at(self.nights[-1] + timedelta(days=1))

    @property
    def cutoffs(self) -> list[int]:
        """One per night: an export holds what happened before the midnight that ends its date."""
        return [at(night + timedelta(days=1)) for night in self.nights]

    @property
    def months(self) -> float:
        """Length of the life in months of 30.4 days."""
        return (self.end - self.start) / DAY / 30.4


def make_span(nights: int) -> Span:
    """`nights` consecutive dates up to LAST_NIGHT, after at least 18 months of company life."""
    if nights < 1:
        raise ValueError(f"nights is {nights}; at least 1 is needed")
    first_night = LAST_NIGHT - timedelta(days=nights - 1)
    first_day = min(_COMPANY_START, (first_night - timedelta(days=545)).replace(day=1))
    return Span(first_day, tuple(first_night + timedelta(days=n) for n in range(nights)))


def at(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """The instant of a Jakarta wall-clock time."""
    return (day.toordinal() - _EPOCH) * DAY + hour * 3_600 + minute * 60 + second - _OFFSET


def local_date(instant: int) -> date:
    """The business day of an instant."""
    return date.fromordinal((instant + _OFFSET) // DAY + _EPOCH)


def utc_text(instant: int) -> str:
    """`YYYY-MM-DD HH:MM:SS` in UTC."""
    return datetime.fromtimestamp(instant, UTC).isoformat(" ")[:19]


def month_start(day: date) -> date:
    """First day of the month."""
    return day.replace(day=1)


def months_between(first: date, last: date) -> Iterator[date]:
    """First days of all months from that of `first` to that of `last`."""
    month = month_start(first)
    while month <= last:
        yield month
        month = month_start(month + timedelta(days=31))


def is_working_day(day: date) -> bool:
    """Monday to Friday and neither a public holiday nor joint leave."""
    return day.weekday() < 5 and day not in _DAYS_OFF


def days_to_lebaran(day: date) -> int:
    """Days from `day` to the nearest Idul Fitri: positive before it, negative after."""
    return min(((feast - day).days for feast in _LEBARAN), key=abs)


def working_instant(rng: Random, instant: int) -> int:
    """A later instant on the same or the next working day, one in twelve at night."""
    day = local_date(instant)
    while not is_working_day(day):
        day += timedelta(days=1)
    if rng.random() < 0.08:
        hour = rng.choice((0, 1, 4, 5, 6, 20, 21, 22, 23))
    else:
        hour = rng.choice((8, 9, 9, 10, 10, 11, 11, 13, 14, 14, 15, 15, 16, 16, 17))
    moment = at(day, hour, rng.randrange(60), rng.randrange(60))
    while moment <= instant:
        moment += rng.randrange(1_200, 9_000)
    return moment


def lognormal(rng: Random, median: float, sigma: float) -> float:
    """A log-normal draw with the given median."""
    return median * math.exp(rng.gauss(0.0, sigma))


def logistic(value: float) -> float:
    """1 / (1 + e^-value)."""
    return 1.0 / (1.0 + math.exp(-value))


class Steps(Generic[T]):
    """A value that changes at instants; before the first change it is the initial one."""

    __slots__ = ("instants", "values")

    def __init__(self, initial: T) -> None:
        self.instants: list[int] = []
        self.values: list[T] = [initial]

    def set(self, instant: int, value: T) -> None:
        """From `instant` on the value is `value`; changes come in order of time."""
        if self.instants and instant <= self.instants[-1]:
            raise ValueError("changes of a step value must come in order of time")
        self.instants.append(instant)
        self.values.append(value)

    def at(self, instant: int) -> T:
        """The value at an instant."""
        return self.values[bisect_right(self.instants, instant)]

    def on(self, day: date) -> T:
        """The value at the end of a business day, as that evening's export shows it."""
        return self.at(at(day + timedelta(days=1)) - 1)

    @property
    def first(self) -> T:
        """The initial value."""
        return self.values[0]

    @property
    def last(self) -> T:
        """The value after all changes."""
        return self.values[-1]

    def changes(self) -> Iterator[tuple[int, T]]:
        """The changes in order of time, without the initial value."""
        return zip(self.instants, self.values[1:], strict=True)
