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
    rows_erased: int = 0
    contract_version: str | None = None
    line_end: str | None = None
    has_final_line_end: bool | None = None
    encoding: str | None = None
    header: list[str] = field(default_factory=list)
    extra_columns: list[str] = field(default_factory=list)
    file_size: int = 0
    file_modified_ns: int = 0
    rows_sha256: str | None = None
    notes: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    loaded_at: str | None = None
    # The state of the erase list that was applied to it, as a digest.
    erased_by: str | None = None
    # What its load.json says: the status it had before its directory was moved.
    first_status: str | None = None
    # Name of its directory, where that is not the load's plain name.
    folder: str | None = None

    def to_json(self) -> str:
        """Text for load.json."""
        content = asdict(self)
        del content["first_status"], content["folder"]
        return json.dumps(content, indent=1, default=str, ensure_ascii=False) + "\n"

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

    @property
    def has_counted(self) -> bool:
        """Whether its rows were ever part of the warehouse."""
        return (self.first_status or self.status) == "loaded"

    def takes_place_of(self, old: "LoadRecord") -> bool:
        """Whether it is a later load of the file, or from the container, that `old` was."""
        is_same_file = (old.object_name, old.file_name) == (self.object_name, self.file_name)
        is_container = old.object_name is None and self.file_name.startswith(f"{old.file_name}!")
        return (
            self.has_counted
            and self.source_system == old.source_system
            and (is_same_file or is_container)
            and (self.export_as_of == old.export_as_of or old.sha256 is None)
            and (self.loaded_at or "") > (old.loaded_at or "")
        )

    def directory(self, root: Path) -> Path:
        """Where this load lies below raw, superseded or quarantine."""
        name = self.folder or self.load_id or "_"
        return root / self.source_system / (self.object_name or "_file") / name


def ledger_order(record: LoadRecord) -> tuple[str, ...]:
    """Sorts records the same way on every run."""
    parts = (
        record.source_system,
        record.object_name,
        record.export_as_of,
        record.file_name,
        record.load_id,
        record.status,
        record.loaded_at,
    )
    return tuple(str(part or "") for part in parts)
