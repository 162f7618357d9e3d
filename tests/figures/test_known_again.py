"""What was published once is built again later, although since then a refused container came right,
files came late, and a corrected file went back to what it was.
"""

import shutil
from datetime import UTC, datetime

import duckdb
import pytest

from tests.figures.chaos import Chaos
from tests.figures.lane.company import Company, write_sample
from tests.figures.lane.warehouse import Warehouse, differences

NIGHTS, SCALE = 12, 0.03
# On the sixth night a container of the fourth lies in quarantine; two nights later it comes right.
REMEMBERED, SPOILED, MENDED, EDITED, OTHER = 6, 9, 10, 2, 7


@pytest.fixture(scope="module")
def then_and_again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, Warehouse]:
    clean, data = tmp_path_factory.mktemp("clean"), tmp_path_factory.mktemp("data")
    write_sample(clean, nights=NIGHTS, scale=SCALE)
    (data / "landing").mkdir()
    chaos = Chaos(clean / "landing", data / "landing")
    company = Company(data)
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
        company.load()
        if number == REMEMBERED:
            known_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
            then = company.from_raw(chaos.nights[number])
    return then, company.from_raw(chaos.nights[REMEMBERED], known_at=known_at)


def test_core_and_marts_are_those_of_then(then_and_again: tuple[Warehouse, Warehouse]) -> None:
    assert differences(*then_and_again) == []


def test_the_log_has_seen_what_it_takes(then_and_again: tuple[Warehouse, Warehouse]) -> None:
    then, _ = then_and_again
    log = then.data / "raw" / "load_log.parquet"
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
    refused = "select count(*) from marts.mart_load_log where status = 'quarantined'"
    assert then.value(refused) == 1
