"""The same nights give the same tables: shuffled, loaded twice, or split into more files."""

import csv
import io
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.figures.lane.company import Company, write_sample
from tests.figures.lane.warehouse import Warehouse, differences

NIGHTS, SCALE = 6, 0.08

# What is said about the files themselves differs when the files do.
NOT_ABOUT_FILES = {
    "dim_loads": "false",
    "mart_load_log": "false",
    "mart_coverage_report": "entity <> 'files'",
    "mart_data_quality": "entity <> 'files'",
}


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    data = tmp_path_factory.mktemp("ordered")
    write_sample(data, nights=NIGHTS, scale=SCALE)
    return Company(data).night()


def nights_of(data: Path) -> list[Path]:
    """The night folders of all sources, oldest first."""
    return sorted((data / "landing").glob("*/*"), key=lambda night: (night.name, night.parent.name))


def copy_night(night: Path, data: Path) -> None:
    shutil.copytree(night, data / "landing" / night.parent.name / night.name)


def test_shuffled_and_repeated_loading_changes_nothing(ordered: Warehouse, tmp_path: Path) -> None:
    nights = nights_of(ordered.data)
    shuffled = Company(tmp_path)
    for night in [*nights[1::2], *reversed(nights[0::2])]:
        copy_night(night, tmp_path)
        shuffled.load()
        shuffled.load()

    assert differences(ordered, shuffled.night()) == []


def split_member(content: bytes) -> tuple[bytes, bytes]:
    """Two CSVs with the header of `content` and every other row each, the second one reversed."""
    text = content.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))

    def written(part: list[list[str]]) -> bytes:
        buffer = io.StringIO(newline="")
        csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([header, *part])
        return buffer.getvalue().encode()

    return written(rows[0::2]), written(rows[1::2][::-1])


def test_splitting_exports_into_more_files_changes_nothing(
    ordered: Warehouse, tmp_path: Path
) -> None:
    for night in nights_of(ordered.data):
        if night.parent.name != "salesforce":
            copy_night(night, tmp_path)
            continue
        target = tmp_path / "landing" / "salesforce" / night.name
        target.mkdir(parents=True)
        for container in sorted(night.iterdir()):
            with (
                zipfile.ZipFile(container) as whole,
                zipfile.ZipFile(target / f"{container.stem}8.ZIP", "w") as first,
                zipfile.ZipFile(target / f"{container.stem}9.ZIP", "w") as second,
            ):
                for member in whole.namelist():
                    one, two = split_member(whole.read(member))
                    first.writestr(member, one)
                    second.writestr(member, two)

    assert differences(ordered, Company(tmp_path).night(), conditions=NOT_ABOUT_FILES) == []
