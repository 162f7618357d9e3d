"""What holds for the whole suite: the longest files first, so that two workers end together."""

import pytest

# The rest takes seconds a file.
LONGEST_FIRST = (
    "test_rebuild_equals_continued",
    "test_night_survives",
    "test_whole_nights",
    "test_models_alone",
    "test_lane_equals_dbt",
    "test_order_independence",
    "test_odd_lives",
    "test_restatement",
    "test_genuine_salesforce_exports",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort files by how long they take; the order within a file stays."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))
