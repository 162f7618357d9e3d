"""Planning sheets: all on the first night, later those that have changed, each sheet whole.

The CRM exports territories and assignments itself, so those three sheets hold only their header.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from ingest.contracts import SOURCES, load_contract
from ingest.sample.clock import months_between
from ingest.sample.export_salesforce import Written
from ingest.sample.fx import book_rate
from ingest.sample.holidays import HOLIDAYS
from ingest.sample.targets import AMOUNT, sheet_days, targets_on
from ingest.sample.world import World


def write_planning(folder: Path, world: World) -> Iterator[list[Written]]:
    """Write the sheets that are new or changed under `folder`/<date>/ and yield what they hold."""
    headers = planning_headers()
    delivered: dict[str, list[list[str]]] = {}
    for day in sheet_days(world):
        written = []
        for name, header in headers.items():
            rows = list(_rows(name, world, day))
            if delivered.get(name) == rows:
                continue
            delivered[name] = rows
            path = folder / day.isoformat() / f"{name}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = [",".join(fields) + "\n" for fields in [header, *rows]]
            path.write_bytes("".join(lines).encode())
            written.append(Written("planning", name, day, len(rows), 1))
        yield written


def planning_headers() -> dict[str, list[str]]:
    """Column headers by sheet, as the contract states them."""
    contract = load_contract(SOURCES / "planning.yml")
    return {
        name: [column.headers[0] for column in spec.columns]
        for name, spec in contract.objects.items()
    }


def _rows(name: str, world: World, day: date) -> Iterable[list[str]]:
    if name == "targets":
        for target in targets_on(world, day):
            is_money = target.measure == AMOUNT
            yield [
                target.target_id,
                "salesforce",
                target.owner_kind,
                target.owner_id,
                target.month.isoformat(),
                target.measure,
                f"{target.amount}.00" if is_money else str(target.amount),
                "IDR" if is_money else "",
            ]
    elif name == "fx_rates":
        for month in months_between(world.span.first_day - timedelta(days=92), day):
            yield ["USD", month.isoformat(), "IDR", str(book_rate(month))]
    elif name == "holidays":
        for holiday in HOLIDAYS:
            joint = "true" if holiday.is_joint_leave else "false"
            yield [holiday.day.isoformat(), "ID", holiday.name_en, holiday.name_id, joint]
