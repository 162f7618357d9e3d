"""Every accepted way to write a value, its canonical text, and look-alikes that are refused."""

import duckdb
import pytest

from ingest.canonical import canonical_sql
from ingest.certain import certain_sql
from ingest.columns import Column


def canonical(text: str, zone: str = "UTC", **column: object) -> str | None:
    definition = Column.model_validate({"name": "x", "personal_data": "none", **column})
    with duckdb.connect() as connection:
        connection.execute(f"set TimeZone = '{zone}'")
        query = f"select {canonical_sql(definition, 'x', zone)} from (select ?::varchar as x)"
        return connection.execute(query, [text]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2024-02-29", "2024-02-29"),
        ("2026-02-29", None),
        ("2026-1-31", None),
        ("2026-01-31 ", None),
        ("31/01/2026", None),
        ("infinity", None),
        ("-infinity", None),
        ("epoch", None),
        ("2026-01-31 00:00:00", "2026-01-31"),
        ("2026-01-31T00:00:00.000Z", "2026-01-31"),
        ("2026-01-31T00:00:00.000+0000", "2026-01-31"),
        ("2026-02-29 00:00:00", None),
        ("2026-01-31 00:00:01", None),
        ("2026-01-31T00:00:00+07:00", None),
        ("", None),
    ],
)
def test_date(text: str, expected: str | None) -> None:
    assert canonical(text, type="date") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("31/12/2026", "2026-12-31"), ("Sep 12, 2026", "2026-09-12"), ("2026-12-31", None)],
)
def test_date_with_formats(text: str, expected: str | None) -> None:
    assert canonical(text, type="date", formats=["%d/%m/%Y", "%b %d, %Y"]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31", "2026-01-31 00:00:00"),
        ("2026-01-31 23:59:59", "2026-01-31 23:59:59"),
        ("2026-01-31 23:59:59.5", "2026-01-31 23:59:59.500000"),
        ("2026-01-31 23:59:59.000", "2026-01-31 23:59:59"),
        ("2026-01-31 23:59:59.123456", "2026-01-31 23:59:59.123456"),
        ("2026-01-31T23:59:59", "2026-01-31 23:59:59"),
        ("2026-01-31T23:59:59.000Z", "2026-01-31 23:59:59"),
        ("2026-01-31T23:59:59Z", "2026-01-31 23:59:59"),
        ("2026-01-31T23:59:59.000+0000", "2026-01-31 23:59:59"),
        ("2026-01-31T23:59:59+07:00", "2026-01-31 16:59:59"),
        ("2026-01-31T23:59:59-0330", "2026-02-01 03:29:59"),
        ("2026-01-31 23:59:59+07", "2026-01-31 16:59:59"),
        ("2026-01-31 24:00:00", None),
        ("2026-02-30 10:00:00", None),
        ("2026-01-31 10:00", None),
        ("2026-01-31T10:00:00 Z", None),
        ("2026-01-31T10:00:00+99:00", None),
        ("2026-01-31 10:00:61", None),
        ("31/01/2026 10:00:00", None),
        ("infinity", None),
        ("20260131100000", None),
    ],
)
def test_datetime_in_utc(text: str, expected: str | None) -> None:
    assert canonical(text, type="datetime") == expected


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-01-31 05:00:00", "Asia/Jakarta", "2026-01-30 22:00:00"),
        ("2026-01-31", "Asia/Jakarta", "2026-01-30 17:00:00"),
        ("2026-01-31T05:00:00Z", "Asia/Jakarta", "2026-01-31 05:00:00"),
        ("2018-01-15 12:00:00", "America/Sao_Paulo", "2018-01-15 14:00:00"),
        ("2018-07-15 12:00:00.25", "America/Sao_Paulo", "2018-07-15 15:00:00.250000"),
    ],
)
def test_datetime_of_a_zone(text: str, zone: str, expected: str) -> None:
    assert canonical(text, zone, type="datetime") == expected


def test_datetime_with_formats() -> None:
    formats = ["%d.%m.%Y %H:%M"]
    assert canonical("31.01.2026 05:00", "Asia/Jakarta", type="datetime", formats=formats) == (
        "2026-01-30 22:00:00"
    )
    assert canonical("2026-01-31 05:00:00", type="datetime", formats=formats) is None


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta", "America/New_York"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/01/2026 05:00 +0700", "2026-01-30 22:00:00"),
        ("31/01/2026 05:00 +07:00", "2026-01-30 22:00:00"),
        ("31/01/2026 05:00 -0330", "2026-01-31 08:30:00"),
        ("31/01/2026 05:00 Z", "2026-01-31 05:00:00"),
        ("31/01/2026 05:00 ", None),
        ("31/01/2026 05:00 WIB", None),
    ],
)
def test_an_offset_counts_in_every_zone(text: str, zone: str, expected: str | None) -> None:
    formats = ["%d/%m/%Y %H:%M %z"]
    assert canonical(text, zone, type="datetime", formats=formats) == expected


