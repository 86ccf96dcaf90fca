"""Benchmark of storehook and a naive peer: `make bench`, which takes some minutes."""

import sys
import tempfile
from pathlib import Path

from tests.bench.arms import Orders, arms, artefacts
from tests.bench.batches import batch_rows
from tests.bench.one_quota import quota_rows
from tests.bench.overview import overview_rows
from tests.bench.report import report
from tests.bench.rounds import play
from tests.bench.rows import rows
from tests.bench.sizes import size_rows
from tests.bench.through import through_rows
from tests.bench.two_stacks import two_stacks

ROUNDS = 9


def main(rounds: int) -> None:
    """Start both stacks, measure, and print the results."""
    with tempfile.TemporaryDirectory() as folder, two_stacks(Path(folder)) as stacks:
        orders, found = Orders(stacks), artefacts(stacks)
        progress = stacks.stack.progress
        with progress.step(f"Started each function {rounds} times"):
            samples = play(lambda: arms(found, orders, stacks.secret), rounds)
        with progress.step("Sent events through both stacks"):
            through = through_rows(stacks, orders)
        with progress.step("Ran batches, called one store at once, and read many runs"):
            under_load = [*batch_rows(stacks), *quota_rows(stacks), *overview_rows(stacks)]
        report([*rows(samples), *size_rows(stacks), *through, *under_load])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
