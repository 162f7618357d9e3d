"""Whatever is merged into whatever: nothing is lost, nothing counts twice, no night fails.

Hypothesis draws companies of leads and deals with pointers that may form chains, trees, circles or
lead nowhere. What the survivor of each group must be is worked out here, from the rules alone.
"""

import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.lane.company import Company

DAYS = ("2026-06-01", "2026-06-08", "2026-06-15")
BEGIN = datetime(2026, 5, 1, 2, tzinfo=UTC)
SIZE = 9


class Record(NamedTuple):
    """A lead or deal: when it came, what it was, and which record it is merged into, if any."""

    hour: int
    status: str
    amount: int | None
    target: int | None
    told: str
    called_after: int | None


def records(*statuses: str) -> st.SearchStrategy[list[Record]]:
    target = st.none() | st.integers(0, SIZE)  # SIZE is a record that was never delivered
    one = st.builds(
        Record,
        st.integers(0, 700),
        st.sampled_from(statuses),
        st.none() | st.integers(1, 99),
        target,
        st.sampled_from(DAYS),
        st.none() | st.integers(0, 700),
    )
    return st.lists(one, min_size=SIZE, max_size=SIZE)


def groups(drawn: list[Record]) -> dict[int, list[int]]:
    """Survivors with everything merged into them; what runs in a circle or nowhere is its own."""
    found: dict[int, list[int]] = {}
    for number in range(SIZE):
        at, seen = number, set[int]()
        while at < SIZE and at not in seen and (target := drawn[at].target) is not None:
            seen.add(at)
            at = target
        resolved = at if at < SIZE and at not in seen else number
        found.setdefault(resolved, []).append(number)
    return found


def hour(number: int) -> str:
    return f"{BEGIN + timedelta(hours=number):%Y-%m-%dT%H:%M:%S}+00:00"


def deliver(data: Path, leads: list[Record], deals: list[Record]) -> None:
    """Three exports; a merge is told from its day on, and empties a deal the export after."""
    merged = {i for survivor, members in groups(deals).items() for i in members if i != survivor}
    emptied = Record(0, "lost", None, None, "", None)
    for day in DAYS:
        folder = data / "landing" / "generic" / day
        folder.mkdir(parents=True)

        def into(record: Record, letter: str, day: str = day) -> str:
            is_told = record.target is not None and record.told <= day
            return f"{letter}{record.target}" if is_told else ""

        sheets = {
            "users": ["user_id", "U1"],
            "leads": [
                "lead_id,lead_status,owner_id,created_at,converted_opportunity_id,converted_date"
                ",merged_into_id"
            ]
            + [
                f"L{i},{x.status},U1,{hour(x.hour)},"
                + (f"O{i},2026-05-31" if x.status == "converted" else ",")
                + f",{into(x, 'L')}"
                for i, x in enumerate(leads)
            ],
            "opportunities": [
                "opportunity_id,stage_name,amount,close_date,created_at,merged_into_id"
            ]
            + [
                f"O{i},{y.status},{y.amount or ''},2026-05-31,{hour(x.hour)},{into(x, 'O')}"
                for i, x in enumerate(deals)
                for y in [emptied if i in merged and x.told < day else x]
            ],
            "activities": ["activity_id,activity_kind,owner_id,lead_id,completed_at,direction"]
            + [
                f"V{i},call,U1,L{i},{hour(x.called_after)},outbound"
                for i, x in enumerate(leads)
                if x.called_after is not None
            ],
        }
        for name, lines in sheets.items():
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def expected_leads(leads: list[Record]) -> dict[str, tuple[Any, ...]]:
    """Beginning, conversion and first answer of the survivor of each group."""
    found = {}
    for survivor, members in groups(leads).items():
        begin = min(leads[i].hour for i in members)
        calls = [leads[i].called_after for i in members]
        answers = [call for call in calls if call is not None and call >= begin]
        is_converted = any(leads[i].status == "converted" for i in members)
        found[f"L{survivor}"] = (hour(begin), is_converted, hour(min(answers)) if answers else None)
    return found


def expected_deals(deals: list[Record]) -> dict[str, tuple[Any, ...]]:
    """Beginning, stage and amount: its own, else that of the one merged last that has one."""
    found = {}
    for survivor, members in groups(deals).items():
        others = sorted((i for i in members if i != survivor), key=lambda i: (deals[i].told, i))
        amounts = [deals[i].amount for i in [*others, survivor] if deals[i].amount is not None]
        begin = min(deals[i].hour for i in members)
        found[f"O{survivor}"] = (hour(begin), deals[survivor].status, amounts[-1:])
    return found


def texts(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(f"{x:%Y-%m-%dT%H:%M:%S}+00:00" if isinstance(x, datetime) else x for x in row)


def total(amounts: Mapping[str, tuple[Any, ...]], stage: str) -> Decimal:
    return Decimal(sum(sum(row[2]) for row in amounts.values() if row[1] == stage))


@settings(max_examples=3, deadline=None, derandomize=True, database=None)
@given(records("new", "working", "converted"), records("prospect", "won", "lost"))
def test_every_group_is_one_record_that_has_what_all_had(
    leads: list[Record], deals: list[Record]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        deliver(Path(folder), leads, deals)
        night = Company(Path(folder)).night()
    people, wanted = expected_leads(leads), expected_deals(deals)
    rows = night.query(
        "select lead_id, lead_created_at, is_converted, first_response_at from core.fct_leads"
    )
    assert {row[0]: texts(row[1:]) for row in rows} == people
    rows = night.query(
        "select opportunity_id, created_at, stage_name, amount"
        " from core.fct_opportunities where not is_merged"
    )
    assert {
        key: (*texts((begin,)), stage, [] if amount is None else [amount])
        for key, begin, stage, amount in rows
    } == wanted
    merged = "select count(*) from core.bridge_merged_records where record_kind = ?"
    assert len(people) + night.value(merged, "lead") == SIZE
    assert len(wanted) + night.value(merged, "opportunity") == SIZE
    assert night.query(
        "select coalesce(sum(won_amount), 0), coalesce(sum(lost_count), 0)"
        " from marts.mart_sales_trend_by_month where segment_kind = 'company'"
    ) == [(total(wanted, "won"), sum(row[1] == "lost" for row in wanted.values()))]
    # every deal that a delivered lead became is some lead's, unless it was merged itself
    became = {i for i, x in enumerate(leads) if x.status == "converted"}
    of_leads = {
        f"O{survivor}" for survivor, members in groups(deals).items() if became & {*members}
    }
    assert {
        key
        for (key,) in night.query(
            "select opportunity_id from core.bridge_lead_conversions"
            " inner join core.fct_opportunities using (opportunity_key) where not is_direct"
        )
    } == of_leads