@pytest.mark.parametrize(
    "formats",
    [["%d/%m/%Y %H:%M %z", "%d/%m/%Y %H:%M"], ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M %z"]],
)
def test_formats_with_and_without_offset_in_any_order(formats: list[str]) -> None:
    def read(text: str) -> str | None:
        return canonical(text, "Asia/Jakarta", type="datetime", formats=formats)

    assert read("31/01/2026 05:00 +0900") == "2026-01-30 20:00:00"
    assert read("31/01/2026 05:00") == "2026-01-30 22:00:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"),
        ("-1234.50", "-1234.50"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1.5E7", "15000000"),
        ("100", "100"),
        ("100.0", "100.0"),
        ("-6.208763412345678", "-6.208763412345678"),
        ("1234567890123456789012345678.10", "1234567890123456789012345678.10"),
        ("12345678901234567890123456789", None),
        ("1,234.50", None),
        ("1.2.3", None),
        ("1 000", None),
        ("Rp 5", None),
        ("NaN", None),
        ("inf", None),
        ("1_000", None),
        ("0x10", None),
        ("-", None),
        (".", None),
        (" 5", None),
        ("١٢", None),
    ],
)
def test_decimal(text: str, expected: str | None) -> None:
    assert canonical(text, type="decimal") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.500.000,00", "1500000.00"),
        ("1500000,5", "1500000.5"),
        ("-1.500", "-1500"),
        ("1.50", None),
        ("1.5000", None),
        ("1,500.00", None),
        ("12.34.567", None),
    ],
)
def test_decimal_with_indonesian_marks(text: str, expected: str | None) -> None:
    number = {"decimal": ",", "thousands": "."}
    assert canonical(text, type="decimal", number=number) == expected


def test_decimal_comma_alone() -> None:
    number = {"decimal": ","}
    assert canonical("1500,25", type="decimal", number=number) == "1500.25"
    assert canonical("1500.25", type="decimal", number=number) is None


DOLLARS = {"thousands": ",", "currency_marks": ["$", "US$"], "negative": "parentheses"}
RUPIAH = {"decimal": ",", "thousands": ".", "currency_marks": ["Rp", "Rp."]}


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("$1,234.56", DOLLARS, "1234.56"),
        ("$200,000 ", DOLLARS, "200000"),
        ("US$ 5", DOLLARS, "5"),
        ("5.00 $", DOLLARS, "5.00"),
        ("(5.00)", DOLLARS, "-5.00"),
        ("($5.00)", DOLLARS, "-5.00"),
        ("$(1,005.00)", DOLLARS, "-1005.00"),
        ("-$5", DOLLARS, "-5"),
        ("$-5", DOLLARS, "-5"),
        (" 1,234 ", DOLLARS, "1234"),
        ("1234.5", DOLLARS, "1234.5"),
        ("$1.234,56", DOLLARS, None),
        ("$12,34", DOLLARS, None),
        ("\u20ac5", DOLLARS, None),
        ("$5$", DOLLARS, None),
        ("(5", DOLLARS, None),
        ("5)", DOLLARS, None),
        ("(-5)", DOLLARS, None),
        ("--5", DOLLARS, None),
        ("$", DOLLARS, None),
        ("", DOLLARS, None),
        ("5 000", DOLLARS, None),
        ("Rp 1.500.000,00", RUPIAH, "1500000.00"),
        ("Rp.1.500.000", RUPIAH, "1500000"),
        ("Rp\u00a01.500", RUPIAH, "1500"),
        ("1.500,5 Rp", RUPIAH, "1500.5"),
        ("(5,00)", RUPIAH, None),
        ("$5", RUPIAH, None),
        ("Rp 1,500.00", RUPIAH, None),
        ("EUR 12.5", {"currency_marks": ["EUR"]}, "12.5"),
        ("EUR 1,200.5", {"currency_marks": ["EUR"]}, None),
        ("(7)", {"negative": "parentheses"}, "-7"),
        ("$7", {"negative": "parentheses"}, None),
        ("$5", {"thousands": ","}, None),
        ("5 ", {"thousands": ","}, None),
    ],
)
def test_money(text: str, number: dict[str, object], expected: str | None) -> None:
    assert canonical(text, type="decimal", number=number) == expected


