"""Durable file operations: write, copy and rename so that a crash leaves old or new, never half.

What does not belong here: anything that knows what is inside the files.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from ingest.files import sync

READ_ONLY = 0o444


def fsync_tree(folder: Path) -> None:
    """Flush every file below a folder, then the folders from the inside out."""
    for root, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(root) / name)
        sync(Path(root))


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Replace a JSON file in one step; a reader sees the old text or the new one."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, sort_keys=True, default=str)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync(path.parent)


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the JSON object in a file, or None where there is no such file."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return content


def remove(path: Path) -> None:
    """Delete a file if it is there and make the deletion durable."""
    path.unlink(missing_ok=True)
    sync(path.parent)


def replace_with_copy(source: Path, target: Path) -> None:
    """Put a copy of ``source`` at ``target`` in one step.

    A copy and not a hard link: whoever opens the stable file for writing by mistake must not be
    able to damage the kept version it came from.
    """
    temporary = target.with_name(f".{target.name}.tmp")
    temporary.unlink(missing_ok=True)
    shutil.copyfile(source, temporary)
    temporary.chmod(READ_ONLY)
    sync(temporary)
    # A write-ahead log beside the path would make the new file unopenable.
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    temporary.replace(target)
    sync(target.parent)
