import hashlib
import zipfile
from pathlib import Path

import pytest

from ingest.sample import write_sample
from ingest.sample.zip_writer import pack, write_zip


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write(folder: Path, seed: int, scale: float = 0.05) -> dict[str, str]:
    write_sample(folder / "landing", folder / "truth", nights=3, scale=scale, seed=seed)
    return digests(folder)


def test_same_seed_same_bytes_and_another_seed_another_company(tmp_path: Path) -> None:
    first = write(tmp_path / "a", 42)
    assert write(tmp_path / "b", 42) == first
    other = write(tmp_path / "c", 43)
    zips = [name for name in first if name.endswith(".ZIP")]
    assert len(zips) == 6
    assert all(other[name] != first[name] for name in zips if name in other)


def test_every_night_lies_in_a_folder_of_its_date(tmp_path: Path) -> None:
    names = write(tmp_path, 42)
    nights = {name.split("/")[2] for name in names if name.startswith("landing/salesforce")}
    assert nights == {"2026-06-28", "2026-06-29", "2026-06-30"}
    sheets = {name for name in names if name.startswith("landing/planning/2026-06-28")}
    assert len(sheets) == 6


@pytest.mark.parametrize("scale", [0, -1.0, float("nan")])
def test_a_scale_that_is_not_positive_is_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        write(tmp_path, 1, scale)


def test_one_night_is_enough(tmp_path: Path) -> None:
    write_sample(tmp_path / "landing", tmp_path / "truth", nights=1, scale=0.02, seed=5)
    assert [p.name for p in (tmp_path / "landing" / "salesforce").iterdir()] == ["2026-06-30"]


def test_joined_pieces_are_one_ordinary_zip_member(tmp_path: Path) -> None:
    pieces = [pack(b"Id,Name\n"), pack(b"1,a\n" * 5_000), pack(b""), pack("2,é\n".encode())]
    write_zip(tmp_path / "a.zip", [("A.csv", pieces), ("B.csv", pieces[:1])])
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["A.csv", "B.csv"]
        assert archive.read("A.csv") == b"Id,Name\n" + b"1,a\n" * 5_000 + "2,é\n".encode()