def test_whole_numbers_with_a_mark() -> None:
    assert canonical("$1,200 ", type="integer", number=DOLLARS) == "1200"
    assert canonical("(3)", type="integer", number=DOLLARS) == "-3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("42", "42"),
        ("-42", "-42"),
        ("+42", "42"),
        ("2000.0", "2000"),
        ("007", "7"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1.5", None),
        ("1e3", None),
        ("", None),
        ("1,000", None),
        ("1_000", None),
    ],
)
def test_integer(text: str, expected: str | None) -> None:
    assert canonical(text, type="integer") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", "true"), ("0", "false"), ("TRUE", "true"), ("False", "false"), ("yes", None)],
)
def test_boolean(text: str, expected: str | None) -> None:
    assert canonical(text, type="boolean") == expected


def test_text_is_untouched() -> None:
    assert canonical("  O'Brien \n", type="text") == "  O'Brien \n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # pairs that the vendor's own exports hold
        ("012E00000001HOC", "012E00000001HOCIA2"),
        ("0064600000J5S5T", "0064600000J5S5TAAV"),
        ("00546000001l1cJ", "00546000001l1cJAAQ"),
        ("00546000001l1cJAAQ", "00546000001l1cJAAQ"),
        ("OPP-000000000001", "OPP-000000000001"),
        ("opp-00000000001", "opp-00000000001"),
        ("7", "7"),
    ],
)
def test_case_safe_id(text: str, expected: str) -> None:
    assert canonical(text, type="case_safe_id") == expected


@pytest.mark.parametrize(
    ("column", "certain", "in_doubt"),
    [
        (
            {"type": "date"},
            ["1990-01-01", "2024-02-29", "2199-12-31"],
            ["2023-02-29", "1989-12-31", "2200-01-01", "2024-1-31", "1990-01-01 (BC)", "infinity"],
        ),
        ({"type": "date", "latest": "2030-12-31"}, ["2030-12-31"], ["2031-01-01"]),
        (
            {"type": "datetime"},
            ["1990-01-01 00:00:00", "2199-12-31 23:59:59"],
            ["2024-01-31", "2024-01-31T10:00:00", "2024-01-31 24:00:00", "2200-01-01 00:00:00"],
        ),
        (
            {"type": "integer"},
            ["0", "-7", "2147483647", "-2147483648"],
            ["2147483648", "+7", "007", "-0", "1.0", " 1", "x"],
        ),
        (
            {"type": "decimal"},
            ["0", "-0.50", "12345678901.45", "007"],
            ["123456789012345", "123456789012.45", "1e3", "+1", ".5", "5.", "1,5", "-", "x"],
        ),
        ({"type": "decimal", "scale": 10}, ["12345678"], ["123456789"]),
        ({"type": "case_safe_id"}, ["00Q5i000003AbCdEAF", "x"], ["00Q5i000003AbCd"]),
        ({"type": "text", "accepted_values": ["a", "b"]}, ["a", "b"], ["c", "A"]),
    ],
)
def test_what_is_certain_at_a_glance(
    column: dict[str, object], certain: list[str], in_doubt: list[str]
) -> None:
    definition = Column.model_validate({"name": "x", "personal_data": "none", **column})
    condition = certain_sql(definition, "x", "UTC")
    query = f"select coalesce({condition}, false) from (select ?::varchar as x)"
    with duckdb.connect() as connection:
        found = [connection.execute(query, [x]).fetchall()[0][0] for x in certain + in_doubt]
    assert found == [True] * len(certain) + [False] * len(in_doubt)
    for text in certain:
        assert canonical(text, **column) == text


@pytest.mark.parametrize(
    ("column", "zone"),
    [
        ({"type": "datetime"}, "Asia/Jakarta"),
        ({"type": "date", "formats": ["%d/%m/%Y"]}, "UTC"),
        ({"type": "decimal", "number": {"decimal": ","}}, "UTC"),
        ({"type": "integer", "number": {"thousands": ","}}, "UTC"),
        ({"type": "decimal", "number": {"currency_marks": ["Rp"]}}, "UTC"),
    ],
)
def test_what_is_written_otherwise_is_never_certain(column: dict[str, object], zone: str) -> None:
    definition = Column.model_validate({"name": "x", "personal_data": "none", **column})
    assert certain_sql(definition, "x", zone) is None
