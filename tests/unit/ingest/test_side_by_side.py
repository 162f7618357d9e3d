"""Objects are loaded side by side, and told of as if one had been loaded after the other."""

import os
import threading
from pathlib import Path

import pytest

import ingest.run
from ingest.errors import IngestError
from tests.unit.ingest.conftest import GOOD, Company

VISITS = "visit_id\n1\n2\n"


@pytest.fixture
def slow_deals(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deals wait until the visits are committed, which come after them in the contract."""
    committed = threading.Event()
    unpack, commit = ingest.run.unpack, ingest.run.commit_directory

    def wait(path: Path, *rest: object) -> object:
        assert path.name != "deals.csv" or committed.wait(timeout=20)
        return unpack(path, *rest)  # type: ignore[arg-type]

    def tell(target: Path, place: Path) -> None:
        commit(target, place)
        if place.parent.name == "visits":
            committed.set()

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(ingest.run, "unpack", wait)
    monkeypatch.setattr(ingest.run, "commit_directory", tell)
    company.put(GOOD + "D4,,x,one,,\n")
    company.put(VISITS + "x\n", "visits.csv")


@pytest.mark.usefixtures("slow_deals")
def test_lines_come_in_the_order_of_the_contract(company: Company) -> None:
    lines: list[str] = []
    result = company.load(progress=lines.append)
    assert [line.partition(": ")[0] for line in lines] == [
        "shop/2026-01-31/deals.csv",
        "shop.deals",
        "shop/2026-01-31/visits.csv",
        "shop.visits",
    ]
    assert [line.partition(": ")[0] for line in result.messages] == [
        "shop/2026-01-31/deals.csv",
        "shop/2026-01-31/visits.csv",
    ]
    assert list(result.objects) == ["deals", "visits"]
    assert [(o.rows_read, o.rows_rejected) for o in result.objects.values()] == [(4, 1), (3, 1)]


@pytest.mark.usefixtures("slow_deals")
def test_a_shortage_in_one_object_leaves_what_others_have_committed(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = ingest.run.read_file

    def fail(connection: object, unpacked: object, *rest: object) -> object:
        if unpacked.text.name == "deals.csv":  # type: ignore[attr-defined]
            raise OSError("no space left")
        return read(connection, unpacked, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(ingest.run, "read_file", fail)
        with pytest.raises(IngestError, match=r"deals\.csv: reading stopped \(no space left\)"):
            company.load()
    assert company.statuses() == [("shop/2026-01-31/visits.csv", "loaded")]
    assert company.load().objects["deals"].new_loads == 1
    assert {status for _, status in company.statuses()} == {"loaded"}
