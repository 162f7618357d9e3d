"""The company's book rates for US dollars, invented: rupiah per dollar, set anew each quarter.

Each rate has a finite inverse, so that the planning sheet (rupiah per dollar) and the CRM's table
(dollars per rupiah) say the same to the last digit.
"""

from datetime import date
from decimal import Decimal

BOOK_RATE_DEFAULT = 16_000

_BY_QUARTER = (16_000, 16_384, 16_000, 15_625)


def book_rate(day: date) -> int:
    """Rupiah per dollar on a day: set anew each quarter."""
    return _BY_QUARTER[((day.month - 1) // 3 + day.year) % 4]


def inverse(rate: int) -> Decimal:
    """Dollars per rupiah, exact."""
    return Decimal(1) / Decimal(rate)


def to_rupiah(amount: int, currency: str, day: date) -> Decimal:
    """An amount in hundredths of its currency as rupiah at the rate of a day."""
    rate = book_rate(day) if currency == "USD" else 1
    return Decimal(amount * rate) / 100


def round_to(value: float, step: int) -> int:
    """The multiple of `step` nearest to a value."""
    return round(value / step) * step
