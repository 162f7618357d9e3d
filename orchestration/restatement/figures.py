"""Figures per level, month and metric of two published files, side by side.

Levels are the company, reps (credited at close) and teams (their own results). What does not belong
here: which records make the difference (see movements and the modules of each kind of record).
"""

from duckdb import DuckDBPyConnection

CLOSED = ("won_count", "won_amount", "lost_count", "lost_amount", "closed_count")
METRICS = (*CLOSED, "lead_count", "target_amount")
# (level, mart, rows of it, key, name)
MARTS = (
    ("company", "mart_sales_trend_by_month", "segment_kind = 'company'", "'company'", "'company'"),
    ("rep", "mart_performance_by_rep_month", "owner_view = 'credited'", "rep_key", "rep_name"),
    ("team", "mart_performance_by_team_month", "true", "team_key", "team_name"),
)


def measure(connection: DuckDBPyConnection) -> None:
    """Create ``figures``: before, after and their difference of every figure that either file has.

    Expects both files attached as ``before`` and ``after`` and the macro ``is_past(month)``. A
    month that a file does not list is zero there, but for a target: none is not a target of zero.
    NULL is an amount that is not known, and counts as nothing in the difference.
    """
    parts = [_of_mart(build, *mart) for build in ("before", "after") for mart in MARTS]
    parts += [_leads(build) for build in ("before", "after")]
    parts += [_targets(build) for build in ("before", "after")]
    connection.execute(f"create table measured as {' union all '.join(parts)}")
    connection.execute(
        """
        create table figures as
        with sides as (
            select
                level_kind, level_key, month_start_date, metric,
                -- a name of today where there is one
                coalesce(
                    any_value(level_name) filter (where build = 'after'), any_value(level_name)
                ) as level_name,
                max(value) filter (where build = 'before') as value_before,
                max(value) filter (where build = 'after') as value_after,
                bool_or(build = 'before') or metric = 'target_amount' as has_before,
                bool_or(build = 'after') or metric = 'target_amount' as has_after
            from measured
            where is_past(month_start_date)
            group by level_kind, level_key, month_start_date, metric
        ),
        filled as (
            select
                level_kind, level_key, level_name, month_start_date, metric,
                case when has_before then value_before else 0 end as value_before,
                case when has_after then value_after else 0 end as value_after
            from sides
        )
        select
            *,
            cast(coalesce(value_after, 0) - coalesce(value_before, 0) as decimal(18, 2))
                as difference,
            value_before is distinct from value_after as is_changed
        from filled
        """
    )


def _of_mart(build: str, level: str, mart: str, rows: str, key: str, name: str) -> str:
    values = ", ".join(f"cast({metric} as decimal(18, 2)) as {metric}" for metric in CLOSED)
    return f"""
        select
            '{build}' as build, '{level}' as level_kind, level_key, level_name,
            month_start_date, metric, value
        from (
            select {key} as level_key, {name} as level_name, month_start_date, {values}
            from {build}.marts.{mart} where {rows}
        ) unpivot include nulls (value for metric in ({", ".join(CLOSED)}))
    """  # noqa: S608 (names from this file)


def _leads(build: str) -> str:
    return f"""
        select
            '{build}', 'company', 'company', 'company', month_start_date, 'lead_count',
            cast(sum(lead_count) as decimal(18, 2))
        from {build}.marts.mart_leads_by_source_month group by month_start_date
    """  # noqa: S608 (names from this file)


def _targets(build: str) -> str:
    return f"""
        select
            '{build}', owner_kind, owner_key, {target_owner_name(build)}, month_start_date,
            'target_amount', cast(sum(target_amount) as decimal(18, 2))
        from {build}.core.fct_targets as targets
        where measure = 'won_amount' and owner_kind in ('company', 'rep', 'team')
        group by owner_kind, owner_key, month_start_date
    """  # noqa: S608 (names from this file)


def target_owner_name(build: str) -> str:
    """Return SQL for the newest name of the owner in a row of ``targets``."""
    return f"""
        case owner_kind
            when 'rep' then {name_of(build, "rep", "targets.owner_key")}
            when 'team' then {name_of(build, "team", "targets.owner_key")}
            when 'territory' then {name_of(build, "territory", "targets.owner_key")}
            else owner_kind
        end
    """


def name_of(build: str, kind: str, key: str) -> str:
    """Return SQL for the newest name of a rep, team or territory; ``key`` names its table."""
    table = {"rep": "dim_sales_reps", "team": "dim_teams", "territory": "dim_territories"}[kind]
    return f"""(
        select max_by(named.{kind}_name, named.valid_from)
        from {build}.core.{table} as named where named.{kind}_key = {key}
    )"""  # noqa: S608 (names from this file)
