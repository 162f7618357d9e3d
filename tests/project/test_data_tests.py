"""House rules for dbt tests: what is tested, and that a test can fail a night."""

from typing import Any

from tests.project.conftest import Project
from tests.project.test_models import failures, published


def columns_with_test(project: Project, name: str) -> set[tuple[str, str]]:
    """(model id, column) pairs that carry a generic test of this name."""
    return {
        (test["attached_node"], test["column_name"])
        for test in project.nodes("test")
        if (test.get("test_metadata") or {}).get("name") == name and test["column_name"]
    }


def is_not_null(model: dict[str, Any], column: str) -> bool:
    constraints = model["columns"][column].get("constraints") or []
    return any(constraint["type"] == "not_null" for constraint in constraints)


def test_no_test_only_warns(project: Project) -> None:
    wrong = [
        test["name"]
        for test in project.nodes("test")
        if test["config"]["severity"].lower() != "error"
        or test["config"]["error_if"] != "!= 0"
        or test["config"].get("limit")
        or not test["config"]["enabled"]
    ]
    assert not wrong, failures(wrong)


def test_singular_tests_are_sentences(project: Project) -> None:
    singular = [t for t in project.nodes("test") if not t.get("test_metadata")]
    assert singular
    wrong = [t["name"] for t in singular if not t["name"].startswith("assert_")]
    assert not wrong, failures(wrong)


def test_every_model_is_tested(project: Project) -> None:
    tested = {parent for test in project.nodes("test") for parent in test["depends_on"]["nodes"]}
    unit_tested = {
        parent
        for unit in project.manifest["unit_tests"].values()
        for parent in unit["depends_on"]["nodes"]
    }
    layers = ("staging", "history", "core", "marts")
    wrong = [
        m["name"] for m in project.models(*layers) if m["unique_id"] not in tested | unit_tested
    ]
    assert not wrong, failures(wrong)


def test_facts_point_at_members_that_exist(project: Project) -> None:
    """Every column of a fact named <dimension>_key has a relationships test."""
    related = columns_with_test(project, "relationships")
    own = {"fct_": lambda name: name.removeprefix("fct_")}
    wrong = []
    for model in published(project):
        if not model["name"].startswith("fct_"):
            continue
        plural = own["fct_"](model["name"])
        for column in model["columns"]:
            if not column.endswith("_key") or plural.startswith(column.removesuffix("_key")[:5]):
                continue
            if (model["unique_id"], column) not in related and not _is_mixed(model, column):
                wrong.append(f"{model['name']}.{column}")
    assert not wrong, failures(wrong)


def _is_mixed(model: dict[str, Any], column: str) -> bool:
    """`fct_targets.owner_key` points at four dimensions, told apart by owner_kind."""
    return model["name"] == "fct_targets" and column == "owner_key"


def test_unit_tests_are_named_after_their_model(project: Project) -> None:
    wrong = [
        unit["name"]
        for unit in project.manifest["unit_tests"].values()
        if not unit["name"].startswith(f"test_{unit['model']}_")
    ]
    assert not wrong, failures(wrong)
