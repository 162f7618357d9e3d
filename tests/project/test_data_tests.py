"""House rules for dbt tests: what is tested, and that a test can fail a night."""

from collections import Counter
from typing import Any

from tests.project.conftest import Project
from tests.project.test_models import failures, published

# A test costs a night 0.025 to 0.1 seconds and four events: one node per model, and the sentences.
MOST_DATA_TESTS = 350
# Held by the contract where one is enforced, else by the rules.
HELD_BY_CONTRACTS = {"not_null", "accepted_values", "rates"}
# Of the constraints of dbt those that cost the engine no index.
CONSTRAINTS = {"not_null", "check"}


def rules_nodes(project: Project) -> list[dict[str, Any]]:
    return [t for t in project.nodes("test") if t.get("test_metadata")]


def rules_of(project: Project) -> dict[str, dict[str, Any]]:
    """Arguments of the test `rules` by the id of the model or seed that it tests."""
    return {test["attached_node"]: test["test_metadata"]["kwargs"] for test in rules_nodes(project)}


def constraints_of(node: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """(column, constraint) pairs; a constraint of the whole model has no column."""
    return [
        *(("", constraint) for constraint in node.get("constraints") or []),
        *(
            (column, constraint)
            for column, described in node["columns"].items()
            for constraint in described.get("constraints") or []
        ),
    ]


def has_contract(node: dict[str, Any]) -> bool:
    return bool(node["resource_type"] == "model" and node["config"]["contract"]["enforced"])


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


def test_there_are_few_data_tests(project: Project) -> None:
    assert 0 < len(project.nodes("test")) <= MOST_DATA_TESTS


def test_the_rules_of_a_model_are_one_test(project: Project) -> None:
    nodes = {node["unique_id"]: node for node in project.nodes("model") + project.nodes("seed")}
    found = rules_nodes(project)
    assert found
    wrong = [
        test["name"]
        for test in found
        if test["test_metadata"]["name"] != "rules"
        or test["name"] != f"rules_{nodes[test['attached_node']]['name']}"
    ]
    wrong += [
        name for name, times in Counter(t["attached_node"] for t in found).items() if times > 1
    ]
    assert not wrong, failures(wrong)


def test_rules_say_something(project: Project) -> None:
    """Without a rule of its own, the test is there for engines that enforce no constraint."""
    constrained = {m["unique_id"] for m in project.nodes("model") if constraints_of(m)}
    wrong = [
        node
        for node, rules in rules_of(project).items()
        if not any(rules[kind] for kind in rules if kind not in ("model", "key"))
        and node not in constrained
    ]
    assert not wrong, failures(wrong)


def test_keys_in_rules_are_lists_of_columns(project: Project) -> None:
    wrong = [
        f"{node}: {columns}"
        for node, rules in rules_of(project).items()
        for columns in rules.get("unique", []) + rules.get("tiles", [])
        if not isinstance(columns, list)
    ]
    assert not wrong, failures(wrong)


def test_what_a_contract_can_hold_stands_there_alone(project: Project) -> None:
    rules = rules_of(project)
    wrong = [
        f"{model['name']}: {kind}"
        for model in project.models()
        if has_contract(model)
        for kind in HELD_BY_CONTRACTS & rules.get(model["unique_id"], {}).keys()
    ]
    assert any(constraints_of(model) for model in project.models())
    assert not wrong, failures(wrong)


def test_constraints_are_enforced_while_writing(project: Project) -> None:
    """Only a contract enforces them, and only these two need no index, which would fill memory."""
    wrong = [
        f"{node['name']}.{column}: {constraint['type']}"
        for node in project.nodes("model") + project.nodes("seed")
        for column, constraint in constraints_of(node)
        if not has_contract(node)
        or not column
        or constraint["type"] not in CONSTRAINTS
        or (constraint["type"] == "check" and not constraint["expression"].startswith(f"{column} "))
    ]
    assert not wrong, failures(wrong)


def test_constraints_are_checked_where_the_engine_does_not_enforce_them(project: Project) -> None:
    """The test `rules` does so, hence every model with a constraint has one."""
    rules = rules_of(project)
    wrong = [
        model["name"]
        for model in project.models()
        if constraints_of(model) and model["unique_id"] not in rules
    ]
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
    """Every column of a fact named <dimension>_key has a relationships rule."""
    related = {
        (node, relationship["column"])
        for node, rules in rules_of(project).items()
        for relationship in rules.get("relationships", [])
    }
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
    """The `owner_key` of targets points at several dimensions, told apart by owner_kind."""
    return model["name"] in ("fct_targets", "fct_inclusive_targets") and column == "owner_key"


def test_unit_tests_are_named_after_their_model(project: Project) -> None:
    wrong = [
        unit["name"]
        for unit in project.manifest["unit_tests"].values()
        if not unit["name"].startswith(f"test_{unit['model']}_")
    ]
    assert not wrong, failures(wrong)
