"""Names and folders that the system shows but nothing can read are lines, not crashes."""

import os
from pathlib import Path

import pytest

from tests.unit.ingest.conftest import GOOD, Company

BAD = os.fsdecode(b"ren\xe9")


def test_a_name_that_is_not_utf8_is_shown_escaped(company: Company) -> None:
    company.put(GOOD)
    company.put(GOOD, f"deals_{BAD}.csv")
    company.put(GOOD, f"deals_{BAD}.csv", None)
    (company.settings.landing / "shop" / BAD).mkdir()
    (company.settings.landing / BAD).mkdir()
    result = company.load()
    assert result.total("new_loads") == 1
    end = ": not recognised (bad_file_name): the name is not UTF-8. Rename it with plain letters"
    assert result.messages == [
        f"{name}{end} and digits."
        for name in (
            r"shop/2026-01-31/deals_ren\xe9.csv",
            r"shop/deals_ren\xe9.csv",
            r"shop/ren\xe9",
        )
    ]
    reasons = {row["file_name"]: row["reason"] or "" for row in company.log()}
    assert len(reasons) == 5
    for name in (r"ren\xe9", *(message.split(":")[0] for message in result.messages)):
        assert reasons[name].startswith("bad_file_name: ")


@pytest.mark.parametrize("closed", ["2026-01-30", "shop", "landing"])
def test_a_folder_that_cannot_be_listed_is_one_line(
    company: Company, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    company.put(GOOD, day="2026-01-30")
    company.put(GOOD, day="2026-01-31")
    real = Path.iterdir

    def deny(path: Path) -> object:
        if path.name == closed and "landing" in path.parts:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "iterdir", deny)
    company.load()
    (row,) = [row for row in company.log() if row["status"] == "not_recognised"]
    assert row["reason"] == (
        "unreadable: the folder cannot be listed (Permission denied). Check its permissions."
    )
    assert row["file_name"].endswith(closed)
