"""Whatever ingest accepts leads to a published night: companies of odd lives, each identity holds.

Their cells keep the contract and nothing else (see odd_lives). `make fuzz` tries more of them.
"""

from pathlib import Path

import pytest

from tests.figures.lane.company import Company
from tests.figures.odd_lives import OddCompany

COMPANIES = 20


@pytest.mark.parametrize("seed", range(COMPANIES))
def test_a_night_of_odd_lives_passes_every_data_test(seed: int, tmp_path: Path) -> None:
    nights = OddCompany(seed).write(tmp_path / "landing")
    warehouse = Company(tmp_path).night(nights[-1].isoformat())
    loaded, rejected = warehouse.query(
        "select sum(rows_loaded)::int, sum(rows_rejected)::int from marts.mart_load_log"
    )[0]
    # were most of it refused, nothing would be tried
    assert loaded > 4 * rejected
    assert warehouse.value("select count(*) from core.fct_opportunities") > 0
