"""What Dagster sees: one step per source, one for dbt, one that publishes, and nothing at odds."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from ingest.contracts import load_contracts
from ingest.settings import REPOSITORY


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.Definitions]:
    """The code location, loaded for a data folder that does not exist yet."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PANTAU_DATA", str(tmp_path_factory.mktemp("definitions") / "fresh"))
        from orchestration.definitions import defs

        yield defs


def steps(definitions: dg.Definitions) -> dict[str, set[str]]:
    """Steps of the nightly job and what each waits for."""
    job = definitions.resolve_job_def("nightly_refresh")
    structure = job.graph.dependency_structure
    return {
        node.name: {
            output.node_name
            for outputs in structure.input_to_upstream_outputs_for_node(node.name).values()
            for output in outputs
        }
        for node in job.nodes
    }


def test_the_night_has_few_steps(definitions: dg.Definitions) -> None:
    loads = {f"load_{source}" for source in load_contracts()}
    others = {"pantau__load_log", "late_feeds", "build_warehouse", "published__warehouse"}
    assert set(steps(definitions)) == loads | others


def test_publication_waits_for_dbt_and_dbt_for_everything_loaded(
    definitions: dg.Definitions,
) -> None:
    waits = steps(definitions)
    loads = {f"load_{source}" for source in load_contracts()}
    assert waits["published__warehouse"] == {"build_warehouse"}
    assert waits["pantau__load_log"] == loads
    assert waits["build_warehouse"] == loads | {"pantau__load_log"}


def test_raw_assets_are_the_sources_of_dbt(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for source, contract in load_contracts().items():
        for name in contract.objects:
            node = graph.get(dg.AssetKey([source, name]))
            assert node.is_materializable
            assert node.group_name == f"ingest_{source}"
            assert node.child_keys - {dg.AssetKey(["pantau", "load_log"])}, (source, name)


def test_groups_are_the_model_folders(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    groups = {graph.get(key).group_name for key in graph.materializable_asset_keys}
    ingest = {f"ingest_{name}" for name in [*load_contracts(), "pantau"]}
    layers = {"staging", "history", "intermediate", "core", "marts", "seeds"}
    assert groups == ingest | layers | {"publication"}


def test_the_publication_is_the_only_partitioned_asset(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    keys = graph.materializable_asset_keys
    partitioned = [key for key in keys if graph.get(key).partitions_def is not None]
    assert partitioned == [dg.AssetKey(["published", "warehouse"])]


def test_the_schedule_is_on_and_says_its_time_zone(definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def("nightly_refresh_schedule")
    assert schedule.cron_schedule == "0 2 * * *"
    assert schedule.execution_timezone == "Asia/Jakarta"
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING


def test_feeds_with_a_cadence_have_a_check_that_does_not_block(
    definitions: dg.Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    late = {key.name: key for key in graph.asset_check_keys if key.name.endswith("_is_on_time")}
    expected = {f"{n}_is_on_time" for n, c in load_contracts().items() if c.cadence_days}
    assert set(late) == expected
    assert not any(graph.get(key).blocking for key in late.values())


def test_the_code_location_loads_without_any_setting(tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PANTAU_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "import orchestration.definitions as d; print(bool(d.defs))"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "True", done.stderr
