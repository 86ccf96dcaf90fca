"""Cost of a tick of the timer, with more and more waiting runs.

`python -m tests.bench.many_waiting 1000 10000 100000` writes that many waiting runs into a table of the local AWS, all
overdue, as after an outage. For each run that one tick wakes, it prints the AWS calls and the units. No time passes, so
a tick ends when it has sent its wake-ups.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from botocore.session import Session
from tests.support.aws_costs import Meter
from tests.support.clocks import Clock
from tests.support.history_reads import SLOW
from tests.support.local_aws import local_aws
from tests.support.memory import MemoryWakeProgress
from tests.support.spread_runs import spread, write
from tests.support.template_tables import tables_in

from storehook.aws.due_runs import DynamoDueRuns
from storehook.aws.queues import SqsLanes
from storehook.queues.lanes import LANES
from storehook.runs.run import Run, State
from storehook.timer.timer import Timer
from storehook_cli.local.emulator import REGION, Emulator

DAY = 86_400.0
SIZES = (1_000, 10_000, 100_000)
WAITING: dict[State, int] = {"retrying": 100}


def main(sizes: tuple[int, ...]) -> None:
    """Write that many waiting runs, and measure a tick."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, local_aws(Path(folder)) as emulator:
            table = tables_in(emulator.client("dynamodb"))["Runs"]
            write(emulator.client("dynamodb"), table, _overdue(size))
            print(f"{size:>9,} waiting: {_tick(emulator, table)}")  # noqa: T201


def _overdue(count: int) -> Iterator[Run]:
    for run in spread(count, time.time() - DAY, DAY, WAITING):
        yield replace(run, next_attempt_at=run.created_at, due_at=run.created_at)


def _tick(emulator: Emulator, table: str) -> str:
    """Measure a tick, per run that it wakes."""
    meter, timer = _timer(emulator, table)
    woken = timer.tick().woken.total()
    calls = {name: round(number / woken, 3) for name, number in sorted(meter.calls.items())}
    units = f"{meter.read_units / woken:.2f} read units, {meter.write_units / woken:.2f} write units"
    return f"{woken:,} woken; per run {units}, calls {calls}"


def _timer(emulator: Emulator, table: str) -> tuple[Meter, Timer]:
    """Make a timer and a meter of its calls. Time passes only while the timer waits."""
    session: Any = Session()
    session.set_credentials("test", "test")
    meter = Meter(emulator.client("dynamodb"))
    meter.watch(session)
    dynamodb, sqs = (
        session.create_client(name, REGION, endpoint_url=emulator.url, config=SLOW) for name in ("dynamodb", "sqs")
    )
    urls = {lane: sqs.create_queue(QueueName=lane)["QueueUrl"] for lane in LANES}
    due_runs, lanes, clock = DynamoDueRuns(dynamodb, table), SqsLanes(sqs, urls, "default", ""), Clock(time.time())
    meter.clear()
    return meter, Timer(
        due_runs=due_runs,
        lanes=lanes,
        progress=MemoryWakeProgress(),
        clock=clock,
    )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
