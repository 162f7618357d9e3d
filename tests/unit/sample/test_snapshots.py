"""Every night must be what a CRM would have exported that evening."""

import itertools
from datetime import date, datetime, timedelta

from ingest.sample.clock import make_span
from ingest.sample.turnover import change_days

from .conftest import Row, Sample

REFERENCES = {
    "User": {"ManagerId": "User", "UserRoleId": "UserRole"},
    "UserRole": {"ParentRoleId": "UserRole"},
    "Account": {"OwnerId": "User", "ParentId": "Account", "MasterRecordId": "Account"},
    "Contact": {"AccountId": "Account", "OwnerId": "User"},
    "Lead": {
        "OwnerId": "User",
        "MasterRecordId": "Lead",
        "ConvertedAccountId": "Account",
        "ConvertedContactId": "Contact",
    },
    "Opportunity": {"AccountId": "Account", "OwnerId": "User", "CampaignId": "Campaign"},
    "OpportunityHistory": {"OpportunityId": "Opportunity", "CreatedById": "User"},
    "OpportunityLineItem": {"OpportunityId": "Opportunity", "Product2Id": "Product2"},
    "CampaignMember": {"CampaignId": "Campaign", "ContactId": "Contact"},
    "Quote": {"OpportunityId": "Opportunity"},
    "Task": {"OwnerId": "User", "AccountId": "Account"},
    "Event": {
        "OwnerId": "User",
        "AccountId": "Account",
        "WhatId": "Opportunity",
        "WhoId": "Contact",
    },
    "Case": {"AccountId": "Account", "ContactId": "Contact", "OwnerId": "User"},
    "Territory2": {"ParentTerritory2Id": "Territory2"},
    "UserTerritory2Association": {"UserId": "User", "Territory2Id": "Territory2"},
    "ObjectTerritory2Association": {"ObjectId": "Account", "Territory2Id": "Territory2"},
}


def by_id(rows: list[Row]) -> dict[str, Row]:
    return {row["Id"]: row for row in rows}


def test_nothing_of_the_future_is_exported(sample: Sample) -> None:
    for night, objects in sample.exports.items():
        midnight = datetime.fromisoformat(night) + timedelta(days=1, hours=-7)
        for rows in objects.values():
            for row in rows:
                assert datetime.fromisoformat(row["SystemModstamp"]) < midnight
                for name in ("CreatedDate", "CompletedDateTime", "ClosedDate"):
                    if row.get(name):
                        assert datetime.fromisoformat(row[name]) < midnight
                assert row.get("CreatedDate", "") <= row["SystemModstamp"]


def test_history_ends_where_the_opportunity_stands(sample: Sample) -> None:
    for objects in sample.exports.values():
        last: dict[str, Row] = {}
        for row in objects["OpportunityHistory"]:
            before = last.get(row["OpportunityId"])
            assert before is None or before["CreatedDate"] < row["CreatedDate"]
            if before:
                assert row["PrevAmount"] == before["Amount"]
                assert row["PrevCloseDate"] == before["CloseDate"]
            last[row["OpportunityId"]] = row
        assert set(last) == {row["Id"] for row in objects["Opportunity"]}
        for row in objects["Opportunity"]:
            for name in ("StageName", "Amount", "CloseDate", "Probability", "ForecastCategory"):
                assert row[name] == last[row["Id"]][name]
            assert row["IsDeleted"] == last[row["Id"]]["IsDeleted"]


def test_closed_deals_have_an_amount_and_lines_add_up(sample: Sample) -> None:
    for objects in sample.exports.values():
        totals: dict[str, int] = {}
        for line in objects["OpportunityLineItem"]:
            cents = int(line["TotalPrice"].replace(".", ""))
            totals[line["OpportunityId"]] = totals.get(line["OpportunityId"], 0) + cents
            price = int(line["UnitPrice"].replace(".", ""))
            assert cents == round(float(line["Quantity"])) * price
        for row in objects["Opportunity"]:
            assert (row["IsClosed"] == "1") == row["StageName"].startswith("Closed")
            assert (row["IsWon"] == "1") == (row["StageName"] == "Closed Won")
            assert row["Amount"] or row["IsClosed"] == "0"
            assert (row["HasOpportunityLineItem"] == "1") == (row["Id"] in totals)
            if row["Id"] in totals:
                assert int(row["Amount"].replace(".", "")) == totals[row["Id"]]


