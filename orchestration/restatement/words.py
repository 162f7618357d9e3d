"""The report's words for reasons, figures and arrivals.

What does not belong here: numbers.
"""

REASONS = {
    "newly_delivered": "new: delivered late, or entered later with a past date",
    "no_longer_delivered": "no longer in the data",
    "merged": "merged into another record",
    "merge_undone": "no longer merged into another record",
    "deleted": "deleted",
    "undeleted": "no longer deleted",
    "reopened": "reopened",
    "closed_in_a_past_month": "was open, closed with a past date",
    "won_to_lost": "won, now lost",
    "lost_to_won": "lost, now won",
    "close_date_moved": "close date moved to another month",
    "amount_changed": "amount changed",
    "currency_changed": "currency changed",
    "exchange_rate_revised": "exchange rate revised",
    "credit_moved": "credit moved to another rep",
    "team_changed": "the same rep, now counted for another team",
    "territory_changed": "counted for another territory",
    "creation_date_moved": "creation date moved to another month",
    "target_added": "target added",
    "target_removed": "target taken out",
    "target_changed": "target changed",
}
FIGURES = {
    "won_count": "won deals",
    "won_amount": "won amount",
    "lost_count": "lost deals",
    "lost_amount": "lost amount",
    "closed_count": "closed deals",
    "lead_count": "leads created",
    "target_amount": "target",
}
COUNTS = frozenset({"won_count", "lost_count", "closed_count", "lead_count"})


def number(value: object, metric: str = "") -> str:
    """Write a count or an amount; an amount that is not known is a dash."""
    if value is None:
        return "–"  # noqa: RUF001 (a dash on paper)
    return f"{value:,.0f}" if metric in COUNTS else f"{value:,.2f}"


def change(value: object, metric: str = "") -> str:
    """Write a difference with its sign; none is 0."""
    text = number(value, metric)
    return text if text.startswith("-") or not value else f"+{text}"


def table(head: list[str], rows: list[list[str]], numeric_from: int) -> list[str]:
    """Return a Markdown table; columns from ``numeric_from`` on are set to the right."""
    rule = ["---" if place < numeric_from else "---:" for place in range(len(head))]
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (head, rule, *cells)]
