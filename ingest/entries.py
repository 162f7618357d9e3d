"""What the file system says of an entry in landing, without opening it."""

import os
from pathlib import Path


def is_dir(path: Path) -> bool:
    """Whether it is a folder, as far as the system tells."""
    try:
        return path.is_dir()
    except OSError:
        return False


def leads_outside(path: Path, landing: Path) -> bool:
    """Whether it is a link to something that does not lie below landing."""
    if not path.is_symlink():
        return False
    try:
        return not path.resolve().is_relative_to(landing.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return True


def is_bad_name(path: Path) -> bool:
    """Whether the name is not UTF-8, so that neither DuckDB nor Parquet can hold it."""
    return any("\ud800" <= letter <= "\udfff" for letter in path.name)


def is_junk(name: str) -> bool:
    """Files that macOS and editors leave behind."""
    return any(
        (part.startswith(".") and part not in (".", "..")) or part == "__MACOSX"
        for part in name.split("/")
    )


def file_state(path: Path) -> tuple[int, int, int]:
    """Size, modification time and inode; zeros where the system does not tell."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0, 0
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


def shown(path: Path, landing: Path) -> str:
    """The path below landing, with bytes that are not UTF-8 as `\\xe9`."""
    name = os.fsencode(path.relative_to(landing).as_posix())
    return name.decode("utf-8", "backslashreplace")
