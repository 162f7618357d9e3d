"""As many random companies and nights as fit into some minutes: `make fuzz MINUTES=30`.

Each round invents a company (seed, size, settings), delivers its nights late, broken, twice and
corrected, and continues the last build every night. Each build must equal one from raw and pass
every data test, and an earlier night must be known again at the end. Every third round is a company
of odd lives, every third plants a semantic fault in a copy of the code and runs the suite's figures
on it. What is wrong is printed with what makes it happen again.
What does not belong here: anything that continuous integration waits for.
"""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from tests.figures.chaos import Chaos
from tests.figures.lane.company import Company, write_sample
from tests.figures.lane.warehouse import differences
from tests.figures.mutants import plant_and_test
from tests.figures.odd_lives import OddCompany
from tests.figures.semantic_faults import FAULTS

ZONES = ("Asia/Jakarta", "Asia/Jayapura", "America/New_York", "Pacific/Auckland", "UTC")
CALENDARS = ("months", "4-4-5", "4-5-4", "5-4-4")
SCHEMAS = ("history", "core", "marts")


@dataclass(frozen=True)
class Draw:
    """One invented company; its text is enough to invent it again."""

    seed: int
    scale: float
    nights: int
    timezone: str
    fiscal_year_start: str
    fiscal_calendar: str
    reporting_currency: str

    @classmethod
    def from_seed(cls, seed: int) -> "Draw":
        """Draw everything from one number."""
        dice = random.Random(seed)
        return cls(
            seed,
            round(dice.uniform(0.02, 0.15), 3),
            dice.randint(3, 24),
            dice.choice(ZONES),
            str(dice.randint(1, 12)),
            dice.choice(CALENDARS),
            dice.choice(("IDR", "USD", "EUR")),
        )

    def settings(self) -> dict[str, str]:
        """The company's settings as Company takes them."""
        return {
            "timezone": self.timezone,
            "fiscal_year_start": self.fiscal_year_start,
            "fiscal_calendar": self.fiscal_calendar,
            "reporting_currency": self.reporting_currency,
        }


def main() -> int:
    """Play rounds until the time is up; returns 1 when one of them found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    deadline = time.monotonic() + 60 * options.minutes
    found, rounds = [], 0
    while time.monotonic() < deadline:
        seed = options.seed + rounds
        if rounds % 3 == 1:
            wrong = odd_lives(seed)
        elif rounds % 3 == 2:
            wrong = survivors(seed)
        else:
            draw = Draw.from_seed(seed)
            say(f"round {rounds}: {draw}")
            wrong = play(draw, deadline)
        for line in wrong:
            say(f"FOUND with --seed {seed}: {line}")
        found += wrong
        rounds += 1
    say(f"{rounds} rounds, {len(found)} findings")
    return 1 if found else 0


def play(draw: Draw, deadline: float) -> list[str]:
    """Run one company's nights; returns what is wrong, at the first night that has something."""
    with tempfile.TemporaryDirectory(prefix="pantau_fuzz_") as place:
        clean, data = Path(place) / "clean", Path(place) / "data"
        write_sample(clean, nights=draw.nights, scale=draw.scale, seed=draw.seed)
        (data / "landing").mkdir(parents=True)
        chaos = Chaos(clean / "landing", data / "landing")
        company = Company(data, **draw.settings())
        remembered, known_at = None, ""
        for number, night in enumerate(chaos.nights):
            if time.monotonic() > deadline:
                return []
            odd = chaos.deliver(number)
            company.load()
            one = company.continue_night(night)
            other = company.from_raw(night)
            wrong = differences(one, other, SCHEMAS)
            wrong += [
                f"test {name}: {rows}" for name, rows in company.failures(other, night).items()
            ]
            if wrong:
                return [f"{draw} night {number} ({', '.join(odd)}): {line}" for line in wrong]
            if number == draw.nights // 2:
                remembered, known_at = other, datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        again = company.from_raw(chaos.nights[draw.nights // 2], known_at=known_at)
        lines = differences(remembered, again) if remembered else []
        return [f"{draw} not known again: {line}" for line in lines]


def odd_lives(seed: int) -> list[str]:
    """Build one company of odd lives; returns the data tests that fail, or what kept it from it."""
    with tempfile.TemporaryDirectory(prefix="pantau_fuzz_") as place:
        company = Company(Path(place))
        nights = OddCompany(seed).write(Path(place) / "landing")
        say(f"odd lives of {len(nights)} nights")
        company.load()
        try:
            failures = company.failures(company.from_raw(nights[-1]), nights[-1])
        except duckdb.Error as error:
            return [f"odd lives: {error} {getattr(error, '__notes__', '')}"]
        return [f"odd lives: test {name}: {rows}" for name, rows in failures.items()]


def survivors(seed: int) -> list[str]:
    """Plant one fault; returns it where no test of figures notices."""
    fault = random.Random(seed).choice(FAULTS)
    caught = plant_and_test(fault)
    say(f"fault {fault.name}: {caught or 'SURVIVED'}")
    return [] if caught else [f"fault {fault.name} in {fault.file} survived"]


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201 (this is a command)


if __name__ == "__main__":
    sys.exit(main())
