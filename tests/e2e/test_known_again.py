"""What was published once is built again later, although since then a refused container came right,
files came late, and a corrected file went back to what it was.
"""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.e2e.builds import Builder, differences
from tests.e2e.chaos import Chaos
from tests.e2e.nights import load_only, write_sample

pytestmark = pytest.mark.e2e

NIGHTS, SCALE = 12, 0.03
# On the sixth night a container of the fourth lies in quarantine; two nights later it comes right.
REMEMBERED, SPOILED, MENDED, EDITED, OTHER = 6, 9, 10, 2, 7


@pytest.fixture(scope="module")
def remembered_and_again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    clean, data = tmp_path_factory.mktemp("clean"), tmp_path_factory.mktemp("data")
    write_sample(clean, nights=NIGHTS, scale=SCALE)
    (data / "landing").mkdir()
    chaos = Chaos(clean / "landing", data / "landing")
    edited = data / "landing" / "salesforce" / chaos.nights[EDITED]
    for number in range(NIGHTS):
        chaos.deliver(number)
        container = max(edited.glob("*.ZIP"), default=None)
        if container and number == SPOILED:
            whole = container.read_bytes()
            # The last container of that night comes as the one of another night did.
            other = data / "landing" / "salesforce" / chaos.nights[OTHER]
            shutil.copy(other / container.name, container)
        if container and number == MENDED:
            container.write_bytes(whole)
        load_only(data)
        if number == REMEMBERED:
            known_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
            then = date.fromisoformat(chaos.nights[number])
            built = Builder(data, "then").from_raw(then).finish()
    again = Builder(data, "again").from_raw(then, as_known_at=known_at).finish()
    return data, built, again


def test_core_and_marts_are_those_of_then(
    remembered_and_again: tuple[Path, Path, Path],
) -> None:
    _, built, again = remembered_and_again
    assert differences(built, again, schemas=("core", "marts")) == []


def test_the_log_has_seen_what_it_takes(remembered_and_again: tuple[Path, Path, Path]) -> None:
    data, built, _ = remembered_and_again
    log = data / "raw" / "load_log.parquet"
    lives = duckdb.sql(
        f"select first_status, status, count(*) > 0 from '{log}' group by all order by all"
    ).fetchall()
    assert lives == [
        ("loaded", "loaded", True),
        ("loaded", "superseded", True),
        ("quarantined", "superseded", True),
    ]
    came_back = duckdb.sql(
        f"select 1 from '{log}' group by object_name, load_id having count(*) > 1"
    ).fetchall()
    assert came_back
    with duckdb.connect(str(built), read_only=True) as connection:
        refused = connection.execute(
            "select count(*) from marts.mart_load_log where status = 'quarantined'"
        ).fetchall()
    assert refused == [(1,)]
