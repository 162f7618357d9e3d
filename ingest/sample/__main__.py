"""`python -m ingest sample`: write the simulated company's exports."""

import argparse
import logging
import sys
from pathlib import Path

from ingest.sample import write_sample
from ingest.settings import Settings

log = logging.getLogger("ingest.sample")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest sample",
        description="Write nightly exports of a simulated company, and the truth about it.",
    )
    parser.add_argument("--nights", type=int, default=60, help="export nights (60)")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 4,000 leads and 40 reps")
    parser.add_argument("--seed", type=int, default=42, help="another seed, another company (42)")
    parser.add_argument("--out", type=Path, help="landing folder ($PANTAU_DATA/landing)")
    parser.add_argument("--truth", type=Path, help="folder of the truth (truth beside --out)")
    chosen = parser.parse_args(arguments)
    out = (chosen.out or Settings.from_env().landing).absolute()
    truth = (chosen.truth or out.parent / "truth").absolute()
    try:
        write_sample(
            out,
            truth,
            chosen.nights,
            chosen.scale,
            chosen.seed,
            progress=lambda line: log.info("%s", line),
        )
    except ValueError as error:
        parser.error(str(error))
    log.info("exports in %s, truth in %s", out, truth)
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    sys.exit(main())
