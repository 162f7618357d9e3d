"""House rules for dbt models, read from the manifest."""

import re
from typing import Any

import pytest
import yaml

from orchestration.nightly import dbt_command
from tests.project.conftest import Project

MOST_LINES = 150
# May only shrink.
LONGER: dict[str, int] = {}
MOST_CTES = 12
MOST_MACRO_LINES = 40
# A list of columns per entity, and nothing else.
LISTS = {"payload_of"}
PREFIXES = {
    "staging": r"stg_[a-z0-9]+__[a-z0-9_]+",
    "history": r"hist_[a-z0-9_]+",
    "intermediate": r"int_[a-z0-9_]+",
    "core": r"(dim|fct|bridge)_[a-z0-9_]+",
    "marts": r"(mart|int)_[a-z0-9_]+",
}
MATERIALIZED = {
    "history": {"table", "incremental"},
    "core": {"table", "incremental"},
    "marts": {"table"},
}
CLOCKS = re.compile(
    r"\b(now\s*\(|current_date|current_timestamp|current_time|localtimestamp|getdate\s*\("
    r"|get_current_timestamp|today\s*\(|run_started_at|random\s*\(|uuid\s*\(|gen_random)",
    re.IGNORECASE,
)
COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*|/\*.*?\*/", re.DOTALL)


def failures(found: list[str]) -> str:
    return "\n  ".join(["", *sorted(found)])


def names(models: list[dict[str, Any]]) -> list[str]:
    return [model["name"] for model in models]


def sql_of(project: Project, node: dict[str, Any]) -> str:
    return COMMENT.sub("", project.file(node).read_text(encoding="utf-8"))


def test_names_tell_the_layer(project: Project) -> None:
    wrong = [
        f"{model['name']} in {model['fqn'][1]}"
        for model in project.models()
        if not re.fullmatch(PREFIXES[model["fqn"][1]], model["name"])
    ]
    assert not wrong, failures(wrong)


def test_staging_models_lie_in_their_sources_folder(project: Project) -> None:
    wrong = [
        model["name"]
        for model in project.models("staging")
        if not model["name"].startswith(f"stg_{model['fqn'][2]}__")
    ]
    assert not wrong, failures(wrong)


def test_staging_reads_one_source_and_only_its_own(project: Project) -> None:
    wrong = []
    for model in project.models("staging"):
        read = project.parents(model)
        sources = {parent["source_name"] for parent in read if parent["resource_type"] == "source"}
        others = [p["name"] for p in read if p["resource_type"] not in ("source", "seed")]
        if sources != {model["fqn"][2]} or others:
            wrong.append(f"{model['name']} reads {sorted(sources)} and {others}")
    assert not wrong, failures(wrong)


def test_layers_read_downwards_only(project: Project) -> None:
    order = ["staging", "history", "intermediate", "core", "marts"]
    may_read = {
        "history": {"staging", "history", "intermediate"},
        "intermediate": {"staging", "history", "intermediate", "core", "marts"},
        "core": {"history", "intermediate", "core"},
        "marts": {"core", "marts", "intermediate"},
    }
    wrong = []
    for model in project.models(*order[1:]):
        layer = model["fqn"][1]
        for parent in project.parents(model):
            if layer == "marts" and model["fqn"][2] == "warehouse":
                continue  # what the warehouse reports about itself starts where data comes in
            if parent["name"] == "stg_pantau__loads":
                continue  # the load log has no history: it is the history
            if parent["resource_type"] == "model" and parent["fqn"][1] not in may_read[layer]:
                wrong.append(f"{model['name']} ({layer}) reads {parent['name']}")
            if parent["resource_type"] == "source":
                wrong.append(f"{model['name']} ({layer}) reads source {parent['name']}")
    assert not wrong, failures(wrong)


def test_history_alone_continues_and_all_that_follows_is_built_whole_from_it(
    project: Project,
) -> None:
    """A night sees new exports only: what reads them past history would be of tonight alone."""
    incremental = {m["name"] for m in project.models() if m["config"]["materialized"] != "table"}
    incremental -= {m["name"] for m in project.models() if m["config"]["materialized"] == "view"}
    outside = {m["name"] for m in project.models() if m["schema"] != "history"} & incremental
    settings = yaml.safe_load((dbt_command.PROJECT / "dbt_project.yml").read_text())
    read_whole = settings["vars"]["sources_read_whole"]
    assert incremental
    assert not outside, failures(sorted(outside))

    def sees_tonight_only(model: dict[str, Any]) -> bool:
        if model["resource_type"] != "model" or model["name"] == "stg_pantau__loads":
            return False
        if model["name"] in incremental:
            return False
        is_staging = model["fqn"][1] == "staging" and model["fqn"][2] not in read_whole
        return is_staging or any(sees_tonight_only(parent) for parent in project.parents(model))

    wrong = [m["name"] for m in project.models("core", "marts") if sees_tonight_only(m)]
    assert not wrong, failures(wrong)


