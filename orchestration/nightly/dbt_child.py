"""dbt that ends with the night that started it.

A night killed with -9 cannot end its dbt, which would go on writing beside the next night. So
dbt runs in this file, which watches its parent. Started as a script, with nothing of Pantau on
the path: `python -P dbt_child.py <dbt arguments>`.
What does not belong here: any import but dbt's.
"""

import os
import threading
import time

POLL_SECONDS = 0.2
EXIT_CODE = 137


def end_with(parent: int) -> None:
    """Leave at once, without a word, when the parent process is gone."""
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    os._exit(EXIT_CODE)


if __name__ == "__main__":
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    from dbt.cli.main import cli

    cli()
