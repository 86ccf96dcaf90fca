"""Reads of the console's views, with more and more runs.

`python -m tests.bench.many_runs 1000 10000 100000` writes that many runs of the last 24 hours into a table of the local
AWS. For each view, it prints the number of DynamoDB calls and read units. One look-up by key takes half a unit. Seconds
would say nothing: the local AWS sorts a whole partition for each query, and DynamoDB doesn't. It exits with 1 if a view
reads more than the runs at which it ends.
"""

import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.support.history_reads import VIEWS, CountedHistory, View, overview
from tests.support.local_aws import local_aws
from tests.support.spread_runs import spread, write
from tests.support.template_tables import tables_in

from storehook.history.reading import PAGE_BUDGET, RunHistory
from storehook.history.searching import BUDGET
from storehook.operations.overview import NEWEST

DAY = 86_400.0
SIZES = (1_000, 10_000, 100_000)

UNITS_OF_A_RUN = 0.55
"""Read units of one run: its row, and its entry in an index."""


def main(sizes: tuple[int, ...]) -> int:
    """Write that many runs, and measure the views. Return 1 if one reads too much."""
    with tempfile.TemporaryDirectory() as folder, local_aws(Path(folder)) as emulator:
        table, written, broken = tables_in(emulator.client("dynamodb"))["Runs"], 0, 0
        for size in sizes:
            write(emulator.client("dynamodb"), table, spread(size - written, time.time(), DAY - 600))
            written = size
            print(f"\n{size:,} runs", flush=True)  # noqa: T201
            broken += _report(CountedHistory(emulator, table))
    return int(broken > 0)


def _report(counted: CountedHistory) -> int:
    """Print the reads of each view. Return how many read too much."""
    broken = 0
    for name, (view, most_runs) in _views().items():
        reads, most = counted.reads(view), most_runs * UNITS_OF_A_RUN
        sign = "✓" if reads.units <= most else "✗"
        print(f"{sign} {name:<30} {reads.calls:4} calls {reads.units:8.1f} of {most:6.0f} read units", flush=True)  # noqa: T201
        broken += reads.units > most
    return broken


def _views() -> Mapping[str, tuple[View, int]]:
    """Return each view, with the number of runs that it reads at most."""
    overviews: dict[str, tuple[View, int]] = {"the overview of 24 hours": (VIEWS["the overview of 24 hours"], NEWEST)}
    pages = {name: (view, PAGE_BUDGET) for name, view in VIEWS.items() if name not in overviews}
    return overviews | pages | {"failures by cause": (_failures, BUDGET)}


def _failures(history: RunHistory) -> object:
    return overview(history).failures(None, None)


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
