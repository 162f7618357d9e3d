"""Which leads count otherwise in past months, and why.

What does not belong here: names or addresses of leads, which no published file has.
"""

from duckdb import DuckDBPyConnection

from orchestration.restatement.figures import target_owner_name

REASONS = """
    case
        when b.lead_key is null and earlier_merges.record_key is not null then 'merge_undone'
        when b.lead_key is null then 'newly_delivered'
        when a.lead_key is null and merges.survivor_id is not null then 'merged'
        when a.lead_key is null then 'no_longer_delivered'
        when a.is_deleted and not b.is_deleted then 'deleted'
        when b.is_deleted and not a.is_deleted then 'undeleted'
        else 'creation_date_moved'
    end
"""


def compare(connection: DuckDBPyConnection) -> None:
    """Create ``lead_changes``: one row per lead and month whose count changed."""
    sides = [
        f"""
        {build} as (
            select
                *,
                cast(
                    date_trunc('month', case when not is_deleted then lead_created_date end)
                    as date
                ) as month
            from {build}.core.fct_leads
        )"""  # noqa: S608 (names from this file)
        for build in ("before", "after")
    ]
    connection.execute(
        f"""
        create table lead_changes as
        with {", ".join(sides)},
        paired as (
            select
                b.month as b_month, a.month as a_month,
                coalesce(a.source_system, b.source_system) as source_system,
                coalesce(a.source_instance, b.source_instance) as source_instance,
                coalesce(a.lead_id, b.lead_id) as lead_id,
                {REASONS} as reason,
                case
                    when a.lead_key is null and merges.survivor_id is not null then b.lead_id
                    else cast(b.lead_created_date as varchar)
                end as value_before,
                case
                    when a.lead_key is null then merges.survivor_id
                    when a.is_deleted then 'deleted'
                    else cast(a.lead_created_date as varchar)
                end as value_after
            from before as b
            full outer join after as a on b.lead_key = a.lead_key
            left join merges_after as merges
                on merges.record_kind = 'lead' and b.lead_key = merges.record_key
            left join merges_before as earlier_merges
                on earlier_merges.record_kind = 'lead' and a.lead_key = earlier_merges.record_key
            where b.month is distinct from a.month
        ),
        effects as (
            select *, b_month as month_start_date, -1 as lead_count_effect from paired
            union all
            select *, a_month as month_start_date, 1 as lead_count_effect from paired
        )
        select
            month_start_date, source_system, source_instance, lead_id, reason, value_before,
            value_after, lead_count_effect
        from effects
        where is_past(month_start_date)
        order by month_start_date, lead_id, source_system, source_instance
        """  # noqa: S608 (SQL from this file)
    )


def compare_targets(connection: DuckDBPyConnection) -> None:
    """Create ``target_changes``: one row per owner and month with another target."""
    sides = [
        f"""
        {build} as (
            select
                owner_kind, owner_key, {target_owner_name(build)} as owner_name, month_start_date,
                cast(sum(target_amount) as decimal(18, 2)) as target_amount
            from {build}.core.fct_targets as targets
            where measure = 'won_amount'
            group by owner_kind, owner_key, month_start_date
        )"""  # noqa: S608 (names from this file)
        for build in ("before", "after")
    ]
    connection.execute(
        f"""
        create table target_changes as
        with {", ".join(sides)}
        select
            month_start_date, owner_kind, owner_key,
            coalesce(a.owner_name, b.owner_name) as owner_name,
            case
                when b.owner_key is null then 'target_added'
                when a.owner_key is null then 'target_removed'
                else 'target_changed'
            end as reason,
            b.target_amount as value_before,
            a.target_amount as value_after,
            cast(coalesce(a.target_amount, 0) - coalesce(b.target_amount, 0) as decimal(18, 2))
                as target_amount_effect
        from before as b
        full outer join after as a using (owner_kind, owner_key, month_start_date)
        where b.target_amount is distinct from a.target_amount and is_past(month_start_date)
        order by month_start_date, owner_kind, owner_name, owner_key
        """  # noqa: S608 (SQL from this file)
    )
