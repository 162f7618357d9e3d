"""The table hash tells tables apart and forgets nothing but the order of rows."""

import duckdb
import pytest

from orchestration.publishing.tables import digest_of, list_tables


def digest(select: str) -> str:
    with duckdb.connect() as connection:
        connection.execute(f"create table t as {select}")
        table = list_tables(connection, "memory")[0]
        return digest_of(connection, "t", table).hash


BASE = "select * from (values (1, 'a', 1.5), (2, null, 2.5), (2, null, 2.5)) v(i, s, d)"


@pytest.mark.parametrize(
    "same",
    [
        "select * from (values (2, null, 2.5), (1, 'a', 1.5), (2, null, 2.5)) v(i, s, d)",
        "from (values (2, null, 2.5), (2, null, 2.5), (1, 'a', 1.5)) v(i, s, d)",
    ],
)
def test_row_order_does_not_matter(same: str) -> None:
    assert digest(same) == digest(BASE)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("select * from (values (1, 'a', 1.5), (2, null, 2.5)) v(i, s, d)", id="fewer"),
        pytest.param(
            "from (values (1, 'a', 1.5), (2, '', 2.5), (2, null, 2.5)) v(i, s, d)", id="empty"
        ),
        pytest.param(f"select i, s, d as e from ({BASE})", id="renamed"),
        pytest.param(f"select cast(i as bigint) as i, s, d from ({BASE})", id="retyped"),
        pytest.param(
            "from (values (1, 'a', 1.5), (1, 'a', 1.5), (2, null, 2.5)) v(i, s, d)",
            id="other row twice",
        ),
    ],
)
def test_any_difference_in_content_changes_the_hash(other: str) -> None:
    assert digest(other) != digest(BASE)


def test_values_cannot_move_between_columns() -> None:
    assert digest("select 'ab' as x, 'c' as y") != digest("select 'a' as x, 'bc' as y")


def test_empty_table_has_a_hash() -> None:
    assert digest(f"select * from ({BASE}) where i > 5") != digest(BASE)
