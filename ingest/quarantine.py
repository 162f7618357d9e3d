"""Keeps the bytes of a refused file beside its record, as they were delivered."""

import re
import shutil
from pathlib import Path

from ingest.containers import delivered_bytes
from ingest.errors import FileRefusedError

LONGEST_NAME = 120


def keep_bytes(path: Path, member: str | None, target: Path) -> None:
    """Copy a file or ZIP member into `target`; what cannot be read whole is left in landing.

    A copy, because a link would change with the file when it is corrected in place.
    """
    kept = target / safe_name(member or path.name)
    try:
        if not path.is_file():
            return
        if member is None:
            shutil.copyfile(path, kept)
            return
        with kept.open("wb") as file:
            for chunk in delivered_bytes(path, member):
                file.write(chunk)
    except (OSError, FileRefusedError):
        kept.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """The last part of a name with plain characters, never that of a file of ours."""
    base = re.sub(r"[^\w.\- ]", "_", re.split(r"[/\\]", name)[-1])
    plain = base.encode()[-LONGEST_NAME:].decode("utf-8", "ignore").lstrip(". ")
    return plain if plain.lower().endswith((".csv", ".gz", ".zip")) else f"{plain}.delivered"
