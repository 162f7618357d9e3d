from datetime import date
from random import Random

import pytest

from ingest.sample.clock import (
    Steps,
    at,
    days_to_lebaran,
    is_working_day,
    local_date,
    make_span,
    months_between,
    utc_text,
    working_instant,
)


def test_an_instant_before_seven_belongs_to_the_next_utc_day() -> None:
    dawn = at(date(2026, 6, 30), 6, 59, 59)
    assert utc_text(dawn) == "2026-06-29 23:59:59"
    assert local_date(dawn) == date(2026, 6, 30)
    assert local_date(at(date(2026, 6, 30)) - 1) == date(2026, 6, 29)


def test_the_default_company_lives_eighteen_months_before_its_first_export() -> None:
    span = make_span(60)
    assert span.first_day == date(2024, 11, 1)
    assert (span.nights[0], span.nights[-1]) == (date(2026, 5, 2), date(2026, 6, 30))
    assert make_span(1).first_day == span.first_day
    assert make_span(400).first_day == date(2023, 11, 1)
    with pytest.raises(ValueError, match="at least 1"):
        make_span(0)


def test_holidays_joint_leave_and_weekends_are_no_working_days() -> None:
    assert not is_working_day(date(2026, 3, 20))  # joint leave, a Friday
    assert not is_working_day(date(2026, 5, 1))  # Labour Day, a Friday
    assert not is_working_day(date(2026, 6, 27))  # a Saturday
    assert is_working_day(date(2026, 6, 30))
    assert days_to_lebaran(date(2026, 3, 1)) == 20
    assert days_to_lebaran(date(2025, 4, 10)) == -10


def test_working_instants_are_later_and_on_working_days() -> None:
    rng = Random(1)
    friday_night = at(date(2026, 6, 26), 23, 50)
    for _ in range(300):
        found = working_instant(rng, friday_night)
        assert found > friday_night


def test_a_step_value_counts_for_the_whole_day_it_changes() -> None:
    steps = Steps("before")
    steps.set(at(date(2026, 6, 10), 18), "after")
    assert steps.at(at(date(2026, 6, 10), 17, 59)) == "before"
    assert steps.on(date(2026, 6, 9)) == "before"
    assert steps.on(date(2026, 6, 10)) == "after"
    assert (steps.first, steps.last) == ("before", "after")
    with pytest.raises(ValueError, match="order of time"):
        steps.set(at(date(2026, 6, 10), 18), "again")


def test_months_include_both_ends() -> None:
    months = list(months_between(date(2025, 12, 31), date(2026, 2, 1)))
    assert months == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
