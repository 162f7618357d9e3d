"""Deliver a simulated company's nights the way real exports arrive: some late, some twice, some
broken or corrected. Which night meets what follows from its number. No expectations live here.
"""

import csv
import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

LATE_BY = 3
CONTAINER = "salesforce"


class Chaos:
    """Takes nights from a folder of clean deliveries and lays them into a landing folder."""

    def __init__(self, clean: Path, landing: Path) -> None:
        """`clean` and `landing` hold one folder per source, with one folder per night."""
        self.clean, self.landing = clean, landing
        self.nights = sorted({path.name for path in clean.glob("*/*")})
        self._delayed: dict[int, list[str]] = {}

    def deliver(self, number: int) -> list[str]:
        """Lay out what arrives in a night, 0 being the first; returns what was odd about it."""
        odd = []
        for late in self._delayed.pop(number, []):
            self._copy(late)
            odd.append(f"late: {late}")
        night = self.nights[number]
        if number % 11 == 5:
            self._delayed.setdefault(number + LATE_BY, []).append(night)
            return [*odd, f"missing: {night}"]
        if number % 17 == 9:
            return [*odd, f"never delivered: {night}"]
        self._copy(night)
        odd += [f"{what}: {night}" for what in self._spoil(number, night)]
        return odd

    def _copy(self, night: str) -> None:
        for source in self.clean.glob(f"*/{night}"):
            shutil.copytree(
                source,
                self.landing / source.parent.name / night,
                dirs_exist_ok=True,
                copy_function=shutil.copy,
            )

    def _spoil(self, number: int, night: str) -> Iterator[str]:
        folder = self.landing / CONTAINER / night
        containers = sorted(folder.glob("*.ZIP"))
        if not containers:
            return
        if number % 7 == 3:
            shutil.copy(containers[0], folder / f"{containers[0].stem}9.ZIP")
            yield "duplicated container"
        if number % 13 == 6:
            _rewrite(containers[-1], keep=0.5)
            yield "cut off to half of its rows"
        if number % 9 == 4:
            data = containers[-1].read_bytes()
            containers[-1].write_bytes(data[: len(data) // 2])
            yield "truncated container"
        if number % 8 == 7 and number > 2:
            earlier = self.landing / CONTAINER / self.nights[number - 2]
            for container in sorted(earlier.glob("*.ZIP"))[:1]:
                _rewrite(container, raised=True)
                yield f"correction of {earlier.name}"
        if number % 10 == 8:
            clean = self.clean / CONTAINER / self.nights[number - 4]
            if (self.landing / CONTAINER / clean.name).exists():
                shutil.copytree(
                    clean,
                    self.landing / CONTAINER / clean.name,
                    dirs_exist_ok=True,
                    copy_function=shutil.copy,
                )
                yield f"delivered again as it was meant: {clean.name}"


def _rewrite(container: Path, *, keep: float = 1.0, raised: bool = False) -> None:
    """Write a ZIP anew with fewer rows per member, or with every tenth amount raised."""
    if not zipfile.is_zipfile(container):
        return
    with zipfile.ZipFile(container) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(container, "w") as target:
        for name, content in members.items():
            header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
            rows = rows[: max(1, int(len(rows) * keep))]
            if raised and "Amount" in header:
                place = header.index("Amount")
                for row in rows[::10]:
                    row[place] = f"{float(row[place] or 0) + 1000:.2f}"
            buffer = io.StringIO(newline="")
            csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
                [header, *rows]
            )
            target.writestr(name, buffer.getvalue().encode())
