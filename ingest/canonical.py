"""SQL that checks a cell as text and gives its canonical text.

Canonical text: date `YYYY-MM-DD`; datetime in UTC `YYYY-MM-DD HH:MM:SS`, with `.ffffff` only if
not zero; integer and decimal plain, as `-1234.50`; boolean `true` or `false`; an id whose letters
differ by case with the characters that say so; text untouched.
A cell that breaks its type gives NULL here, and the reader tells the two NULLs apart.
The expressions hold in a session whose TimeZone is that of the contract.
"""

import re
from collections.abc import Sequence

from ingest.case_safe_ids import case_safe_id
from ingest.columns import Column, NumberFormat

EXAMPLES = {
    "date": "a date like 2026-01-31",
    "datetime": "a date and time like 2026-01-31 17:05:00",
    "integer": "a whole number like 1234",
    "decimal": "a number like -1234.50",
    "boolean": "true, false, 1 or 0",
}


# A date outside is a slip of the keyboard or a filler such as 0001-01-01, not a business date.
EARLIEST = "1990-01-01"


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A quoted SQL string."""
    return "'" + text.replace("'", "''") + "'"


def expected(column: Column) -> str:
    """What a reject message says the cell should have been."""
    if column.formats:
        return f"a {column.type} written as {' or '.join(column.formats)}"
    if column.number:
        thousands = column.number.thousands or ""
        amount = f"1{thousands}234{column.number.decimal}50"
        marks = [f"{mark} {amount}" for mark in column.number.currency_marks]
        brackets = [f"({amount})"] if column.number.negative == "parentheses" else []
        return f"a number like {' or '.join([amount, *marks, *brackets])}"
    return EXAMPLES.get(column.type, "text")


def canonical_sql(column: Column, cell: str, time_zone: str) -> str:
    """The expression giving the canonical text of `cell`, NULL where it breaks the type."""
    match column.type:
        case "text":
            return cell
        case "case_safe_id":
            return case_safe_id(cell)
        case "boolean":
            return (
                f"case lower({cell}) when 'true' then 'true' when '1' then 'true'"
                f" when 'false' then 'false' when '0' then 'false' end"
            )
        case "integer":
            return _integer(_plain_number(column, cell))
        case "decimal":
            return _decimal(_plain_number(column, cell))
        case "date":
            return _date(column, cell)
        case "datetime":
            return _datetime(column, cell, time_zone)


def outside_range_sql(column: Column, value: str) -> tuple[str, str] | None:
    """The rule, and the condition under which a canonical value breaks it; None if it has none.

    A date has to be plausible, a number has to fit what staging and the sums over it hold: one cell
    too large for that would stop the whole night there.
    """
    if column.type in ("date", "datetime"):
        return "date_range", f"not {is_plausible(column, value)}"
    if column.staged_type is None:
        return None
    # Short numbers fit; casting none but the long ones saves two thirds of the time.
    longest = 9 if column.type == "integer" else column.most_digits
    outside = (
        f"case when strlen({value}) > {longest}"
        f" then try_cast({value} as {column.staged_type}) is null end"
    )
    return f"{column.type}_range", outside


def range_text(column: Column) -> str:
    """What a reject message says of the range."""
    match column.type:
        case "integer":
            return "between -2147483648 and 2147483647"
        case "decimal":
            return f"a number of at most {column.most_digits} digits before its decimals"
        case _:
            return f"between {EARLIEST} and {column.latest}"


def is_plausible(column: Column, value: str) -> str:
    """The condition under which a canonical date or date-time is in range."""
    return f"left({value}, 10) between '{EARLIEST}' and '{column.latest}'"


def is_plain(number: NumberFormat | None) -> bool:
    """Whether numbers are written with a point and no other mark, as canonical ones are."""
    if number is None:
        return True
    return number.decimal == "." and number.thousands is None and not number.is_money


def _plain_number(column: Column, cell: str) -> str:
    if column.number is None:
        return cell
    mark, thousands = column.number.decimal, column.number.thousands
    if column.number.is_money:
        return _money(column.number, cell)
    if is_plain(column.number):
        return cell
    if thousands is None:
        return f"case when not contains({cell}, '.') then replace({cell}, {literal(mark)}, '.') end"
    shape = rf"[+-]?{_digits(column.number)}"
    plain = f"replace(replace({cell}, {literal(thousands)}, ''), {literal(mark)}, '.')"
    return f"case when regexp_full_match({cell}, {literal(shape)}) then {plain} end"


def _digits(number: NumberFormat) -> str:
    """The digits of a written number with their marks, as a regular expression."""
    point = _regexp(number.decimal)
    if number.thousands is None:
        return rf"\d+({point}\d+)?"
    return rf"(\d+|\d{{1,3}}({_regexp(number.thousands)}\d{{3}})+)({point}\d+)?"


def _money(number: NumberFormat, cell: str) -> str:
    """The plain number in `$1,234.56 `, `Rp -5` or `(5.00)`; NULL if anything else is around it."""
    blank, digits = "[ \u00a0]*", _digits(number)
    mark = "|".join(re.escape(text) for text in number.currency_marks) or r"[^\s\S]"
    amount = f"(({mark}){blank})?{digits}|{digits}{blank}({mark})"
    shapes = [f"[+-]?{blank}({amount})", f"({mark}){blank}[+-]{blank}{digits}"]
    if number.negative == "parentheses":
        shapes.append(rf"(({mark}){blank})?\({blank}({amount}){blank}\)")
    shape = literal(f"{blank}({'|'.join(shapes)}){blank}")
    first_to_last = literal(r"\d(.*\d)?")
    plain = f"regexp_extract({cell}, {first_to_last})"
    if number.thousands:
        plain = f"replace({plain}, {literal(number.thousands)}, '')"
    if number.decimal != ".":
        plain = f"replace({plain}, {literal(number.decimal)}, '.')"
    sign = f"case when regexp_matches({cell}, '[(-]') then '-' else '' end"
    return f"case when regexp_full_match({cell}, {shape}) then {sign} || {plain} end"


def decimal_mark(column: Column) -> str:
    """The column's decimal mark as a regular expression."""
    return _regexp(column.number.decimal if column.number else ".")


