"""The analytics engineer's side: a development file from the same loads, and the models' docs.

What does not belong here: the nightly build. dbt's target `dev` never touches its file.
"""

from ingest.contracts import load_contracts
from ingest.settings import Settings
from orchestration.errors import NightError
from orchestration.nightly import dbt_command
from orchestration.nightly.as_of import latest_delivery
from orchestration.nightly.dbt_results import count, describe_failure
from orchestration.nightly.lock import nightly_lock
from orchestration.nightly.manifest import complaint
from orchestration.nightly.progress import progress, timed
from orchestration.nightly.workspace import lock_file

FILE = "pantau_dev.duckdb"
TARGET_FOLDER = "dbt_target"
STATIC_PAGE = "static_index.html"


def load_everything(settings: Settings) -> None:
    """Load what lies in landing and compile the load log, as the night's first steps do."""
    from ingest.ledger import write_load_log
    from ingest.loads import load_source, prepare_raw

    contracts = load_contracts()
    latest_delivery(settings, contracts)
    prepare_raw(settings, contracts)
    for contract in contracts.values():
        load_source(settings, contract, progress=progress)
    write_load_log(settings, contracts)


def prepare_dev(settings: Settings) -> list[str]:
    """Load, then build and test all models in target `dev`; raises NightError on a failure."""
    settings.dev.mkdir(parents=True, exist_ok=True)
    with nightly_lock(lock_file(settings)), timed("load"):
        load_everything(settings)
    file, output = settings.dev / FILE, settings.dev / TARGET_FOLDER
    with timed("dbt build in target dev"):
        done = dbt_command.run(
            settings,
            *("build", "--target", "dev"),
            *("--exclude-resource-type", "unit_test"),
            output=output,
        )
    if done.returncode != 0:
        error = NightError(complaint(done.stdout))
        raise NightError(describe_failure(output, error, file, settings.data))
    good = count(output)
    return [
        f"{good['models']} models and {good['tests']} tests are good in {file}.",
        "Next: cd dbt_project, then `dbt build -s <model>` or `dbt show -s <model>`.",
    ]


def write_docs(settings: Settings) -> str:
    """Write dbt's documentation as one static page into the data folder."""
    output = settings.data / "docs"
    with timed("dbt docs generate"):
        done = dbt_command.run(
            settings,
            *("docs", "generate", "--static", "--target", "dev"),
            output=output,
        )
    if done.returncode != 0:
        raise NightError(f"The documentation was not written. {complaint(done.stdout)}")
    return f"Open {output / STATIC_PAGE} in a browser."
