"""Counts the rows of a load in the files that were written, not in what was meant to be written."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from ingest.errors import FileRefusedError


@dataclass(frozen=True)
class RowCounts:
    """rows_read = rows_loaded + rows_rejected; `repeated` of the rejected rows are identical."""

    read: int
    loaded: int
    rejected: int
    repeated: int


def count_rows(target: Path, read: int) -> RowCounts:
    """Rows written to `target`; raises FileRefusedError if they are not the rows read."""
    loaded = pq.read_metadata(target / "rows.parquet").num_rows
    rejects = target / "rejects.parquet"
    rejected = pq.read_metadata(rejects).num_rows
    if read != loaded + rejected:
        raise FileRefusedError(
            "unaccounted_rows",
            f"{read:,} rows were read, but {loaded:,} loaded and {rejected:,} rejected."
            " Nothing is loaded; report this as an error of Pantau.",
        )
    repeated = 0
    if rejected:
        rules = pq.read_table(rejects, columns=["rule"])["rule"]
        counts = {str(kind["values"]): kind["counts"] for kind in rules.value_counts().to_pylist()}
        repeated = int(counts.get("duplicate_identical", 0))
    return RowCounts(read, loaded, rejected, repeated)
