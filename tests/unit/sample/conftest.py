import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.sample import write_sample
from ingest.sample.world import World, build_world

Row = dict[str, str]


@dataclass
class Sample:
    """A written sample: `exports[night][object]` are rows as a reader of the files sees them."""

    landing: Path
    truth: Path
    world: World
    exports: dict[str, dict[str, list[Row]]]

    @property
    def last(self) -> dict[str, list[Row]]:
        return self.exports[max(self.exports)]

    def true_rows(self, table: str) -> list[Row]:
        text = (self.truth / f"{table}.csv").read_text(encoding="utf-8")
        return list(csv.DictReader(io.StringIO(text)))


def read_night(folder: Path) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for path in sorted(folder.glob("*.ZIP")):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            for member in archive.namelist():
                rows = csv.DictReader(io.StringIO(archive.read(member).decode()))
                found.setdefault(member.removesuffix(".csv"), []).extend(rows)
    return found


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Twenty-five nights of a small company, long enough for rows to leave the recycle bin."""
    folder = tmp_path_factory.mktemp("sample")
    landing, truth = folder / "landing", folder / "truth"
    write_sample(landing, truth, nights=25, scale=0.08, seed=7)
    nights = sorted((landing / "salesforce").iterdir())
    exports = {night.name: read_night(night) for night in nights}
    return Sample(landing, truth, build_world(25, 0.08, 7), exports)
