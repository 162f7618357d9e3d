"""The truth is counted on the time line; here the same figures come from exports alone."""

import itertools
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from .conftest import Row, Sample

CLOSED = ("Closed Won", "Closed Lost")
Sums = dict[tuple[str, str], list[Any]]


def local_day(utc: str) -> str:
    return (datetime.fromisoformat(utc) + timedelta(hours=7)).date().isoformat()


class Reader:
    """What somebody with nothing but the exports can know."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.nights = sorted(sample.exports)
        self.deals: dict[str, Row] = {}
        self.history: dict[str, list[Row]] = defaultdict(list)
        seen = set()
        for night in self.nights:
            self.deals.update({row["Id"]: row for row in sample.exports[night]["Opportunity"]})
            for row in sample.exports[night]["OpportunityHistory"]:
                if row["Id"] not in seen:
                    seen.add(row["Id"])
                    self.history[row["OpportunityId"]].append(row)

    def night_of(self, day: str) -> str:
        return max((n for n in self.nights if n <= day), default=self.nights[0])

    def owner(self, deal: str, day: str) -> str:
        for night in self.nights[self.nights.index(self.night_of(day)) :]:
            for row in self.sample.exports[night]["Opportunity"]:
                if row["Id"] == deal:
                    return row["OwnerId"]
        raise KeyError(deal)

    def team(self, user: str, day: str) -> str:
        for night in self.nights[self.nights.index(self.night_of(day)) :]:
            for row in self.sample.exports[night]["User"]:
                if row["Id"] == user:
                    return row["UserRoleId"]
        raise KeyError(user)

    def territory(self, account: str, day: str) -> str:
        for night in self.nights[self.nights.index(self.night_of(day)) :]:
            for row in self.sample.exports[night]["ObjectTerritory2Association"]:
                if row["ObjectId"] == account:
                    return row["Territory2Id"]
        raise KeyError(account)

    def rate(self, currency: str, day: str) -> Decimal:
        for row in self.sample.last["DatedConversionRate"]:
            if row["IsoCode"] == currency and row["StartDate"] <= day < row["NextStartDate"]:
                return 1 / Decimal(row["ConversionRate"])
        raise KeyError(currency, day)

    def closed(self) -> list[tuple[Row, str, bool, Decimal]]:
        """(row, close date, is won, counted amount in rupiah) of closed deals not deleted."""
        found = []
        for deal, row in self.deals.items():
            if row["IsDeleted"] == "1" or row["StageName"] not in CLOSED:
                continue
            states = self.history[deal]
            last_open = max(n for n, s in enumerate(states) if s["StageName"] not in CLOSED)
            day = row["CloseDate"]
            is_won = row["StageName"] == "Closed Won"
            amount = row["Amount"] if is_won else states[last_open]["Amount"]
            rupiah = Decimal(amount or 0) * self.rate(row["CurrencyIsoCode"], day)
            found.append((row, day, is_won, rupiah))
        return found


@pytest.fixture(scope="module")
def reader(sample: Sample) -> Reader:
    return Reader(sample)


def assert_sums(
    sample: Sample, table: str, key: str, expected: dict[tuple[str, str], list]
) -> None:
    rows = sample.true_rows(table)
    found = {
        (row[key], row["month_start_date"]): [
            int(row["won_count"]),
            Decimal(row["won_amount"]),
            int(row["lost_count"]),
            Decimal(row["lost_amount"]),
        ]
        for row in rows
    }
    assert len(found) == len(rows) > 20
    assert found == expected


def sums(keyed: list[tuple[tuple[str, str], bool, Decimal]]) -> Sums:
    found: Sums = defaultdict(lambda: [0, Decimal(0), 0, Decimal(0)])
    for key, is_won, amount in keyed:
        found[key][0 if is_won else 2] += 1
        found[key][1 if is_won else 3] += amount
    return dict(found)


def month(day: str) -> str:
    return f"{day[:7]}-01"


def test_won_and_lost_by_rep(sample: Sample, reader: Reader) -> None:
    keyed = [
        ((reader.owner(row["Id"], day), month(day)), is_won, amount)
        for row, day, is_won, amount in reader.closed()
    ]
    assert_sums(sample, "won_by_rep_month", "rep_id", sums(keyed))


def test_credited_and_current_owner_team_and_territory_differ_somewhere(
    sample: Sample, reader: Reader
) -> None:
    last = reader.nights[-1]
    closed = [(row, day) for row, day, _, _ in reader.closed()]
    assert any(reader.owner(row["Id"], day) != row["OwnerId"] for row, day in closed)
    accounts = {(row["AccountId"], day) for row, day in closed}
    assert any(reader.territory(a, day) != reader.territory(a, last) for a, day in accounts)
    owners = {(row["OwnerId"], day) for row, day in closed}
    assert any(reader.team(user, day) != reader.team(user, last) for user, day in owners)


def test_won_and_lost_by_the_team_that_the_owner_was_in(sample: Sample, reader: Reader) -> None:
    keyed = []
    for row, day, is_won, amount in reader.closed():
        team = reader.team(reader.owner(row["Id"], day), day)
        keyed.append(((team, month(day)), is_won, amount))
    assert_sums(sample, "won_by_team_month", "team_id", sums(keyed))


def test_won_and_lost_by_territory_of_the_account_on_the_close_date(
    sample: Sample, reader: Reader
) -> None:
    keyed = [
        ((reader.territory(row["AccountId"], day), month(day)), is_won, amount)
        for row, day, is_won, amount in reader.closed()
    ]
    assert_sums(sample, "won_by_territory_month", "territory_id", sums(keyed))


def test_rep_team_and_territory_tables_have_the_same_totals(sample: Sample) -> None:
    totals = []
    for table in ("won_by_rep_month", "won_by_team_month", "won_by_territory_month"):
        rows = sample.true_rows(table)
        totals.append(
            [
                sum(Decimal(row[name]) for row in rows)
                for name in ("won_count", "won_amount", "lost_count", "lost_amount")
            ]
        )
    assert totals[0] == totals[1] == totals[2]
    deals = [r for r in sample.true_rows("opportunities") if r["is_deleted"] == "false"]
    assert totals[0][0] == sum(1 for row in deals if row["won_date"])
    assert totals[0][1] == sum(Decimal(row["amount"]) for row in deals if row["won_date"])
    assert totals[0][2] == sum(1 for row in deals if row["lost_date"])


def test_open_deals_by_stage(sample: Sample, reader: Reader) -> None:
    counts: Counter[str] = Counter()
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for row in reader.deals.values():
        if row["IsDeleted"] == "0" and row["IsClosed"] == "0":
            counts[row["StageName"]] += 1
            rate = reader.rate(row["CurrencyIsoCode"], reader.nights[-1])
            amounts[row["StageName"]] += Decimal(row["Amount"] or 0) * rate
    rows = sample.true_rows("open_by_stage")
    assert {row["stage_name"]: int(row["open_count"]) for row in rows} == counts
    assert {row["stage_name"]: Decimal(row["open_amount"]) for row in rows} == amounts


def test_visits_are_the_runs_of_stages_in_the_history(sample: Sample, reader: Reader) -> None:
    expected = []
    for deal, states in reader.history.items():
        if reader.deals[deal]["IsDeleted"] == "1":
            continue
        runs = [
            s for n, s in enumerate(states) if not n or s["StageName"] != states[n - 1]["StageName"]
        ]
        days = [local_day(run["CreatedDate"]) for run in runs]
        if runs[-1]["StageName"] in CLOSED:
            days[-1] = reader.deals[deal]["CloseDate"]
        for number, run in enumerate(runs):
            left = days[number + 1] if number + 1 < len(runs) else ""
            expected.append((deal, str(number + 1), run["StageName"], days[number], left))
    found = [tuple(row.values()) for row in sample.true_rows("stage_visits")]
    assert sorted(found) == sorted(expected)


def test_opportunities_one_by_one(sample: Sample, reader: Reader) -> None:
    closed = {row["Id"]: day for row, day, _, _ in reader.closed()}
    rows = {row["opportunity_id"]: row for row in sample.true_rows("opportunities")}
    assert set(rows) == set(reader.deals)
    for deal, row in rows.items():
        exported, states = reader.deals[deal], reader.history[deal]
        assert row["stage_name"] == exported["StageName"]
        assert row["amount_trx"] == exported["Amount"]
        assert row["owner_id"] == exported["OwnerId"]
        assert row["created_date"] == local_day(exported["CreatedDate"])
        assert row["push_count"] == exported["PushCount"]
        pairs = list(itertools.pairwise(states))
        assert int(row["reopen_count"]) == sum(
            a["StageName"] in CLOSED and b["StageName"] not in CLOSED for a, b in pairs
        )
        pushes = [
            date.fromisoformat(b["CloseDate"]) - date.fromisoformat(a["CloseDate"])
            for a, b in pairs
            if a["CloseDate"][:7] < b["CloseDate"][:7]
        ]
        assert (int(row["push_count"]), int(row["push_days"])) == (
            len(pushes),
            sum(push.days for push in pushes),
        )
        if row["is_deleted"] == "false":
            assert row["closed_date"] == closed.get(deal, "")
    assert any(row["reopen_count"] != "0" for row in rows.values())
    assert any(row["is_deleted"] == "true" for row in rows.values())


def test_pushes_happen_only_while_a_deal_is_open(reader: Reader) -> None:
    for states in reader.history.values():
        for before, after in itertools.pairwise(states):
            if before["CloseDate"][:7] != after["CloseDate"][:7]:
                assert before["StageName"] == after["StageName"] not in CLOSED


def test_leads_by_source(sample: Sample, reader: Reader) -> None:
    won = {row["Id"] for row, _, is_won, _ in reader.closed() if is_won}
    expected: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in sample.last["Lead"]:
        if row["IsDeleted"] == "0":
            counts = expected[
                row["LeadSource"] or "not_provided", month(local_day(row["CreatedDate"]))
            ]
            counts[0] += 1
            counts[1] += row["IsConverted"] == "1"
            counts[2] += row["ConvertedOpportunityId"] in won
    found = {
        (row["lead_source"], row["month_start_date"]): [
            int(row["lead_count"]),
            int(row["converted_count"]),
            int(row["won_count"]),
        ]
        for row in sample.true_rows("leads_by_source_month")
    }
    assert found == expected
    assert any(source == "not_provided" for source, _ in found)


def test_first_response_is_the_first_call_or_mail_to_the_lead_or_its_contact(
    sample: Sample, reader: Reader
) -> None:
    lead_of = {
        r["ConvertedContactId"]: r["Id"] for r in sample.last["Lead"] if r["IsConverted"] == "1"
    }
    first: dict[str, str] = {}
    for row in sample.last["Task"]:
        lead = lead_of.get(row["WhoId"], row["WhoId"])
        if row["Type"] in ("Call", "Email") and row["CallType"] != "Inbound":
            first[lead] = min(first.get(lead, "9999"), row["CreatedDate"])
    rows = [r for r in sample.true_rows("leads") if r["is_deleted"] == "false"]
    assert {r["lead_id"]: r["first_response_at"] for r in rows if r["first_response_at"]} == {
        r["lead_id"]: first[r["lead_id"]] for r in rows if r["lead_id"] in first
    }
    statuses = {row["Id"]: row["Status"] for row in sample.last["Lead"]}
    assert all(row["lead_status"] == statuses[row["lead_id"]] for row in rows)


def test_cases_by_territory(sample: Sample, reader: Reader) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for row in sample.last["Case"]:
        opened = local_day(row["CreatedDate"])
        expected[reader.territory(row["AccountId"], opened), month(opened)] += 1
    found = {
        (row["territory_id"], row["month_start_date"]): int(row["case_count"])
        for row in sample.true_rows("cases_by_territory_month")
    }
    assert found == expected


def test_loads_are_the_rows_in_the_files(sample: Sample) -> None:
    rows = sample.true_rows("loads")
    for night, objects in sample.exports.items():
        counts = sorted(len(content) for content in objects.values())
        told = [
            r for r in rows if r["source_system"] == "salesforce" and r["export_as_of"] == night
        ]
        present = sorted(int(row["rows"]) for row in told if row["rows"] != "0")
        assert present == [count for count in counts if count]
    for row in rows:
        if row["source_system"] == "planning":
            sheet = sample.landing / "planning" / row["export_as_of"] / f"{row['object_name']}.csv"
            assert len(sheet.read_text(encoding="utf-8").splitlines()) == int(row["rows"]) + 1


def test_both_tables_of_exchange_rates_say_the_same(sample: Sample, reader: Reader) -> None:
    folder = min((sample.landing / "planning").iterdir())
    lines = (folder / "fx_rates.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) > 18
    for line in lines:
        currency, day, quote, rate = line.split(",")
        assert quote == "IDR"
        assert reader.rate(currency, day) == Decimal(rate)


def test_targets_are_those_of_the_last_sheet(sample: Sample) -> None:
    folder = max((sample.landing / "planning").iterdir())
    lines = (folder / "targets.csv").read_text(encoding="utf-8").splitlines()[1:]
    sheet = {tuple(line.split(",")[2:6]): line.split(",")[6] for line in lines}
    rows = sample.true_rows("targets_by_rep_month")
    for row in rows:
        key = ("rep", row["rep_id"], row["month_start_date"])
        assert sheet[(*key, "won_amount")] == row["target_amount"]
        assert sheet[(*key, "won_count")] == row["target_count"]
    assert len(rows) == sum(1 for key in sheet if key[0] == "rep") / 2
    company = sum(
        Decimal(v) for k, v in sheet.items() if k[0] == "company" and k[3] == "won_amount"
    )
    assert company == sum(Decimal(row["target_amount"]) for row in rows)
