"""Which opportunities count otherwise in past months, why, and by how much.

``closings`` holds each opportunity as both files know it, ``opportunity_changes`` one row per
opportunity, month and reason, whose effects add up to the differences of the company's figures.
What does not belong here: the figures themselves (see figures).
"""

from duckdb import DuckDBPyConnection

from orchestration.restatement.figures import name_of

# Columns of a row of `closings` begin with b_ as known before and with a_ as known after. A reason
# explains the whole difference of its opportunity; of several the first stands for all.
REASONS = """
    case
        when b_opportunity_key is null and a_was_merged then 'merge_undone'
        when b_opportunity_key is null then 'newly_delivered'
        when a_opportunity_key is null and survivor_id is not null then 'merged'
        when a_opportunity_key is null then 'no_longer_delivered'
        when a_is_deleted and not b_is_deleted then 'deleted'
        when b_is_deleted and not a_is_deleted then 'undeleted'
        when b_outcome is not null and a_outcome is null then 'reopened'
        when b_outcome is null and a_outcome is not null then 'closed_in_a_past_month'
        when b_outcome <> a_outcome then b_outcome || '_to_' || a_outcome
        when b_month <> a_month then 'close_date_moved'
    end
"""
STATES = ", ".join(
    f"""
    case
        when {side}_opportunity_key is null then null
        when {side}_outcome is not null then {side}_outcome || ' ' || {side}_outcome_date
        when {side}_is_deleted then 'deleted'
        else 'open'
    end as {side}_state
    """
    for side in ("b", "a")
)
VALUES_BEFORE = """
    case reason
        when 'merged' then opportunity_id
        when 'close_date_moved' then cast(b_outcome_date as varchar)
        else b_state
    end
"""
VALUES_AFTER = """
    case reason
        when 'merged' then survivor_id
        when 'no_longer_delivered' then null
        when 'close_date_moved' then cast(a_outcome_date as varchar)
        else a_state
    end
"""


def compare(connection: DuckDBPyConnection) -> None:
    """Create ``closings`` and ``opportunity_changes`` from the attached files."""
    for build in ("before", "after"):
        connection.execute(f"create table known_{build} as {_known(build)}")
    connection.execute(f"create table closings as {_paired()}")
    connection.execute(
        f"""
        create table opportunity_changes as
        with reasoned as (
            select *, {REASONS} as reason, {STATES} from closings
            where
                (is_past(b_month) or is_past(a_month))
                and (b_month, b_outcome, b_won, b_lost) is distinct from
                    (a_month, a_outcome, a_won, a_lost)
        )
        select * from ({_whole()} union all {_amounts()} union all {_moves()})
        order by month_start_date, opportunity_id, reason, source_system, source_instance
        """  # noqa: S608 (SQL from this file)
    )


def _known(build: str) -> str:
    """One row per opportunity of a file, as the marts count it."""
    return f"""
        select
            opportunity_key, source_system, source_instance, opportunity_id, opportunity_name,
            is_deleted, upper(facts.currency_code) as currency_code, fx_rate,
            case when is_won then 'won' when is_lost then 'lost' end as outcome,
            case when is_won then won_date when is_lost then lost_date end as outcome_date,
            cast(date_trunc('month', outcome_date) as date) as month,
            won_amount as won,
            lost_amount as lost,
            case outcome when 'won' then amount_trx when 'lost' then last_open_amount_trx end
                as booked,
            credited_rep_key as rep_key, credited_team_key as team_key, territory_key,
            {name_of(build, "rep", "facts.credited_rep_key")} as rep,
            {name_of(build, "team", "facts.credited_team_key")} as team,
            {name_of(build, "territory", "facts.territory_key")} as territory
        from {build}.core.fct_opportunities as facts
    """  # noqa: S608 (names from this file)


def _paired() -> str:
    return """
        select
            columns(b.*) as 'b_\\0', columns(a.*) as 'a_\\0',
            coalesce(a.opportunity_key, b.opportunity_key) as opportunity_key,
            coalesce(a.opportunity_id, b.opportunity_id) as opportunity_id,
            coalesce(a.opportunity_name, b.opportunity_name) as opportunity_name,
            coalesce(a.source_system, b.source_system) as source_system,
            coalesce(a.source_instance, b.source_instance) as source_instance,
            merges.survivor_id,
            earlier_merges.record_key is not null as a_was_merged
        from known_before as b
        full outer join known_after as a on b.opportunity_key = a.opportunity_key
        left join merges_after as merges
            on merges.record_kind = 'opportunity' and b.opportunity_key = merges.record_key
        left join merges_before as earlier_merges
            on
                earlier_merges.record_kind = 'opportunity'
                and a.opportunity_key = earlier_merges.record_key
    """


