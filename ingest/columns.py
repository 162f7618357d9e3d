"""The columns of a contract: header, type and rules of each, checked when the contract is loaded.

Whatever a column says must be readable in one way only; where two are possible it is refused here,
by day, and not guessed from a file at night.
"""

import re
from datetime import datetime
from itertools import combinations
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, field_validator
from pydantic import model_validator as check

SnakeName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
OneCharacter = Annotated[str, StringConstraints(min_length=1, max_length=1, pattern=r"^[!-~\t ]$")]
CurrencyMark = Annotated[str, StringConstraints(pattern=r"^[^\d\s()+,-]+$")]
ColumnType = Literal["text", "case_safe_id", "integer", "decimal", "date", "datetime", "boolean"]
PersonalData = Literal["none", "name", "contact", "location", "free_text"]

DIRECTIVE = re.compile(r"%-?.?")
# What DuckDB reads and has one meaning.
DIRECTIVES = {f"%{letter}" for letter in "aAbBdmyYjHIpMSfgnz%"} | {
    f"%-{letter}" for letter in "dmyjHIMS"
}
# Python writes and reads neither milli- nor nanoseconds; to tell formats apart a number will do.
AS_PYTHON = {"%g": "%f", "%n": "%f"}
# A rate has more.
MOST_DECIMALS_OF_AMOUNTS = 4
SAMPLES = (datetime(2003, 4, 5, 6, 7, 8), datetime(2010, 11, 12, 13, 14, 15))


class NumberFormat(BaseModel, extra="forbid", frozen=True):
    """Marks used in written numbers, e.g. decimal `,` and thousands `.` in `1.500.000,00`.

    With `currency_marks` one of them may stand before or after the number, with `negative:
    parentheses` `(5.00)` is -5.00; with either, blanks around the parts are no matter.
    """

    decimal: OneCharacter = "."
    thousands: OneCharacter | None = None
    currency_marks: list[CurrencyMark] = []
    negative: Literal["minus", "parentheses"] = "minus"

    @property
    def is_money(self) -> bool:
        """Whether more than digits and marks of the number itself may stand in a cell."""
        return bool(self.currency_marks) or self.negative == "parentheses"

    @check(mode="after")
    def _marks_differ(self) -> "NumberFormat":
        if self.decimal == self.thousands:
            raise ValueError("number has the same mark for decimal and thousands")
        return self


class Column(BaseModel, extra="forbid", frozen=True):
    """One column of an object: its name in raw, its header in the file and its rules."""

    name: SnakeName
    header: str | None = None
    aliases: list[str] = []
    type: ColumnType
    formats: list[str] = []
    number: NumberFormat | None = None
    scale: Annotated[int, Field(ge=0, le=10)] = 2
    required: bool = False
    only_kept: bool = False
    accepted_values: list[str] = []
    latest: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] = "2199-12-31"
    personal_data: PersonalData
    description: str | None = None

    @property
    def headers(self) -> list[str]:
        """Every header this column may have in a file, the preferred one first."""
        return [self.header or self.name, *self.aliases]

    @property
    def most_digits(self) -> int:
        """How many digits a decimal may have before its decimals.

        Staging has 18 in all. Amounts and quantities, which are added up, leave two of them free:
        a company's sum must not run out of them for one slip of a pen.
        """
        return (16 if self.scale <= MOST_DECIMALS_OF_AMOUNTS else 18) - self.scale

    @property
    def staged_type(self) -> str | None:
        """The SQL type that a number has to fit."""
        decimal = f"decimal({self.most_digits + self.scale}, {self.scale})"
        return {"integer": "integer", "decimal": decimal}.get(self.type)

    @field_validator("formats")
    @classmethod
    def _formats_are_known(cls, formats: list[str]) -> list[str]:
        for text in formats:
            unknown = [part for part in DIRECTIVE.findall(text) if part not in DIRECTIVES]
            if "%Z" in unknown:
                raise ValueError(
                    f"format {text!r} has %Z, but names of zones such as CST or IST mean several;"
                    " write %z and deliver offsets, or leave the zone to time_zone"
                )
            if unknown:
                raise ValueError(f"format {text!r} has the unknown directive {unknown[0]}")
            if not re.search(r"%-?[Yy]", text):
                raise ValueError(f"format {text!r} has no year; write it like %d/%m/%Y")
        for first, second in combinations(formats, 2):
            if clash := _read_by_both(first, second):
                raise ValueError(
                    f"formats {first!r} and {second!r} read {clash!r} as different days or times;"
                    " a column has one order of day and month: keep one of them"
                )
        return formats

    @check(mode="after")
    def _options_fit_type(self) -> "Column":
        if self.formats and self.type not in ("date", "datetime"):
            raise ValueError("formats are for date and datetime columns only")
        if self.type == "date" and any("%z" in text for text in self.formats):
            raise ValueError("a date has no offset: %z is for datetime columns only")
        if self.number and self.type not in ("integer", "decimal"):
            raise ValueError("number is for integer and decimal columns only")
        if self.scale != 2 and self.type != "decimal":
            raise ValueError("scale is for decimal columns only")
        if self.required and self.only_kept:
            raise ValueError("a column cannot be required and only_kept at once")
        return self


def _read_by_both(first: str, second: str) -> str | None:
    """A text that the two formats read as different instants; None if there is none."""
    for write, other in ((first, second), (second, first)):
        for sample in SAMPLES:
            text = sample.strftime(_python(write)).replace("%z", "+0000")
            meant, read = _parsed(text, write), _parsed(text, other)
            if meant is not None and read is not None and meant != read:
                return text
    return None


def _parsed(text: str, written: str) -> datetime | None:
    try:
        return datetime.strptime(text, _python(written)).replace(tzinfo=None)
    except ValueError:
        return None


def _python(written: str) -> str:
    """The format as Python's strptime takes it, which reads days without a zero by %d as well."""
    return DIRECTIVE.sub(lambda part: AS_PYTHON.get(part[0], part[0].replace("%-", "%")), written)
