"""A refused file lies in quarantine as it was delivered."""

import gzip
from pathlib import Path

import pytest

from ingest.quarantine import safe_name
from tests.unit.ingest.conftest import GOOD, Company, shop
from tests.unit.ingest.test_clean_files import zipped

BROKEN = GOOD.replace("deal_id", "x").encode()


def kept(company: Company) -> dict[str, bytes]:
    """Name and bytes of everything in quarantine that was delivered."""
    ours = ("load.json", "rejects.parquet")
    files = company.settings.quarantine.glob("shop/*/*/*")
    return {path.name: path.read_bytes() for path in files if path.name not in ours}


@pytest.mark.parametrize("name", ["deals.csv", "deals.csv.gz", "deals*[1]\u00e9 \n.csv"])
def test_a_refused_file_is_copied(company: Company, name: str) -> None:
    content = gzip.compress(BROKEN) if name.endswith("gz") else BROKEN
    path = company.put(content, name)
    company.load()
    assert kept(company) == {name.translate(dict.fromkeys(map(ord, "*[]\n"), "_")): content}
    assert path.read_bytes() == content
    path.write_bytes(GOOD.encode())
    assert list(kept(company).values()) == [content]


def test_a_damaged_file_and_a_broken_zip_are_copied(company: Company) -> None:
    company.put(gzip.compress(GOOD.encode())[:-9], "deals.csv.gz")
    company.put(b"not a zip", "export.zip")
    company.load()
    assert sorted(kept(company)) == ["deals.csv.gz", "export.zip"]
    assert kept(company)["export.zip"] == b"not a zip"


def test_of_a_zip_the_refused_member_is_copied(company: Company) -> None:
    company.contract = shop(encoding="latin-1")
    content = BROKEN.replace(b"Ayu", b"Ren\xe9e")
    company.put(zipped(("in/deals.csv", content), ("visits.csv", "visit_id\n1\n")), "all.zip")
    company.load()
    assert kept(company) == {"deals.csv": content}


def test_what_cannot_be_read_is_not_copied(company: Company) -> None:
    data = bytearray(zipped(("deals.csv", GOOD * 20)))
    data[60] ^= 0xFF
    company.put(bytes(data), "export.zip")
    company.put("").unlink()
    path = company.settings.landing / "shop" / "2026-01-31" / "deals.csv"
    path.symlink_to(path.parent / "gone.csv")
    assert company.load().total("quarantined") == 2
    assert kept(company) == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/b/deals.csv", "deals.csv"),
        ("..\\..\\deals.csv", "deals.csv"),
        ("Deals.CSV", "Deals.CSV"),
        ("load.json", "load.json.delivered"),
        ("..", ".delivered"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
        ("\u00e9" * 100 + ".csv", "\u00e9" * 58 + ".csv"),
    ],
)
def test_names_are_safe(name: str, expected: str) -> None:
    assert safe_name(name) == expected
    assert Path(expected).name == expected
