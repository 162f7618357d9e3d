"""SQL that tells at a glance that a cell is good and needs no change."""

from ingest.canonical import is_plain, is_plausible, listed, literal
from ingest.columns import Column


def certain_sql(column: Column, cell: str, time_zone: str) -> str | None:
    """A quick condition under which a filled cell is good and its own canonical text.

    Empty if that is so of all cells, None if no condition is quick enough. A cell that fails it may
    be good all the same: that only the whole check can tell (see canonical).
    """
    conditions = []
    if column.accepted_values:
        conditions.append(f"{cell} in ({listed(column.accepted_values)})")
    match column.type:
        case "text":
            pass
        case "case_safe_id":
            conditions.append(f"strlen({cell}) <> 15")
        case "integer" if is_plain(column.number):
            conditions.append(f"try_cast({cell} as {column.staged_type})::varchar = {cell}")
        case "decimal" if is_plain(column.number):
            shape = literal(r"-?\d+(\.\d+)?")
            conditions.append(f"strlen({cell}) <= {column.most_digits}")
            conditions.append(f"regexp_full_match({cell}, {shape})")
        case "date" if not column.formats:
            conditions.append(f"strlen({cell}) = 10 and try_cast({cell} as date)::varchar = {cell}")
            conditions.append(is_plausible(column, cell))
        case "datetime" if not column.formats and time_zone == "UTC":
            as_is = f"try_cast({cell} as timestamp)::varchar = {cell}"
            conditions.append(f"strlen({cell}) = 19 and {as_is}")
            conditions.append(is_plausible(column, cell))
        case _:
            return None
    return " and ".join(conditions)