def test_quotes_end_with_their_opportunity(sample: Sample) -> None:
    quotes = sample.last["Quote"]
    deals = {row["Id"]: row for row in sample.last["Opportunity"]}
    ends = {"Accepted": "Closed Won", "Denied": "Closed Lost"}
    statuses = {row["Status"] for row in quotes}
    assert {"Presented", *ends} <= statuses <= {"Draft", "Presented", *ends}
    passed = {(row["OpportunityId"], row["StageName"]) for row in sample.last["OpportunityHistory"]}
    numbers = [row["QuoteNumber"] for row in sorted(quotes, key=lambda row: row["CreatedDate"])]
    assert numbers == sorted(set(numbers))
    for row in quotes:
        deal = deals[row["OpportunityId"]]
        assert row["CreatedDate"] >= deal["CreatedDate"]
        assert row["CurrencyIsoCode"] == deal["CurrencyIsoCode"]
        assert (row["OpportunityId"], "Penawaran") in passed
        if row["Status"] in ends:
            assert (row["OpportunityId"], ends[row["Status"]]) in passed


def test_only_lost_deals_have_a_reason(sample: Sample) -> None:
    lost = {row["LossReason__c"] for row in sample.last["Opportunity"] if row["IsClosed"] == "1"}
    assert {"Harga", ""} < lost
    for row in sample.last["Opportunity"]:
        assert row["StageName"] == "Closed Lost" or not row["LossReason__c"]


def test_every_reference_finds_its_record(sample: Sample) -> None:
    for night, objects in sample.exports.items():
        known = {name: by_id(rows) for name, rows in objects.items()}
        for name, references in REFERENCES.items():
            for column, target in references.items():
                missing = {row[column] for row in objects[name]} - {""} - set(known[target])
                assert not missing, (night, name, column)
        people = set(known["Lead"]) | set(known["Contact"])
        assert {row["WhoId"] for row in objects["Task"]} - {""} <= people
        matters = set(known["Opportunity"]) | set(known["Case"])
        assert {row["WhatId"] for row in objects["Task"]} - {""} <= matters
        present = [row for row in objects["Lead"] if row["IsConverted"] == "1"]
        purged = {o.opportunity_id for o in sample.world.opportunities if o.deleted}
        ids = {row["ConvertedOpportunityId"] for row in present}
        assert ids - set(known["Opportunity"]) <= purged


def test_rows_disappear_only_from_the_bin_and_from_assignments(sample: Sample) -> None:
    nights = sorted(sample.exports)
    for before, after in itertools.pairwise(nights):
        for name, rows in sample.exports[before].items():
            if name.endswith("Territory2Association"):
                continue
            left = {row["Id"] for row in sample.exports[after][name]}
            gone = [row for row in rows if row["Id"] not in left]
            assert all(row["IsDeleted"] == "1" for row in gone)
            assert len(left) >= 0.9 * len(rows)


def test_each_kind_of_change_happens(sample: Sample) -> None:
    nights = sorted(sample.exports)
    first, last = sample.exports[nights[0]], sample.exports[nights[-1]]

    def changed(name: str, column: str) -> int:
        then = by_id(first[name])
        return sum(
            row[column] != then[row["Id"]][column] for row in last[name] if row["Id"] in then
        )

    assert changed("User", "IsActive") and changed("User", "UserRoleId")
    assert len(last["User"]) > len(first["User"])
    assert changed("Opportunity", "OwnerId") and changed("Opportunity", "StageName")
    assert changed("Opportunity", "IsDeleted") and changed("Account", "OwnerId")
    assert any(
        row["MasterRecordId"] for night in nights for row in sample.exports[night]["Account"]
    )
    assert any(row["MasterRecordId"] for night in nights for row in sample.exports[night]["Lead"])
    areas = [
        {row["ObjectId"]: row["Territory2Id"] for row in objects["ObjectTerritory2Association"]}
        for objects in (first, last)
    ]
    assert any(areas[1].get(account, area) != area for account, area in areas[0].items())


def test_changes_keep_clear_of_both_ends() -> None:
    assert change_days(make_span(3)) == (date(2026, 6, 29),)
    assert change_days(make_span(2)) == ()
    days = change_days(make_span(60))
    assert days[0] > date(2026, 5, 2) and days[-1] < date(2026, 6, 30)


def test_some_events_fall_on_another_day_in_utc(sample: Sample) -> None:
    times = [row["CreatedDate"][11:13] for row in sample.last["OpportunityHistory"]]
    assert sum(hour >= "17" for hour in times) > 0.01 * len(times)
