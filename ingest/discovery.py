"""Finds what was delivered: files and ZIP members, the object each belongs to, and its date."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ingest.containers import container_of, unexpected, zip_members
from ingest.contracts import SOURCES, Contract
from ingest.entries import file_state, is_bad_name, is_dir, is_junk, leads_outside, shown
from ingest.errors import FileRefusedError

DATE_IN_NAME = re.compile(r"(?<!\d)(?P<date>\d{4}-\d{2}-\d{2}|\d{8})(?!\d)")
READ_CONTAINERS = ("csv", "gz", "zip")


@dataclass(frozen=True)
class Delivery:
    """One file or ZIP member of an object; `file_name` is its path below landing."""

    source: str
    object_name: str
    path: Path
    member: str | None
    file_name: str
    export_as_of: date
    is_export_date_inferred: bool
    file_size: int
    file_modified_ns: int


@dataclass(frozen=True)
class Problem:
    """Something in landing that belongs to no object, or a container that cannot be opened."""

    source: str
    file_name: str
    rule: str
    message: str
    export_as_of: date | None = None
    is_refused: bool = False

    @property
    def line(self) -> str:
        """The one line for the operator."""
        kind = "quarantined" if self.is_refused else "not recognised"
        return f"{self.file_name}: {kind} ({self.rule}): {self.message}"


def discover(
    landing: Path, contract: Contract, as_of: date | None = None
) -> tuple[list[Delivery], list[Problem]]:
    """Everything below landing/<source>, in a fixed order; files dated after `as_of` are left."""
    deliveries: list[Delivery] = []
    problems: list[Problem] = []
    for path, folder_date in _files(landing, contract, problems):
        for found in _found(path, folder_date, landing, contract):
            if found.export_as_of and as_of and found.export_as_of > as_of:
                continue
            if isinstance(found, Delivery):
                deliveries.append(found)
            else:
                problems.append(found)
    deliveries.sort(key=lambda item: (item.export_as_of, item.object_name, item.file_name))
    problems.sort(key=lambda item: item.file_name)
    return deliveries, problems


def unknown_sources(landing: Path, contracts: Mapping[str, Contract]) -> list[Problem]:
    """Entries of landing that are no known source's folder."""
    problems: list[Problem] = []
    for entry in _entries(landing, landing, "landing", problems):
        if is_dir(entry) and entry.name in contracts:
            continue
        name = shown(entry, landing)
        if is_bad_name(entry):
            problems.append(_bad_name(name, name))
            continue
        if (SOURCES / f"{entry.name}.yml").exists():
            message = (
                f"ingest/sources/{entry.name}.yml is not valid, so nothing of this folder is"
                " loaded. `python -m ingest check` says what is wrong with it."
            )
            problems.append(Problem(name, name, "broken_contract", message))
            continue
        what = "folder" if is_dir(entry) else "file"
        message = (
            f"no contract is named after this {what}. Move it below one of"
            f" {', '.join(sorted(contracts))}, or write ingest/sources/{entry.stem}.yml."
        )
        problems.append(Problem(name, name, "unknown_source", message))
    return problems


def _entries(
    folder: Path,
    landing: Path,
    source: str,
    problems: list[Problem],
    folder_date: date | None = None,
) -> list[Path]:
    """What lies in a folder; one that cannot be listed becomes a problem."""
    if not is_dir(folder):
        return []
    try:
        entries = sorted(entry for entry in folder.iterdir() if not is_junk(entry.name))
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"the folder cannot be listed ({reason}). Check its permissions."
        name = source if folder == landing else shown(folder, landing)
        problems.append(Problem(source, name, "unreadable", message, folder_date))
        return []
    for entry in entries:
        if leads_outside(entry, landing) and not is_bad_name(entry):
            message = "is a link that leads out of landing. Copy what it stands for here instead."
            name = shown(entry, landing)
            source_name = name if folder == landing else source
            problems.append(Problem(source_name, name, "outside_landing", message, folder_date))
    return [entry for entry in entries if not leads_outside(entry, landing)]


def _bad_name(source: str, name: str, folder_date: date | None = None) -> Problem:
    message = "the name is not UTF-8. Rename it with plain letters and digits."
    return Problem(source, name, "bad_file_name", message, folder_date)


