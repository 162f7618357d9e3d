"""Style errors are found wherever SQL is written, and by the text alone."""

import contextlib
import io
from pathlib import Path

import pytest

from ingest.settings import REPOSITORY
from tests.lint_sql import files_below, linter, main

MODEL = """\
with deals as (
    select * from {{ ref('fct_opportunities') }}
),

final as (
    select
        owner_rep_key,
        count(*) as deal_count,
        {{ rate('sum(won_count)', 'sum(closed_count)') }} as win_rate
    from deals
    where opened_date < {{ month_start(as_of_date()) }}
    group by owner_rep_key
)

select * from final
"""
DATA_TEST = """\
-- No deal is worth less than nothing.
select opportunity_key
from {{ ref('fct_opportunities') }}
where won_amount < 0
"""
FACT = """\
select opportunity_key
from {{ ref('int_leads_seen') }}
{% if is_incremental() %}
    where changed_at > (select max(before.changed_at) from {{ this }} as before)
{% endif %}
"""


# name: text, what is changed in it, into what, and line and rule of what must be found
CASES = {
    "good_model": (MODEL, "", "", []),
    "good_data_test": (DATA_TEST, "", "", []),
    "good_fact": (FACT, "", "", []),
    "keyword": (MODEL, "    from deals", "    FROM deals", ["10 CP01"]),
    "indentation": (MODEL, "        count", "      count", ["8 LT02"]),
    "alias": (MODEL, "count(*) as deal_count", "count(*)", ["8 AL03"]),
    "blank": (MODEL, "deal_count,", "deal_count ,", ["8 LT01"]),
    "comma": (MODEL, "win_rate\n", "win_rate,\n", ["9 CV03"]),
    "long_line": (MODEL, "    from deals", "    from deals  -- " + 90 * "x", ["10 LT05"]),
    "braces_of_a_macro_call": (MODEL, "{{ rate(", "{{rate(", ["9 JJ01"]),
    "behind_a_macro_call": (MODEL, " }} as win", " }} AS win", ["9 CP01"]),
    "before_a_macro_call": (MODEL, "< {{ month", "<  {{ month", ["11 LT01"]),
    "no_such_macro": (MODEL, "{{ rate(", "{{ ratio(", ["9 TMP", "9 LT02", "9 PRS"]),
    "argument_of_a_macro": (MODEL, "(won_count)'", "(won_count'", ["5 PRS"]),
    "data_test_keyword": (DATA_TEST, "where", "WHERE", ["4 CP01"]),
    "data_test_blanks": (DATA_TEST, "select o", "select  o", ["2 LT01"]),
    "part_for_continued_nights": (FACT, "    where", "    WHERE", ["4 CP01"]),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What one run over all cases finds in each."""
    folder = tmp_path_factory.mktemp("sql")
    for name, (text, old, new, _) in CASES.items():
        assert not old or text.count(old) == 1, name
        (folder / f"{name}.sql").write_text(text.replace(old, new) if old else text)
    problems: dict[str, list[str]] = {name: [] for name in CASES}
    with contextlib.redirect_stdout(io.StringIO()) as written:
        assert main([str(folder)]) == 1
    for line in written.getvalue().splitlines()[:-1]:
        file, number, _, text = line.split(":", 3)
        problems[Path(file).stem].append(f"{number} {text.split()[0]}")
    return problems


@pytest.mark.parametrize("name", CASES)
def test_style_errors_are_found(name: str, found: dict[str, list[str]]) -> None:
    assert found[name] == CASES[name][-1]


def test_every_model_and_data_test_is_linted() -> None:
    project = REPOSITORY / "dbt_project"
    models = set((project / "models").rglob("*.sql"))
    data_tests = set((project / "tests").glob("*.sql"))
    assert set(files_below([project / "models", project / "tests"])) == models | data_tests


def test_neither_data_nor_environment_make_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rendered() -> str:
        file = REPOSITORY / "dbt_project/models/core/dim_dates.sql"
        return linter().render_file(str(file), linter().config).templated_variants[0].templated_str

    before = rendered()
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path))
    monkeypatch.setenv("PANTAU_TIMEZONE", "Europe/Paris")
    monkeypatch.setenv("PANTAU_FISCAL_CALENDAR", "4-4-5")
    assert rendered() == before
