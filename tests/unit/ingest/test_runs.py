"""Long runs of good records are read as record by record, whatever breaks off a run."""

from pathlib import Path
from typing import Any

import pytest

import ingest.runs
from ingest.runs import RunFinder
from ingest.settings import Settings
from tests.unit.ingest.conftest import HEADER, Company, shop

ODD = {
    7: 'K7,"two\nlines, ""quoted""",x,1,,\n',
    8: 'K8,"three\r\nlines\rhere",x,1,,\n',
    20: 'K20,"open,x,1,,\n',
    31: "K31,too,few\n",
    44: "\n",
    61: "K61,Jos\udce9,x,1,,\n",
    62: "K62,Jos\u00e9,x,1,,\n",
    75: 'K75,"",x,1,,\n',
    90: 'K90,12" pipe,x,1,,\n',
    91: 'K91,"a\nB1,x,Open,1,,\n"b,x,1,,\n',
    99: "K99,x,y,1,,\r\n",
}


def content(line_end: str) -> bytes:
    rows = [ODD.get(n, f'K{n},"Owner {n}",x,{n},,\n') for n in range(130)]
    text = HEADER + "".join(rows)
    return text.replace("\n", line_end).encode("utf-8", "surrogateescape")


def outcome(folder: Path, text: bytes) -> tuple[Any, ...]:
    company = Company(Settings(folder), shop())
    company.put(text)
    company.load()
    (row,) = company.log()
    return company.rows("* exclude (_load_id)"), company.reject_texts(), row["reason"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sizes", [(1, 2), (3, 20), (50, 20_000)])
def test_runs_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, int], line_end: str
) -> None:
    monkeypatch.setattr(ingest.runs, "FEW", sizes[0])
    monkeypatch.setattr(ingest.runs, "MANY", sizes[1])
    in_runs = outcome(tmp_path / "runs", content(line_end))
    monkeypatch.setattr(RunFinder, "after", lambda *_: None)
    one_by_one = outcome(tmp_path / "one by one", content(line_end))
    assert in_runs == one_by_one
    assert len(in_runs[0]) > 110


def test_most_rows_are_read_in_runs(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    real = RunFinder.after

    def count(finder: RunFinder, *place: Any) -> Any:
        run = real(finder, *place)
        found.append(run.table.num_rows if run else 0)
        return run

    monkeypatch.setattr(RunFinder, "after", count)
    rows = "".join(f"K{n},,x,1,,\n" for n in range(30_000))
    company.put(HEADER + rows + 'Z1,"open,x,1,,\n' + "Z2,,x,1,,\n")
    company.load()
    assert found == [50, 20_000, 9_950, 0, 1]
    assert company.rejects() == [(30_002, "quote", "owner")]
    assert company.rows("_line_number")[-1] == (30_003,)
