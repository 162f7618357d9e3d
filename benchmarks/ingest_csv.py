"""How much slower is the checked ingest than plain DuckDB? Prints a Markdown table.

`python benchmarks/ingest_csv.py [--rows 1000000]` writes two CSVs of 12 columns into a temporary
folder, one with quotes only where needed and one with every cell quoted as Salesforce does it.
Each is read by plain `COPY (FROM read_csv(…, all_varchar = true)) TO … (FORMAT parquet)` and by
`ingest.loads.load_source`, in turns, three times; the medians are shown. Only the second finds
the header, checks types, keys and every byte, numbers the lines and hashes rows and file.
"""

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from ingest.contracts import Contract
from ingest.loads import load_source
from ingest.settings import Settings

ROUNDS = 3
TYPES = {
    "opportunity_id": "text",
    "account_id": "text",
    "owner_id": "text",
    "opportunity_name": "text",
    "stage_name": "text",
    "amount": "decimal",
    "probability": "integer",
    "close_date": "date",
    "created_at": "datetime",
    "system_modstamp": "datetime",
    "next_step": "text",
    "is_deleted": "boolean",
}
STAGES = "['Prospek', 'Kualifikasi', 'Presentasi', 'Penawaran', 'Closed Won', 'Closed Lost']"


def contract() -> Contract:
    """One object with the twelve columns."""
    columns = [
        {"name": name, "type": kind, "personal_data": "none", "required": name == "opportunity_id"}
        for name, kind in TYPES.items()
    ]
    opportunity = {
        "description": "One row per opportunity.",
        "files": ["*.csv"],
        "keys": ["opportunity_id"],
        "version_column": "system_modstamp",
        "columns": columns,
    }
    return Contract.model_validate(
        {
            "source": "bench",
            "description": "A large export.",
            "time_zone": "UTC",
            "currency": "IDR",
            "objects": {"opportunity": opportunity},
        }
    )


def write_csv(path: Path, rows: int, quote_all: bool) -> None:
    """Ids, text, decimals, dates and times; a third of the next steps is empty, a third quoted."""
    quoting = ", force_quote *" if quote_all else ""
    moment = (
        "strftime(timestamp '2020-01-01' + to_seconds((i * {}) % 150000000), '%Y-%m-%d %H:%M:%S')"
    )
    duckdb.sql(
        f"""
        copy (
            select
                '006' || lpad(i::varchar, 15, '0') as opportunity_id,
                '001' || lpad(((i * 7919) % 50021)::varchar, 15, '0') as account_id,
                '005' || lpad(((i * 104729) % 397)::varchar, 15, '0') as owner_id,
                'Pengadaan mesin ' || i || ' cabang ' || (i % 89) as opportunity_name,
                {STAGES}[1 + i % 6] as stage_name,
                ((i * 15485863) % 900000000 / 100)::decimal(18, 2) as amount,
                (i * 31) % 101 as probability,
                (date '2020-01-01' + ((i * 37) % 2500)::integer)::varchar as close_date,
                {moment.format(86028121)} as created_at,
                {moment.format(32452843)} as system_modstamp,
                case i % 3 when 0 then 'Telepon, lalu kunjungi' when 1 then 'Kirim contoh' end
                    as next_step,
                i % 2 as is_deleted
            from range({rows}) as numbers(i)
        ) to '{path}' (header, delimiter ','{quoting})
        """
    )


def measure(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds of one call."""
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    work()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def plain(path: Path, target: Path) -> None:
    """What anybody would write in one line."""
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (from read_csv('{path}', all_varchar = true)) to '{target}' (format parquet)"
        )


def checked(settings: Settings, rows: int) -> None:
    """A first load of the landing folder."""
    result = load_source(settings, contract())
    assert result.total("rows_loaded") == rows, result.messages


def run(rows: int, folder: Path, quote_all: bool) -> list[str]:
    """The table's two lines for one file."""
    settings = Settings(folder / f"data_{quote_all}")
    path = settings.landing / "bench" / "2026-01-31" / "opportunity.csv"
    path.parent.mkdir(parents=True)
    write_csv(path, rows, quote_all)
    times: dict[str, list[tuple[float, float]]] = {"plain": [], "checked": []}
    for _ in range(ROUNDS):
        times["plain"].append(measure(lambda: plain(path, folder / "plain.parquet")))
        times["checked"].append(measure(lambda: checked(settings, rows)))
        shutil.rmtree(settings.raw)
    name = "all cells quoted" if quote_all else "quotes where needed"
    name += f", {path.stat().st_size / 1e6:.0f} MB"
    path.unlink()
    medians = {
        kind: tuple(statistics.median(values) for values in zip(*runs, strict=True))
        for kind, runs in times.items()
    }
    base = medians["plain"]
    return [
        f"| {name} | {'DuckDB COPY' if kind == 'plain' else 'ingest'} | {wall:.2f} | {cpu:.2f} |"
        f" {wall / base[0]:.2f} | {cpu / base[1]:.2f} |"
        for kind, (wall, cpu) in medians.items()
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = [
            line
            for quote_all in (False, True)
            for line in run(chosen.rows, Path(folder), quote_all)
        ]
    print(f"{chosen.rows:,} rows of {len(TYPES)} columns, median of {ROUNDS}:\n")
    print("| file | reader | wall s | CPU s | wall ratio | CPU ratio |")
    print("|---|---|---:|---:|---:|---:|")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