def _row(month: str, reason: str, before: str, after: str, effects: list[str]) -> str:
    counts = ("won_count_effect", "lost_count_effect")
    amounts = ("won_amount_effect", "lost_amount_effect")
    named = [f"cast({e} as bigint) as {n}" for e, n in zip(effects[:2], counts, strict=True)]
    named += [
        f"cast({e} as decimal(18, 2)) as {n}" for e, n in zip(effects[2:], amounts, strict=True)
    ]
    return f"""
        {month} as month_start_date, source_system, source_instance, opportunity_id,
        opportunity_name, {reason} as reason, {before} as value_before, {after} as value_after,
        {", ".join(named)}
    """


def _whole() -> str:
    """What was counted goes, what is counted comes; one row where both are in one month."""
    parts = []
    for month, is_shown, sign_before, sign_after in (
        ("b_month", "b_month is not distinct from a_month", 1, 1),
        ("b_month", "b_month is distinct from a_month", 1, 0),
        ("a_month", "b_month is distinct from a_month", 0, 1),
    ):
        effects = [
            f"{sign_after} * coalesce({after}, 0) - {sign_before} * coalesce({before}, 0)"
            for before, after in (
                ("cast(b_outcome = 'won' as integer)", "cast(a_outcome = 'won' as integer)"),
                ("cast(b_outcome = 'lost' as integer)", "cast(a_outcome = 'lost' as integer)"),
                ("b_won", "a_won"),
                ("b_lost", "a_lost"),
            )
        ]
        parts.append(
            f"""
            select {_row(month, "reason", VALUES_BEFORE, VALUES_AFTER, effects)}
            from reasoned where reason is not null and is_past({month}) and {is_shown}
            """  # noqa: S608 (SQL from this file)
        )
    return " union all ".join(parts)


def _amounts() -> str:
    """The same outcome in the same month with another amount: as booked, then by its rate."""
    at_old_rate = "cast(cast(a_booked as decimal(20, 2)) * b_fx_rate as decimal(18, 2))"
    steps = (
        (
            "currency_changed",
            "b_currency_code is distinct from a_currency_code",
            ("b_booked || ' ' || b_currency_code", "a_booked || ' ' || a_currency_code"),
            "{after}",
            "{before}",
        ),
        (
            "amount_changed",
            "b_currency_code is not distinct from a_currency_code"
            " and b_booked is distinct from a_booked",
            ("b_booked || ' ' || b_currency_code", "a_booked || ' ' || a_currency_code"),
            f"case when b_fx_rate is distinct from a_fx_rate then {at_old_rate} else {{after}} end",
            "{before}",
        ),
        (
            "exchange_rate_revised",
            "b_currency_code is not distinct from a_currency_code"
            " and b_fx_rate is distinct from a_fx_rate",
            (
                "rtrim(rtrim(b_fx_rate::varchar, '0'), '.')",
                "rtrim(rtrim(a_fx_rate::varchar, '0'), '.')",
            ),
            "{after}",
            f"case when b_booked is distinct from a_booked then {at_old_rate} else {{before}} end",
        ),
    )
    parts = []
    for reason, is_shown, (before, after), upper, lower in steps:
        effects = ["0", "0"]
        for kind in ("won", "lost"):
            value = f"coalesce({upper}, 0) - coalesce({lower}, 0)"
            value = value.format(before=f"b_{kind}", after=f"a_{kind}")
            effects.append(f"case when a_outcome = '{kind}' then {value} else 0 end")
        parts.append(
            f"""
            select {_row("a_month", f"'{reason}'", before, after, effects)}
            from reasoned where reason is null and {is_shown}
            """  # noqa: S608 (SQL from this file)
        )
    return " union all ".join(parts)


def _moves() -> str:
    """Counted before and after, but for somebody else: nothing for the company."""
    parts = []
    for reason, key in (
        ("credit_moved", "rep"),
        ("team_changed", "team"),
        ("territory_changed", "territory"),
    ):
        row = _row("a_month", f"'{reason}'", f"b_{key}", f"a_{key}", ["0", "0", "0", "0"])
        # a team that changes with the rep is told by the rep
        alone = " and b_rep_key = a_rep_key" if key == "team" else ""
        parts.append(
            f"""
            select {row} from closings
            where is_past(b_month) and is_past(a_month) and b_{key}_key <> a_{key}_key{alone}
            """  # noqa: S608 (SQL from this file)
        )
    return " union all ".join(parts)
