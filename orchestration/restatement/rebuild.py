"""Make the file of a version again that is no longer kept, in the private build folder.

Everything is built from raw with today's models and settings, as it was known at the instant of the
publication. What does not belong here: any word on what differs between two files.
"""

import contextlib
import uuid
from collections.abc import Iterator
from pathlib import Path

from ingest.settings import Settings
from orchestration.errors import NightError
from orchestration.nightly import dbt_command
from orchestration.nightly.dbt_command import Build
from orchestration.nightly.dbt_results import describe_failure
from orchestration.nightly.manifest import complaint, ensure_manifest
from orchestration.nightly.progress import timed
from orchestration.nightly.workspace import Workspace
from orchestration.publishing.candidate import read_digests
from orchestration.restatement.published_then import Published


@contextlib.contextmanager
def rebuilt(settings: Settings, then: Published) -> Iterator[Path]:
    """Build, lend the file, delete it; the caller holds the nightly lock.

    Raises NightError with dbt's words when a model fails. Tests are left out: they passed then, and
    what they would say about today's models is the next night's to say.
    """
    workspace = Workspace(settings, f"restatement_{uuid.uuid4()}")
    workspace.prepare()
    try:
        with timed(f"building {then.version} again, as known at {then.known_at} UTC"):
            done = dbt_command.run(
                settings,
                *("build", "--target", "nightly"),
                *("--exclude-resource-type", "unit_test", "test"),
                output=workspace.dbt_output,
                build=Build(then.as_of_date, workspace.folder, known_at=then.known_at),
                parsed=ensure_manifest(settings).parent,
            )
        if done.returncode != 0:
            error = NightError(complaint(done.stdout))
            raise NightError(
                f"{then.version} could not be built again: "
                f"{describe_failure(workspace.dbt_output, error)}"
            )
        yield workspace.build_file
    finally:
        workspace.clean()


def tables_that_differ(settings: Settings, file: Path, then: Published) -> list[str]:
    """Return the tables of a file that are not what was published, by the hashes kept of it."""
    _, digests = read_digests(file, file.with_name("tmp"))
    return sorted(
        name
        for name, kept in then.tables.items()
        if name not in digests or digests[name].hash != kept["hash"]
    )