def test_every_model_has_one_property_file_beside_it(project: Project) -> None:
    wrong = []
    for model in project.models():
        expected = project.file(model).with_suffix(".yml")
        patch = (model.get("patch_path") or "").split("://")[-1]
        if not expected.exists() or not patch.endswith(expected.name):
            wrong.append(f"{model['name']}: {patch or 'no property file'}")
    assert not wrong, failures(wrong)


def test_models_are_short(project: Project) -> None:
    long = []
    for model in project.models():
        lines = project.file(model).read_text(encoding="utf-8").splitlines()
        if len(lines) > LONGER.get(model["name"], MOST_LINES):
            long.append(f"{model['name']}: {len(lines)} lines")
    assert not long, failures(long)


def test_models_have_few_steps(project: Project) -> None:
    wrong = []
    for model in project.models():
        found = re.findall(r"(?m)^(?:with |)([a-z0-9_]+) as \($", sql_of(project, model))
        if len(found) > MOST_CTES:
            wrong.append(f"{model['name']}: {len(found)} CTEs")
    assert not wrong, failures(wrong)


def test_models_end_with_select_from_final(project: Project) -> None:
    wrong = []
    for model in project.models("core", "marts"):
        text = sql_of(project, model).strip()
        if "with " in text and not text.endswith("select * from final"):
            wrong.append(model["name"])
    assert not wrong, failures(wrong)


def test_no_model_or_macro_asks_a_clock_or_a_die(project: Project) -> None:
    wrong = []
    for model in project.models():
        if found := CLOCKS.search(sql_of(project, model)):
            wrong.append(f"{model['name']}: {found[0]}")
    for macro in project.manifest["macros"].values():
        if macro["package_name"] == "pantau" and (
            found := CLOCKS.search(COMMENT.sub("", macro["macro_sql"]))
        ):
            wrong.append(f"macro {macro['name']}: {found[0]}")
    assert not wrong, failures(wrong)


def test_macros_are_short_and_used(project: Project) -> None:
    own = [m for m in project.manifest["macros"].values() if m["package_name"] == "pantau"]
    wrong = [
        f"{macro['name']}: {len(macro['macro_sql'].splitlines())} lines"
        for macro in own
        if len(macro["macro_sql"].splitlines()) > MOST_MACRO_LINES and macro["name"] not in LISTS
    ]
    assert not wrong, failures(wrong)


@pytest.mark.parametrize("layer", sorted(MATERIALIZED))
def test_what_readers_get_is_tables(project: Project, layer: str) -> None:
    wrong = [
        model["name"]
        for model in project.models(layer)
        if model["config"]["materialized"] not in MATERIALIZED[layer]
        and model["schema"] in ("core", "marts")
    ]
    assert not wrong, failures(wrong)


def test_only_marts_are_in_schema_marts_and_only_core_in_core(project: Project) -> None:
    wrong = [
        f"{model['name']} in {model['schema']}"
        for model in project.models()
        if (model["schema"] == "marts") != model["name"].startswith("mart_")
        or (model["schema"] == "core") != model["name"].startswith(("dim_", "fct_", "bridge_"))
    ]
    assert not wrong, failures(wrong)


def published(project: Project) -> list[dict[str, Any]]:
    return [m for m in project.models("core", "marts") if m["schema"] in ("core", "marts")]


def test_published_models_have_enforced_contracts(project: Project) -> None:
    wrong = [m["name"] for m in published(project) if not m["config"]["contract"]["enforced"]]
    assert not wrong, failures(wrong)


def test_published_models_describe_every_column(project: Project) -> None:
    wrong = [
        f"{model['name']}.{name}"
        for model in published(project)
        for name, column in model["columns"].items()
        if not column["description"].strip()
    ]
    assert not wrong, failures(wrong)


def test_models_say_what_one_row_is(project: Project) -> None:
    wrong = [
        m["name"] for m in published(project) if not m["description"].startswith("One row per")
    ]
    assert not wrong, failures(wrong)


def test_access_follows_the_layer(project: Project) -> None:
    expected = {"marts": "public", "core": "protected"}
    wrong = [
        f"{model['name']} is {model['access']}"
        for model in project.models()
        if model["access"] != expected.get(model["schema"], "private")
    ]
    assert not wrong, failures(wrong)


def test_every_model_has_a_group_with_an_owner(project: Project) -> None:
    groups = {g["name"]: g["owner"] for g in project.manifest["groups"].values()}
    wrong = [m["name"] for m in project.models() if m["group"] not in groups]
    assert not wrong, failures(wrong)
    assert all(owner.get("email") for owner in groups.values())


def test_every_mart_has_an_exposure(project: Project) -> None:
    exposed = {
        parent
        for exposure in project.manifest["exposures"].values()
        for parent in exposure["depends_on"]["nodes"]
    }
    marts = [m for m in project.models() if m["schema"] == "marts"]
    assert marts
    wrong = [m["name"] for m in marts if m["unique_id"] not in exposed]
    assert not wrong, failures(wrong)
