"""What an operator wants to know at a glance about one data folder.

What does not belong here: changing anything.
"""

import os
from contextlib import suppress

from ingest.settings import Settings
from orchestration.nightly.lock import is_held, read_holder
from orchestration.nightly.workspace import lock_file
from orchestration.publishing.hold import Hold
from orchestration.publishing.store import Store


def status_lines(settings: Settings) -> list[str]:
    """Return what is published, kept, held back and running."""
    store = Store(settings.published)
    current = store.current()
    if current is None:
        lines = [f"published  nothing yet below {settings.published}"]
    else:
        rows = sum(table["rows"] for table in current["tables"].values())
        lines = [
            f"published  {current['version']} since {current['published_at']}: "
            f"{len(current['tables'])} tables, {rows:,} rows",
            f"kept       {', '.join(d['version'] for d in store.versions())}",
        ]
    hold = Hold.read(store.folder)
    if hold.versions:
        lines.append(f"held back  {', '.join(hold.versions)} (release: make nightly FORCE=1)")
    holder = read_holder(lock_file(settings))
    if is_held(lock_file(settings)):
        lines.append(f"running    process {holder.pid if holder else 'unknown'}")
    elif holder and not _is_alive(holder.pid):
        lines.append("last run   ended without a word; the next one clears up after it")
    return lines


def _is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, 0)
        return True
    return False
