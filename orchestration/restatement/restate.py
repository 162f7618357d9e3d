"""One restatement from the operator's side: find both files, compare, write the report.

What does not belong here: printing (the caller's), and SQL.
"""

import contextlib
import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from ingest.canonical import literal
from ingest.settings import Settings
from orchestration.errors import NightError
from orchestration.nightly.lock import NightAtWorkError, nightly_lock
from orchestration.nightly.workspace import lock_file
from orchestration.publishing.store import Store
from orchestration.restatement import published_then
from orchestration.restatement.comparison import Side, compared
from orchestration.restatement.published_then import Published
from orchestration.restatement.rebuild import rebuilt, tables_that_differ
from orchestration.restatement.report import SHEETS, Story, markdown, rows_of
from orchestration.restatement.words import FIGURES, change, number

REPORT = "report.md"
LOCK_FILE = ".lock"
MOST_FIGURES = 12


def restate(settings: Settings, since: str) -> list[str]:
    """Write the report into ``restatements/`` and return its summary.

    Kept versions never change, so that they can be read while a night is at work. Raises NightError
    when nothing is published, the version is unknown, or it has to be built again during a night.
    """
    store = Store(settings.published)
    now = published_then.current(store)
    then = published_then.find(store, since)
    if now.file is None:
        raise NightError(f"The file of {now.version} is gone. Run make nightly FORCE=1.")
    if then.version == now.version:
        raise NightError(f"{now.version} is what readers have now: nothing to compare.")
    try:
        with _file_of(settings, then) as (file, source):
            story = Story(then, now, [*source, *_other_programs(then, now)])
            log = settings.raw / "load_log.parquet"
            with compared(Side(file, then), Side(now.file, now), log) as connection:
                folder = _write(settings, connection, story)
                return _summary(connection, story, folder)
    except duckdb.IOException:
        # Once open, a file can be read to its end, whoever deletes its name.
        if then.file is None or then.file.exists():
            raise
        raise NightError(
            f"{then.version} was deleted in this moment, as the oldest that was kept. Try again "
            "when the night is done: then it is built again."
        ) from None


@contextlib.contextmanager
def _file_of(settings: Settings, then: Published) -> Iterator[tuple[Path, list[str]]]:
    if then.file:
        yield then.file, [f"The earlier figures are read from the kept version {then.version}."]
        return
    # A build reads raw and writes where the next night clears up: no night may come in between.
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(nightly_lock(lock_file(settings)))
        except NightAtWorkError:
            raise NightError(
                f"A night is at work, and {then.version} is no longer kept, so that it has to be "
                "built again: try again when the night is done."
            ) from None
        yield _built_again(settings, then, stack.enter_context(rebuilt(settings, then)))


def _built_again(settings: Settings, then: Published, file: Path) -> tuple[Path, list[str]]:
    other = tables_that_differ(settings, file, then)
    told = f"{then.version} is no longer kept; it was built again from raw as it was known then"
    if other:
        told += (
            f". Not as readers had them: {', '.join(other)} (models, settings or what lies in "
            "landing changed)."
        )
    else:
        told += f", and equals what readers had in all {len(then.tables)} tables."
    return file, [told]


def _other_programs(then: Published, now: Published) -> list[str]:
    told = []
    for what, one, other in (
        ("models or programs", then.code, now.code),
        ("settings", then.settings, now.settings),
    ):
        if one and other and one != other:
            told.append(
                f"The {what} of the two versions are not the same: a difference that no record "
                "explains can come from a new definition (see CHANGELOG.md)."
            )
    return told


def _write(settings: Settings, connection: DuckDBPyConnection, story: Story) -> Path:
    """Put the report in place as a whole; an earlier one of the same two versions is replaced."""
    folder = settings.data / "restatements" / f"{story.then.version}_to_{story.now.version}"
    work = folder.with_name(f".{folder.name}.tmp")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(LOCK_FILE).open("a", encoding="utf-8") as lock:
        # Two who ask at once write one after the other.
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        _write_sheets(connection, story, work)
        shutil.rmtree(folder, ignore_errors=True)
        work.rename(folder)
    return folder


def _write_sheets(connection: DuckDBPyConnection, story: Story, work: Path) -> None:
    (work / REPORT).write_text(markdown(connection, story), encoding="utf-8")
    for name, relation in SHEETS.items():
        target = literal(str(work / name))
        connection.execute(
            f"copy (from {relation} order by all) to {target} (header, delimiter ',')"
        )


def _summary(connection: DuckDBPyConnection, story: Story, folder: Path) -> list[str]:
    changed = rows_of(
        connection,
        "select * from explained_figures where level_kind = 'company'"
        " and (is_changed or not_explained <> 0) order by month_start_date, metric desc",
    )
    counts = {
        name: rows_of(connection, f"select count(distinct {key}) as n from {relation}")[0]["n"]  # noqa: S608
        for name, key, relation in (
            ("opportunities", "opportunity_id", "opportunity_changes"),
            ("leads", "lead_id", "lead_changes"),
            ("targets", "owner_key || month_start_date", "target_changes"),
            ("late", "load_key", "(select file_name as load_key from arrivals)"),
        )
    }
    lines = [
        f"Since {story.then.version}, in {story.months}: {len(changed):,} company figures changed",
    ]
    for row in changed[:MOST_FIGURES]:
        before, after = (number(row[s], row["metric"]) for s in ("value_before", "value_after"))
        left = change(row["not_explained"], row["metric"])
        rest = f", not explained {left}" if row["not_explained"] else ""
        lines.append(
            f"  {row['month_start_date']:%Y-%m}    {FIGURES[row['metric']]}: {before} to {after} "
            f"({change(row['difference'], row['metric'])}{rest})"
        )
    if len(changed) > MOST_FIGURES:
        lines.append(f"  and {len(changed) - MOST_FIGURES:,} more; see the report")
    return [
        *lines,
        f"  because of {counts['opportunities']:,} opportunities, {counts['leads']:,} leads, "
        f"{counts['targets']:,} targets",
        f"  deliveries {counts['late']:,} files came late or corrected for those days",
        *(f"  note       {line}" for line in story.source),
        f"  open next  {folder / REPORT}",
    ]
