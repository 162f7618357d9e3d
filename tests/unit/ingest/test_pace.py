"""Long work on many files says how far it is; short work says nothing in between."""

import time

import pytest

from ingest import pace
from ingest.loads import load_source
from ingest.pace import Pace
from tests.unit.ingest.conftest import GOOD, Company


@pytest.mark.parametrize(
    ("seconds_a_file", "said"),
    [
        (0.1, []),
        (2, ["crm.lead: 3 of 8 files", "crm.lead: 6 of 8 files"]),
        (60, [f"crm.lead: {number} of 8 files" for number in range(1, 8)]),
    ],
)
def test_lines_come_every_few_seconds_and_not_for_the_last_file(
    monkeypatch: pytest.MonkeyPatch, seconds_a_file: float, said: list[str]
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    lines: list[str] = []
    counted = Pace("crm.lead", 8, lines.append)
    for _ in range(8):
        now += seconds_a_file
        counted.step()
    assert lines == said


def test_a_slow_object_says_how_many_of_its_files_are_done(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "SECONDS_BETWEEN_LINES", 0.0)
    for day in (29, 30, 31):
        company.put(GOOD.replace("D1", f"D1{day}"), day=f"2026-01-{day}")
    lines: list[str] = []
    load_source(company.settings, company.contract, progress=lines.append)
    assert lines == [
        "shop.deals: 1 of 3 files",
        "shop.deals: 2 of 3 files",
        "shop.deals: 3 new loads, 9 rows read, 9 loaded, 0 rejected",
    ]