def _files(
    landing: Path, contract: Contract, problems: list[Problem]
) -> Iterator[tuple[Path, date | None]]:
    """Files of a source with the date of the folder they lie in."""
    source = contract.source
    if leads_outside(landing / source, landing):
        return
    for entry in _entries(landing / source, landing, source, problems):
        if is_bad_name(entry):
            problems.append(_bad_name(source, shown(entry, landing)))
            continue
        if not is_dir(entry):
            yield entry, None
            continue
        folder_date = _parse_date(entry.name) if len(entry.name) == 10 else None
        if folder_date is None:
            message = "a folder here must be named after its export date, such as 2026-01-31."
            name = shown(entry, landing)
            problems.append(Problem(source, name, "is_directory", message))
            continue
        for inner in _entries(entry, landing, source, problems, folder_date):
            if is_bad_name(inner):
                problems.append(_bad_name(source, shown(inner, landing), folder_date))
            elif is_dir(inner):
                message = "is a folder where a file should be. Put its files one level higher."
                name = shown(inner, landing)
                problems.append(Problem(source, name, "is_directory", message, folder_date))
            else:
                yield inner, folder_date


def _found(
    path: Path, folder_date: date | None, landing: Path, contract: Contract
) -> list[Delivery | Problem]:
    """What a file is or holds; a refusal where finding that out fails in a way nobody foresaw."""
    try:
        return list(_members(path, folder_date, landing, contract))
    except Exception as error:  # noqa: BLE001  one file must not cost the others
        refusal = unexpected(error)
        return [
            Problem(
                contract.source, shown(path, landing), refusal.rule, refusal.message, folder_date
            )
        ]


def _members(
    path: Path, folder_date: date | None, landing: Path, contract: Contract
) -> Iterator[Delivery | Problem]:
    name = shown(path, landing)
    if contract.is_ignored(path.name):
        return
    container = container_of(path)
    if container == "zip":
        try:
            members = zip_members(path)
        except FileRefusedError as error:
            when, _ = _export_date(path, path.name, folder_date, None, contract)
            yield Problem(contract.source, name, error.rule, error.message, when, is_refused=True)
            return
        for member in members:
            base = member.rsplit("/", 1)[-1]
            if ".." in member.split("/"):
                message = "the path of this member leads out of the ZIP. Pack it without '..'."
                when, _ = _export_date(path, base, folder_date, None, contract)
                yield Problem(contract.source, f"{name}!{member}", "bad_file_name", message, when)
                continue
            if not is_junk(member) and not contract.is_ignored(base):
                yield _one(path, member, f"{name}!{member}", folder_date, contract)
    else:
        yield _one(path, None, name, folder_date, contract)


def _one(
    path: Path, member: str | None, name: str, folder_date: date | None, contract: Contract
) -> Delivery | Problem:
    base = (member or path.name).rsplit("/", 1)[-1]
    found = contract.objects_matching(base)
    container = container_of(path)
    pattern = contract.objects[found[0]].date_pattern if found else None
    when, inferred = _export_date(path, base, folder_date, pattern, contract)
    inner = container_of(Path(base)) if member else container
    refusal = None
    if inner not in READ_CONTAINERS or (member and inner != "csv"):
        refusal = f"files of kind {inner} are not read{' inside a ZIP' if member else ''} yet"
    elif not found:
        refusal = f"matches no object of {contract.path}"
    elif len(found) > 1:
        refusal = f"matches several objects of {contract.path}: {', '.join(found)}"
    elif container not in contract.objects[found[0]].containers:
        refusal = f"{container} is not among the containers of {found[0]} in {contract.path}"
    if refusal:
        message = f"{refusal}. Remove it, deliver it as CSV under a known name, or add it there."
        return Problem(contract.source, name, "unmatched_file", message, when)
    size, modified = _stat(path)
    return Delivery(contract.source, found[0], path, member, name, when, inferred, size, modified)


def _export_date(
    path: Path, base: str, folder_date: date | None, pattern: str | None, contract: Contract
) -> tuple[date, bool]:
    """The folder's date, else the name's, else the file's own (marked as inferred)."""
    if folder_date:
        return folder_date, False
    expression = re.compile(pattern) if pattern else DATE_IN_NAME
    for name in (base, path.name):
        for match in expression.finditer(name):
            if found := _parse_date(match["date"]):
                return found, False
    seconds = _stat(path)[1] / 1e9
    return datetime.fromtimestamp(seconds, ZoneInfo(contract.time_zone)).date(), True


def _parse_date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1980 <= found.year <= 2199 else None


def is_changed(delivery: Delivery, before: tuple[int, int, int]) -> bool:
    """Whether the file is not the one that was discovered, or not the one it was `before`."""
    now = file_state(delivery.path)
    return now != before or now[:2] != (delivery.file_size, delivery.file_modified_ns)


def _stat(path: Path) -> tuple[int, int]:
    return file_state(path)[:2]
