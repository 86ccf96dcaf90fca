"""Reads of the console's views, with more and more runs.

`python -m tests.bench.many_runs 1000 10000 100000` writes that many runs of the last 24 hours into a table of the local
AWS. For each view, it prints the number of DynamoDB calls and read units. One look-up by key takes half a unit. Seconds
would say nothing: the local AWS sorts a whole partition for each query, and DynamoDB doesn't.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.support.history_reads import VIEWS, CountedHistory, overview
from tests.support.local_aws import local_aws
from tests.support.spread_runs import spread, write
from tests.support.template_tables import tables_in

from storehook.history.reading import RunHistory

DAY = 86_400.0
SIZES = (1_000, 10_000, 100_000)


def main(sizes: tuple[int, ...]) -> None:
    """Write that many runs, and measure the views."""
    with tempfile.TemporaryDirectory() as folder, local_aws(Path(folder)) as emulator:
        table, written = tables_in(emulator.client("dynamodb"))["Runs"], 0
        for size in sizes:
            write(emulator.client("dynamodb"), table, spread(size - written, time.time(), DAY - 600))
            written = size
            print(f"\n{size:,} runs")  # noqa: T201
            _report(CountedHistory(emulator, table))


def _report(counted: CountedHistory) -> None:
    for name, view in (VIEWS | {"failures by cause": _failures}).items():
        reads = counted.reads(view)
        print(f"{name:<30} {reads.calls:4} calls {reads.units:8.1f} read units")  # noqa: T201


def _failures(history: RunHistory) -> object:
    return overview(history).failures(None, None)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
