"""A small company with one source, `shop`, whose objects are deals and visits."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.contracts import Contract
from ingest.ledger import read_ledger, write_load_log
from ingest.loads import load_source, prepare_raw
from ingest.results import SourceResult
from ingest.settings import Settings

HEADER = "deal_id,owner,stage,amount,closed_on,changed_at\n"
ROW_1 = "D1,Sari,Won,1200.50,2026-01-05,2026-01-05 08:00:00\n"
ROW_2 = 'D2,Budi,"Lost, price",0,2026-01-06,2026-01-06 09:30:00\n'
ROW_3 = "D3,Ayu,Open,,,\n"
GOOD = HEADER + ROW_1 + ROW_2 + ROW_3


def shop(**changes: Any) -> Contract:
    """The contract; `changes` go into the deals object."""
    column = {"personal_data": "none"}
    deals: dict[str, Any] = {
        "description": "One row per deal.",
        "files": ["deals*.csv"],
        "keys": ["deal_id"],
        "columns": [
            {"name": "deal_id", "type": "text", "required": True, **column},
            {"name": "owner", "type": "text", "personal_data": "name"},
            {"name": "stage", "type": "text", **column},
            {"name": "amount", "type": "decimal", **column},
            {"name": "closed_on", "type": "date", **column},
            {"name": "changed_at", "type": "datetime", **column},
        ],
        **changes,
    }
    visits = {
        "description": "One row per visit.",
        "files": ["visits.csv"],
        "keys": ["visit_id"],
        "columns": [{"name": "visit_id", "type": "integer", "required": True, **column}],
    }
    return Contract.model_validate(
        {
            "source": "shop",
            "description": "A shop.",
            "time_zone": "UTC",
            "currency": "IDR",
            "ignore_files": ["readme*.csv"],
            "objects": {"deals": deals, "visits": visits},
        }
    )


@dataclass
class Company:
    """One data folder and what a test asks of it."""

    settings: Settings
    contract: Contract = field(default_factory=shop)

    def put(
        self,
        content: str | bytes,
        name: str = "deals.csv",
        day: str | None = "2026-01-31",
        modified: int | None = None,
    ) -> Path:
        """Deliver a file; `modified` sets its time in seconds."""
        path = self.settings.landing / "shop" / (day or "") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if modified is not None:
            os.utime(path, (modified, modified))
        return path

    def load(self, **options: Any) -> SourceResult:
        """Run the ingest as the CLI does."""
        prepare_raw(self.settings, {"shop": self.contract})
        result = load_source(self.settings, self.contract, **options)
        write_load_log(self.settings, {"shop": self.contract})
        return result

    def rows(self, columns: str = "*", object_name: str = "deals") -> list[tuple[Any, ...]]:
        """What readers of raw see, in file order."""
        glob = self.settings.raw / "shop" / object_name / "*" / "rows.parquet"
        return duckdb.sql(
            f"select {columns} from read_parquet('{glob}', union_by_name = true)"
            " order by _file_name, _line_number"
        ).fetchall()

    def rejects(self) -> list[tuple[int, str, str]]:
        """(line, rule, column) of every reject of loaded files."""
        return [row[:3] for row in self.reject_texts()]

    def reject_texts(self, root: Path | None = None) -> list[tuple[Any, ...]]:
        """(line, rule, column, message, raw text)."""
        glob = (root or self.settings.raw) / "shop" / "*" / "*" / "rejects.parquet"
        return duckdb.sql(
            "select line_number, rule, column_name, message, raw_text"
            f" from read_parquet('{glob}') order by all"
        ).fetchall()

    def log(self) -> list[dict[str, Any]]:
        """The load log as readers see it."""
        path = self.settings.raw / "load_log.parquet"
        frame = duckdb.sql(f"select * from '{path}'").df()
        return json.loads(frame.to_json(orient="records", date_format="iso"))

    def statuses(self) -> list[tuple[str, str]]:
        """(file name, status) of every ledger row."""
        return [(r.file_name, r.status) for r in read_ledger(self.settings)]


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(Settings(tmp_path / "data"))


@pytest.fixture
def refused(company: Company) -> Callable[..., str]:
    """Deliver a file that must be quarantined whole; gives back its one line."""

    def deliver(content: str | bytes, rule: str, name: str = "deals.csv") -> str:
        company.put(content, name)
        result = company.load()
        assert result.total("quarantined") == 1
        assert company.rows() == []
        (row,) = company.log()
        assert row["status"] == "quarantined"
        assert row["reason"].startswith(f"{rule}: ")
        (line,) = [message for message in result.messages if "quarantined" in message]
        assert line.startswith(f"shop/2026-01-31/{name}: quarantined ({rule}): ")
        assert "\n" not in line
        return line

    return deliver
