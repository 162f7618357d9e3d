"""The report as one Markdown file that a sales-operations person reads, and as CSV files.

What does not belong here: comparing.
"""

from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from orchestration.restatement.published_then import Published
from orchestration.restatement.words import FIGURES, REASONS, change, number, table

MOST_ROWS = 200
# CSV file and the table or condition it holds
SHEETS = {
    "figures.csv": "explained_figures where level_kind = 'company' or is_changed",
    "opportunities.csv": "opportunity_changes",
    "leads.csv": "lead_changes",
    "targets.csv": "target_changes",
    "deliveries.csv": "arrivals",
}
FIGURE_ORDER = "level_kind, level_name, level_key, month_start_date, metric desc"


@dataclass(frozen=True)
class Story:
    """What is compared, and where the earlier figures came from."""

    then: Published
    now: Published
    source: list[str]

    @property
    def months(self) -> str:
        """The months that were complete in both."""
        open_day = min(self.then.first_open_day, self.now.first_open_day)
        return f"the months before {open_day}"


def rows_of(connection: DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Return rows by column name."""
    result = connection.execute(sql)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def markdown(connection: DuckDBPyConnection, story: Story) -> str:
    """Return the whole report."""
    then, now = story.then, story.now
    lines = [
        f"# What changed since {then.version}",
        "",
        f"Compared: {story.months}, as published on {then.published_at:%Y-%m-%d %H:%M} UTC for "
        f"business date {then.as_of_date}, and as published now ({now.version}, business date "
        f"{now.as_of_date}). Amounts are in the reporting currency.",
        *(f"\n{line}" for line in story.source),
        "",
        *_figures(connection, "company"),
        *_opportunities(connection),
        *_leads(connection),
        *_targets(connection),
        *_figures(connection, "team"),
        *_figures(connection, "rep"),
        *_deliveries(connection, story),
    ]
    return "\n".join(lines) + "\n"


def _section(title: str, none: str, head: list[str], rows: list[list[str]], at: int) -> list[str]:
    if not rows:
        return [f"## {title}", "", none, ""]
    more = len(rows) - MOST_ROWS
    told = [f"\nAnd {more:,} more; all are in the CSV files beside this one."] if more > 0 else []
    return [f"## {title}", "", *table(head, rows[:MOST_ROWS], at), *told, ""]


def _figures(connection: DuckDBPyConnection, level: str) -> list[str]:
    found = rows_of(
        connection,
        f"""
        select * from explained_figures
        where level_kind = '{level}' and (is_changed or not_explained <> 0) order by {FIGURE_ORDER}
        """,  # noqa: S608 (SQL from this file)
    )
    title = {"company": "The company", "rep": "Reps, as credited at close", "team": "Teams"}[level]
    head = ["Month", "Figure", "Then", "Now", "Difference", "Not explained by records"]
    rows = []
    for row in found:
        cells = [f"{row['month_start_date']:%Y-%m}", FIGURES[row["metric"]]]
        cells += [number(row[side], row["metric"]) for side in ("value_before", "value_after")]
        cells += [change(row[side], row["metric"]) for side in ("difference", "not_explained")]
        rows.append(cells if level == "company" else [str(row["level_name"]), *cells])
    if level != "company":
        head = ["Name", *head]
    return _section(title, "Nothing changed.", head, rows, 2 if level == "company" else 3)


def _opportunities(connection: DuckDBPyConnection) -> list[str]:
    rows = []
    for row in rows_of(connection, "select * from opportunity_changes"):
        cells = [f"{row['month_start_date']:%Y-%m}", row["opportunity_id"], row["opportunity_name"]]
        cells += [REASONS[row["reason"]], row["value_before"], row["value_after"]]
        for figure in ("won_count", "won_amount", "lost_count", "lost_amount"):
            effect = row[f"{figure}_effect"]
            cells.append(change(effect, figure) if effect else "")
        rows.append([str(cell) if cell is not None else "" for cell in cells])
    head = ["Month", "Id", "Opportunity", "What happened", "Then", "Now"]
    head += [FIGURES[f] for f in ("won_count", "won_amount", "lost_count", "lost_amount")]
    none = "No opportunity counts otherwise."
    return [*_section("Opportunities", none, head, rows, 6), *_left_over(connection)]


def _left_over(connection: DuckDBPyConnection) -> list[str]:
    """One line per company figure whose difference the opportunities do not make up."""
    return [
        f"**Not explained by opportunities:** {FIGURES[row['metric']]} of "
        f"{row['month_start_date']:%Y-%m}, {change(row['not_explained'], row['metric'])}\n"
        for row in rows_of(
            connection,
            """
            select * from explained_figures
            where
                level_kind = 'company' and not_explained <> 0
                and metric in ('won_count', 'won_amount', 'lost_count', 'lost_amount')
            order by month_start_date, metric desc
            """,
        )
    ]


def _leads(connection: DuckDBPyConnection) -> list[str]:
    rows = [
        [
            f"{row['month_start_date']:%Y-%m}",
            row["lead_id"],
            REASONS[row["reason"]],
            row["value_before"] or "",
            row["value_after"] or "",
            change(row["lead_count_effect"], "lead_count"),
        ]
        for row in rows_of(connection, "select * from lead_changes")
    ]
    head = ["Month", "Id", "What happened", "Then", "Now", "Leads created"]
    return _section("Leads", "No lead counts otherwise.", head, rows, 5)


def _targets(connection: DuckDBPyConnection) -> list[str]:
    rows = [
        [
            f"{row['month_start_date']:%Y-%m}",
            f"{row['owner_kind']} {row['owner_name'] or row['owner_key']}",
            REASONS[row["reason"]],
            number(row["value_before"]),
            number(row["value_after"]),
            change(row["target_amount_effect"]),
        ]
        for row in rows_of(connection, "select * from target_changes")
    ]
    head = ["Month", "Whose", "What happened", "Then", "Now", "Difference"]
    return _section("Targets", "No target changed.", head, rows, 3)


def _deliveries(connection: DuckDBPyConnection, story: Story) -> list[str]:
    rows = [
        [
            str(row["export_as_of"]),
            f"{row['source_system']}.{row['object_name']}",
            row["file_name"],
            row["arrival"],
            row["loaded_at"][:16],
            number(row["rows_loaded"], "won_count"),
        ]
        for row in rows_of(connection, "select * from arrivals")
    ]
    head = ["Export date", "Object", "File", "Arrival", "Loaded (UTC)", "Rows"]
    title = f"Deliveries since then for days up to {story.then.as_of_date}"
    ((later,),) = connection.execute("select count(*) from later_exports").fetchall()
    return [
        *_section(title, "None came late, and none was corrected.", head, rows, 5),
        f"{later:,} files were exported after {story.then.as_of_date}. What people changed in the "
        "source about the past came with these.",
    ]
