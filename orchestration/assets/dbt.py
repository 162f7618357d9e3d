"""Assets of the dbt project: every model and seed, and its data tests as checks.

One dbt command builds and tests everything in the run's private file; its exit code decides.
What does not belong here: SQL, and anything about publication.
"""

import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    DbtProject,
    dbt_assets,
)
from dagster_dbt.core.dbt_cli_event import DbtCliEventMessage
from dagster_dbt.errors import DagsterDbtCliRuntimeError

from orchestration.nightly import dbt_command
from orchestration.nightly.dbt_command import Build
from orchestration.nightly.dbt_results import describe_failure
from orchestration.nightly.progress import progress
from orchestration.resources import Night

SECONDS_BETWEEN_LINES = 5.0
SECONDS_TO_END = 10.0


class Translator(DagsterDbtTranslator):
    """Names as everywhere here: dbt's own keys, groups after the first model folder."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return [source, object] for sources and the plain name for models and seeds."""
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return dg.AssetKey([dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return staging, history, intermediate, core, marts or seeds."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return str(dbt_resource_props["fqn"][1])

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """Return a test's check; on a source it does not block.

        dbt runs source tests, and its exit code decides. Were they blocking, the load log, which
        stands between the sources and dbt, would wait for them: Dagster would break the circle by
        running dbt twice.
        """
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None or len(asset_spec.key.path) == 1:
            return spec
        return dg.AssetCheckSpec(
            name=spec.name,
            asset=spec.asset_key,
            description=spec.description,
            additional_deps=spec.additional_deps,
            metadata=spec.metadata,
            blocking=False,
        )


def warehouse_assets(manifest: Path) -> dg.AssetsDefinition:
    """Return the assets of the whole project as one step."""

    @dbt_assets(manifest=manifest, dagster_dbt_translator=Translator(), name="build_warehouse")
    def build_warehouse(
        context: dg.AssetExecutionContext, night: Night, dbt: DbtCliResource
    ) -> Iterator[Any]:
        workspace = night.workspace
        plan = night.lay_out(context.run)
        progress(f"build: {plan.line}")
        command = ["build", "--exclude-resource-type", "unit_test"]
        build = Build(night.as_of(context.run), workspace.folder, plan.to_json())
        environment = dbt_command.environment(night.settings, build, parsed=manifest.parent)
        with dbt_command.exported(environment):
            invocation = dbt.cli(command, context=context, target_path=workspace.dbt_output)
        reporter = _Reporter(invocation.manifest)
        try:
            for event in invocation.stream_raw_events():
                reporter.see(event)
                yield from event.to_default_asset_events(
                    manifest=invocation.manifest,
                    dagster_dbt_translator=invocation.dagster_dbt_translator,
                    context=context,
                    target_path=invocation.target_path,
                )
        except DagsterDbtCliRuntimeError as error:
            told = describe_failure(
                workspace.dbt_output, error, workspace.build_file, night.settings.data
            )
            raise dg.Failure(told, allow_retries=False) from None
        finally:
            _end(invocation.process)
        reporter.finish()

    return build_warehouse


def _end(process: subprocess.Popen[Any]) -> None:
    """Leave no dbt behind when this step is interrupted or fails on its own."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class _Reporter:
    """Counts what dbt has finished and says so every few seconds."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        kinds = Counter(node["resource_type"] for node in manifest["nodes"].values())
        self._total = {"model": kinds["model"] + kinds["seed"], "test": kinds["test"]}
        self._done: Counter[str] = Counter()
        self._said = time.monotonic()
        progress("build: dbt starts")

    def see(self, event: DbtCliEventMessage) -> None:
        """Count an event that ends a node."""
        if not event.is_result_event:
            return
        kind = event.raw_event["data"]["node_info"]["resource_type"]
        if kind != "operation":
            self._done["test" if kind == "test" else "model"] += 1
        if time.monotonic() - self._said >= SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            self.finish()

    def finish(self) -> None:
        """Say how far dbt is."""
        done, total = self._done, self._total
        progress(
            f"build: {done['model']} of {total['model']} models and seeds, "
            f"{done['test']} of {total['test']} tests"
        )
