"""Which publication an operator means by a version, a business date or an instant."""

import json
from pathlib import Path

import pytest

from ingest.settings import Settings
from orchestration.errors import NightError
from orchestration.publishing.store import Store
from orchestration.restatement import published_then
from orchestration.restatement.published_then import find
from orchestration.restatement.restate import restate

# Published in this order; the second is a correction of the first day, the last is of an early day.
VERSIONS = [
    ("2026-05-31_aaaaaaaaaa", "2026-05-31", "2026-06-01T02:00:00+00:00"),
    ("2026-05-31_bbbbbbbbbb", "2026-05-31", "2026-06-01T09:00:00+00:00"),
    ("2026-06-03_cccccccccc", "2026-06-03", "2026-06-04T02:00:00+00:00"),
    ("2026-05-15_dddddddddd", "2026-05-15", "2026-06-05T02:00:00+00:00"),
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


@pytest.fixture
def store(settings: Settings) -> Store:
    folder = settings.published / "log"
    folder.mkdir(parents=True)
    for number, (version, as_of, at) in enumerate(VERSIONS):
        content = {"version": version, "as_of_date": as_of, "published_at": at, "tables": {}}
        text = json.dumps({**content, "sequence": number})
        (folder / f"{version}.json").write_text(text)
    (settings.published / "CURRENT.json").write_text(text)
    (settings.published / "pantau.duckdb").touch()
    return Store(settings.published)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-05-31_aaaaaaaaaa", "2026-05-31_aaaaaaaaaa"),
        ("2026-05-31", "2026-05-31_bbbbbbbbbb"),
        ("2026-06-02", "2026-05-31_bbbbbbbbbb"),
        ("2026-06-03", "2026-06-03_cccccccccc"),
        ("2026-06-01T02:00:00", "2026-05-31_aaaaaaaaaa"),
        ("2026-06-01T08:59:59Z", "2026-05-31_aaaaaaaaaa"),
        ("2026-06-01T16:00:00+07:00", "2026-05-31_bbbbbbbbbb"),
    ],
)
def test_the_publication_that_is_meant(store: Store, since: str, expected: str) -> None:
    assert find(store, since).version == expected


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("2026-05-31_0000000000", "There is no version '2026-05-31_0000000000'"),
        ("last month", "There is no version 'last month'"),
        ("", "There is no version ''"),
        ("2026-05-14", "Nothing was published by 2026-05-14"),
        ("2026-06-01T01:59:59", "Nothing was published by 2026-06-01T01:59:59"),
    ],
)
def test_what_fits_nothing_names_what_there_is(store: Store, since: str, words: str) -> None:
    with pytest.raises(NightError, match=words) as error:
        find(store, since)
    assert "2026-05-15_dddddddddd, 2026-06-03_cccccccccc" in str(error.value)
    assert "the first was published 2026-06-01 02:00 UTC" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("as_of", "first_open_day"),
    [("2026-05-30", "2026-05-01"), ("2026-05-31", "2026-06-01"), ("2026-06-01", "2026-06-01")],
)
def test_a_month_is_over_on_its_last_day(store: Store, as_of: str, first_open_day: str) -> None:
    description = {"version": "v", "published_at": "2026-06-01T02:00:00+00:00", "tables": {}}
    found = published_then.describe(store, {**description, "as_of_date": as_of})
    assert str(found.first_open_day) == first_open_day
    assert found.known_at == "2026-06-01 02:00:00.000000"


def test_nothing_published_and_nothing_to_compare(settings: Settings, store: Store) -> None:
    with pytest.raises(NightError, match="The file of 2026-05-15_dddddddddd is gone"):
        restate(settings, "2026-05-31")
    (settings.published / "CURRENT.json").unlink()
    with pytest.raises(NightError, match="Nothing is published yet"):
        restate(settings, "2026-05-31")
