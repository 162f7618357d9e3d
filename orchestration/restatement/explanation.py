"""Whether the records listed make up the differences of the figures, to the cent.

What does not belong here: finding the records (see opportunities and leads).
"""

from duckdb import DuckDBPyConnection

CLOSING_METRICS = ("won_count", "won_amount", "lost_count", "lost_amount")


def explain(connection: DuckDBPyConnection) -> None:
    """Add to ``figures`` what the records explain and what is left over, in ``explained_figures``.

    For the company the listed effects are added up. Reps and teams gain and lose whole
    opportunities, so theirs are the opportunities as counted for them before and after.
    """
    listed = [
        f"""
        select 'company', 'company', month_start_date, '{metric}',
            cast(sum({metric}_effect) as decimal(18, 2))
        from opportunity_changes group by month_start_date
        """  # noqa: S608 (names from this file)
        for metric in CLOSING_METRICS
    ]
    counted = [
        f"""
        select '{level}', {side}_{level}_key, {side}_month, '{metric}',
            cast(sum({sign} * coalesce({value.format(side=side)}, 0)) as decimal(18, 2))
        from closings where {side}_month is not null group by all
        """  # noqa: S608 (names from this file)
        for level in ("rep", "team")
        for side, sign in (("b", -1), ("a", 1))
        for metric, value in (
            ("won_count", "cast({side}_outcome = 'won' as integer)"),
            ("won_amount", "{side}_won"),
            ("lost_count", "cast({side}_outcome = 'lost' as integer)"),
            ("lost_amount", "{side}_lost"),
        )
    ]
    connection.execute(
        f"""
        create table effects (
            level_kind varchar, level_key varchar, month_start_date date, metric varchar,
            effect decimal(18, 2)
        );
        insert into effects {" union all ".join([*listed, *counted])};
        insert into effects
            select level_kind, level_key, month_start_date, 'closed_count', effect
            from effects where metric in ('won_count', 'lost_count');
        insert into effects
            select 'company', 'company', month_start_date, 'lead_count', sum(lead_count_effect)
            from lead_changes group by month_start_date;
        insert into effects
            select owner_kind, owner_key, month_start_date, 'target_amount', target_amount_effect
            from target_changes;
        create table explained_figures as
        with explained as (
            select level_kind, level_key, month_start_date, metric, sum(effect) as explained
            from effects group by all
        )
        select
            figures.*,
            cast(coalesce(explained, 0) as decimal(18, 2)) as explained,
            cast(difference - coalesce(explained, 0) as decimal(18, 2)) as not_explained
        from figures
        left join explained using (level_kind, level_key, month_start_date, metric)
        """  # noqa: S608 (names from this file)
    )