def _regexp(mark: str) -> str:
    return mark if mark.isalnum() or mark == " " else "\\" + mark


def _integer(cell: str) -> str:
    # The comparison with its own text is several times cheaper than a regular expression.
    whole = f"regexp_replace({cell}, '\\.0*$', '')"
    return (
        f"case when try_cast({cell} as bigint)::varchar = {cell} then {cell}"
        f" when regexp_full_match({cell}, '[+-]?\\d{{1,38}}(\\.0*)?')"
        f" then try_cast({whole} as decimal(38, 0))::varchar end"
    )


def _decimal(cell: str) -> str:
    simple = f"regexp_full_match({cell}, '-?\\d{{1,28}}(\\.\\d{{1,38}})?')"
    exponent = (
        f"regexp_full_match({cell}, '[+-]?(\\d+\\.?\\d{{0,10}}|\\.\\d{{1,10}})([eE]\\+?\\d+)?')"
    )
    exact = f"try_cast({cell} as decimal(38, 10))::varchar"
    return (
        f"case when {simple} then {cell} when {exponent}"
        f" then regexp_replace({exact}, '\\.?0*$', '') end"
    )


def _date(column: Column, cell: str) -> str:
    if not column.formats:
        # Some services write a day with the time of its midnight; any other time is no day.
        midnight = r"\d{4}-\d{2}-\d{2}[ T]00:00(:00(\.0+)?)?(Z|[+-]00:?00)?"
        day = f"left({cell}, 10)"
        return (
            f"case when strlen({cell}) = 10 and try_cast({cell} as date)::varchar = {cell}"
            f" then {cell} when regexp_full_match({cell}, {literal(midnight)})"
            f" and try_cast({day} as date)::varchar = {day} then {day} end"
        )
    return f"strftime(try_strptime({cell}, [{listed(column.formats)}]), '%Y-%m-%d')"


def listed(texts: Sequence[str]) -> str:
    """Quoted SQL strings with commas between them."""
    return ", ".join(literal(text) for text in texts)


def _instant(column: Column, cell: str, zone: str) -> str:
    """The UTC timestamp of a cell; an offset in it counts, whatever the zone of the contract.

    Formats with an offset are tried apart: among others DuckDB takes it for a time of the session.
    """
    with_offset = [text for text in column.formats if "%z" in text]
    naive = [text for text in column.formats if text not in with_offset]
    tried = []
    if with_offset:
        offset = f"regexp_replace({cell}, 'Z$', '+00:00')"
        tried.append(f"timezone('UTC', try_strptime({offset}, [{listed(with_offset)}]))")
    if naive:
        tried.append(_to_utc(f"try_strptime({cell}, [{listed(naive)}])", zone))
    return f"coalesce({', '.join(tried)})"


def _datetime(column: Column, cell: str, time_zone: str) -> str:
    zone = literal(time_zone)
    if column.formats:
        return _utc_text(_instant(column, cell, zone))
    naive = f"try_cast({cell} as timestamp)"
    as_is = f"case when strlen({cell}) = 19 and {naive}::varchar = {cell} then"
    quick = cell if time_zone == "UTC" else _utc_text(_to_utc(naive, zone))
    shape = (
        r"\d{4}-\d{2}-\d{2}([ T]([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,9})?"
        r"(Z|[+-](0\d|1[0-5])(:?[0-5]\d)?)?)?"
    )
    # The cast wants +07:00 for +0700, and takes the session's zone where there is no offset.
    offset = rf"regexp_replace({cell}, '([+-]\d\d)(\d\d)$', '\1:\2')"
    instant = f"timezone('UTC', try_cast({offset} as timestamptz))"
    return (
        f"{as_is} {quick} when regexp_full_match({cell}, {literal(shape)})"
        f" then {_utc_text(instant)} end"
    )


def _to_utc(naive: str, zone: str) -> str:
    return naive if zone == "'UTC'" else f"timezone('UTC', timezone({zone}, {naive}))"


def _utc_text(timestamp: str) -> str:
    # One mention of the timestamp: repeated expressions cost tens of milliseconds to plan.
    return f"replace(strftime({timestamp}, '%Y-%m-%d %H:%M:%S.%f'), '.000000', '')"
