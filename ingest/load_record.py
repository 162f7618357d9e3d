"""The ledger row of one load: the content of its load.json."""

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class LoadRecord:
    """What is known about one delivered file or ZIP member; the content of its load.json."""

    source_system: str
    load_id: str | None
    file_name: str
    sha256: str | None
    export_as_of: date | None
    status: str
    reason: str | None = None
    object_name: str | None = None
    source_instance: str = "default"
    bytes: int | None = None
    is_export_date_inferred: bool = False
    delivery_kind: str | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    rows_repeated: int = 0
    contract_version: str | None = None
    line_end: str | None = None
    encoding: str | None = None
    header: list[str] = field(default_factory=list)
    extra_columns: list[str] = field(default_factory=list)
    file_size: int = 0
    file_modified_ns: int = 0
    rows_sha256: str | None = None
    notes: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    loaded_at: str | None = None

    def to_json(self) -> str:
        """Text for load.json."""
        return json.dumps(asdict(self), indent=1, default=str, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "LoadRecord":
        """Read load.json; raises ValueError or TypeError if it is not one."""
        content: dict[str, Any] = json.loads(text)
        known = {item.name for item in fields(cls)}
        content = {key: value for key, value in content.items() if key in known}
        if content["export_as_of"]:
            content["export_as_of"] = date.fromisoformat(content["export_as_of"])
        for key in ("notes", "supersedes"):
            content[key] = tuple(content.get(key, ()))
        return cls(**content)

    def directory(self, root: Path) -> Path:
        """Where this load lies below raw, superseded or quarantine."""
        return root / self.source_system / (self.object_name or "_file") / (self.load_id or "_")


def ledger_order(record: LoadRecord) -> tuple[str, ...]:
    """Sorts records the same way on every run."""
    parts = (
        record.source_system,
        record.object_name,
        record.export_as_of,
        record.file_name,
        record.load_id,
        record.status,
    )
    return tuple(str(part or "") for part in parts)
