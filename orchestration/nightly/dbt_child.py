"""dbt that ends with the night that started it, and takes a parse that was made before.

A night killed with -9 cannot end its dbt, which would go on writing beside the next night. So
dbt runs in this file, which watches its parent. Started as a script, with nothing of Pantau on
the path: `python -P dbt_child.py <dbt arguments>`.
What does not belong here: any import but dbt's.
"""

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

POLL_SECONDS = 0.2
EXIT_CODE = 137


def end_with(parent: int) -> None:
    """Leave at once, without a word, when the parent process is gone."""
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    os._exit(EXIT_CODE)


def read_parse(folder: Path) -> Any:
    """Return the manifest that a parse of the same project left in ``folder``.

    dbt's own partial parse reads and hashes every file again and, for a mere change of a profile
    value, parses everything (17 s); the caller has made sure that nothing has changed.
    """
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    content = (folder / "partial_parse.msgpack").read_bytes()
    manifest: Any = Manifest.from_msgpack(content, decoder=extended_mashumuro_decoder)
    manifest.build_flat_graph()
    return manifest


def hush_what_nobody_hears() -> None:
    """Drop debug events at once while no log asks for them.

    dbt writes each as a line of JSON, statements and all, before its logs turn it away: a sixth
    of what a small build costs.
    """
    from dbt_common.events.base_types import BaseEvent, EventLevel
    from dbt_common.events.event_manager import EventManager

    fire = EventManager.fire_event

    def fire_if_heard(
        manager: EventManager, e: BaseEvent, level: EventLevel | None = None, *more: Any, **how: Any
    ) -> None:
        is_debug = (level or e.level_tag()) == EventLevel.DEBUG
        if not is_debug or any(log.level == EventLevel.DEBUG for log in manager.loggers):
            fire(manager, e, level, *more, **how)

    setattr(EventManager, "fire_event", fire_if_heard)  # noqa: B010 (a method, for mypy)


def main(arguments: list[str]) -> int:
    """Run dbt; returns its exit code: 0 good, 1 something failed, 2 it did not get to work."""
    from dbt.cli.main import cli, dbtRunner

    hush_what_nobody_hears()
    folder = os.environ.get("PANTAU_PARSED", "")
    if not folder:
        cli(arguments)
    done = dbtRunner(manifest=read_parse(Path(folder))).invoke(arguments)
    if done.exception is not None:
        print(done.exception, file=sys.stderr)  # noqa: T201 (the caller reads it)
        return 2
    return 0 if done.success else 1


if __name__ == "__main__":
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    sys.exit(main(sys.argv[1:]))
