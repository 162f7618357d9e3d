"""Rupiah: the rates that planning delivers, each from its date until the next."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.figures.plain.read import cents, latest_sheet


class Rates:
    """The planning sheet of exchange rates."""

    def __init__(self, landing: Path) -> None:
        self.rates: dict[str, dict[date, Decimal]] = {}
        for row in latest_sheet(landing, "fx_rates"):
            by_date = self.rates.setdefault(row["currency_code"], {})
            by_date[date.fromisoformat(row["rate_date"])] = Decimal(row["rate"])

    def rupiah(self, amount: Decimal | None, currency: str, day: date) -> Decimal | None:
        """The amount at the last rate on or before the day; without a rate it is unknown."""
        if amount is None or currency == "IDR":
            return amount
        known = [start for start in self.rates.get(currency, {}) if start <= day]
        return cents(amount * self.rates[currency][max(known)]) if known else None
