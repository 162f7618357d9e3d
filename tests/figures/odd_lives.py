"""Invent companies whose records are legal and odd: every cell keeps its contract, no more.

Dates in any order, equal instants, far futures, any pipeline and currency, merges and trees in
circles, references to nobody, what is deleted and comes back. One number is enough to invent a
company again. What does not belong here: any expectation.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from ingest.contracts import Column, ObjectContract, load_contracts

LAST = date(2026, 6, 30)
MOST_NIGHTS = 3
PEOPLE = ("users", "teams", "territories")
# What an id column refers to, where its name does not tell.
REFERENCES = {
    "owner_id": "users",
    "manager_id": "users",
    "parent_team_id": "teams",
    "parent_account_id": "accounts",
    "parent_territory_id": "territories",
    "parent_campaign_id": "campaigns",
    "converted_account_id": "accounts",
    "converted_contact_id": "contacts",
    "converted_opportunity_id": "opportunities",
}
WORDS = {
    "currency_code": ("IDR", "IDR", "USD", "usd", "EUR", "XYZ", ""),
    "pipeline_name": ("default", "", "Pipa", "partner"),
    "stage_name": (
        *("prospect", "qualified", "presentation", "quotation", "closing", "won", "lost"),
        *("open", "Won", "menang sekali", ""),
    ),
    "lead_status": ("open", "working", "qualified", "unqualified", "converted", "Hilang", ""),
    "lead_source": ("website", "referral", "unknown", "Zalo", ""),
    "priority": ("high", "tinggi", "low", "?", ""),
    "time_zone": ("Asia/Jakarta", "Asia/Jayapura", "America/New_York", "Mars/Base", ""),
    "measure": ("won_amount", "won_count"),
    "owner_kind": ("rep", "team", "territory", "company"),
    "source_system": ("generic",),
    "region": ("ID", "JB", "", "Bali"),
}
DAYS = ("1900-01-01", "2000-02-29", "2024-02-29", "2025-12-31", "2026-07-01", "2099-12-31")
TIMES = ("00:00:00", "23:59:59", "09:30:00", "09:30:00", "16:59:59", "17:00:00")
ZONES = ("+07:00", "Z", "-11:00", "+14:00")
AMOUNTS = ("0", "0.01", "-5000000", "100", "100", "99999999999999.99", "-0.005", "150000000.5")


@dataclass
class OddCompany:
    """One company; its nights lie in `landing` after ``write``."""

    seed: int
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Draw the size and the oddity of everything from one number."""
        self.dice = random.Random(self.seed)

    def write(self, landing: Path) -> list[date]:
        """Write all nights' files; returns the days, the latest last."""
        contracts = load_contracts()
        objects = {
            (source, name): contract
            for source in ("generic", "planning")
            for name, contract in contracts[source].objects.items()
            if name != "exclusions"
        }
        nights = [LAST - timedelta(days=d) for d in range(self.dice.randint(1, MOST_NIGHTS))][::-1]
        rows = {key: self._rows(key[1], contract) for key, contract in objects.items()}
        for night in nights:
            for (source, name), contract in objects.items():
                if self.dice.random() < 0.9:
                    write_sheet(landing / source / night.isoformat(), name, rows[source, name])
                rows[source, name] = list(self._changed(rows[source, name], name, contract))
        return nights

    def _rows(self, name: str, contract: ObjectContract) -> list[dict[str, str]]:
        count = self.dice.randint(1, 4 if name in PEOPLE else 12)
        found = {}
        for number in range(count):
            row = {c.name: self._cell(c, name, number) for c in contract.columns}
            found[tuple(row[key] for key in contract.keys)] = row
        return list(found.values())

    def _changed(
        self, rows: list[dict[str, str]], name: str, contract: ObjectContract
    ) -> Iterator[dict[str, str]]:
        """The rows of the next export: some are gone, of some a cell is another."""
        for row in rows:
            fate = self.dice.random()
            if fate < 0.1:
                continue
            column = self.dice.choice(contract.columns)
            if fate < 0.6 and column.name not in contract.keys:
                row = {**row, column.name: self._cell(column, name, 0)}
            yield row

    def _cell(self, column: Column, object_name: str, number: int) -> str:
        name, choose = column.name, self.dice.choice
        if name == own_id(object_name):
            return f"{object_name}-{number}"
        if not column.required and self.dice.random() < 0.12:
            return ""
        if column.accepted_values:
            return choose(column.accepted_values)
        if name in WORDS:
            return choose(WORDS[name])
        if name in ("is_deleted", "is_converted"):
            return choose(("true", "false", "false", "false"))
        if name == "merged_into_id":
            return f"{object_name}-{self.dice.randint(0, 13)}" if self.dice.random() < 0.2 else ""
        if name.endswith("_id"):
            return f"{referred(name, object_name)}-{self.dice.randint(0, 5)}"
        return self._value(column)

    def _value(self, column: Column) -> str:
        choose = self.dice.choice
        if column.type == "boolean":
            return choose(("true", "false"))
        if column.type == "integer":
            return choose(("0", "1", "-3", "2147483647"))
        if column.name in ("latitude", "longitude"):
            return choose(("-6.9", "0", "89.99"))
        if column.name == "probability":
            return choose(("0", "0.47", "1", "0.85"))
        if "rate" in column.name:
            return choose(("1", "16000", "0.0001"))
        if column.type == "decimal":
            return choose(AMOUNTS)
        if column.name == "month_start_date":
            return choose(("2026-05-01", "2026-06-01", "2026-07-01"))
        if column.type in ("date", "datetime"):
            near = (LAST - timedelta(days=self.dice.randint(-3, 90))).isoformat()
            day = near if self.dice.random() < 0.8 else choose(DAYS)
            return day if column.type == "date" else f"{day}T{choose(TIMES)}{choose(ZONES)}"
        return choose(("Melati", "PT Melati", "melati", "Toko 'A'", "x" * 300, "100"))


def own_id(object_name: str) -> str:
    """The id column of an object of the sheets: `opportunities` have an `opportunity_id`."""
    special = {"opportunities": "opportunity_id", "opportunity_lines": "line_id"}
    special |= dict.fromkeys(("stage_changes", "field_changes"), "change_id")
    special |= {"territories": "territory_id", "activities": "activity_id", "touches": "touch_id"}
    return special.get(object_name, f"{object_name.removesuffix('s')}_id")


def referred(name: str, object_name: str) -> str:
    """The object whose ids a column holds."""
    if name in REFERENCES:
        return REFERENCES[name]
    kinds = ("users", "teams", "accounts", "contacts", "leads", "opportunities", "products")
    kinds += ("campaigns", "territories")
    return next((kind for kind in kinds if own_id(kind) == name), object_name)


def write_sheet(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    """Write a sheet as CSV, with its header where there is a row."""
    if rows:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
