"""Cost of waking more and more runs that wait.

`python -m tests.bench.many_waiting 1000 10000 30000` writes that many waiting runs into a table of the local AWS, all
overdue, as after an outage. The timer ticks until all of them are woken. A tick wakes 20,000 runs at most, so 30,000
take two ticks. Each line says what a tick cost at most, and what each woken run cost. No time passes, so no tick ends
early. It exits with 1 if a limit of the ticks is exceeded, or if a run costs more where more of them wait.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import Any

from botocore.session import Session
from tests.support.aws_costs import Meter
from tests.support.clocks import Clock
from tests.support.history_reads import SLOW
from tests.support.local_aws import local_aws
from tests.support.spread_runs import spread, write
from tests.support.template_tables import tables_in

from storehook.aws.due_runs import DynamoDueRuns
from storehook.aws.queues import SqsLanes
from storehook.queues.lanes import LANES
from storehook.runs.open import PARTS
from storehook.runs.run import Run, State
from storehook.testing.memory_waits import MemoryWakeProgress
from storehook.timer.rounds import PAGE
from storehook.timer.timer import READS, WAKE_UPS, Timer
from storehook_cli.local.emulator import REGION, Emulator

DAY = 86_400.0
SIZES = (1_000, 10_000, 30_000)
WAITING: dict[State, int] = {"retrying": 100}

GROWTH = 1.1
"""Factor by which a run may cost more than at the smallest size. The last call of a tick to SQS may not be full."""


@dataclass
class WakeCost:
    """Cost of waking all runs that wait.

    Args:
        waiting: number of runs that wait.

    Attributes:
        woken: runs woken by each tick.
        queries: queries of each tick.
    """

    waiting: int
    woken: list[int] = field(default_factory=list[int])
    queries: list[int] = field(default_factory=list[int])
    calls: Counter[str] = field(default_factory=Counter[str])
    write_units: int = 0
    read_units: float = 0.0

    def add(self, woken: int, meter: Meter) -> None:
        """Add a tick."""
        self.woken.append(woken)
        self.queries.append(meter.calls["Query"])
        self.calls += meter.calls
        self.write_units += meter.write_units
        self.read_units += meter.read_units

    @property
    def per_run(self) -> Mapping[str, float]:
        """Calls and units that must not grow. Queries do, up to the limit of a tick."""
        units = {"write units": self.write_units, "SQS calls": self.calls["SendMessageBatch"]}
        return {name: count / self.waiting for name, count in units.items()}

    def broken(self, smallest: "WakeCost") -> list[str]:
        """Return the promises that do not hold."""
        grown = [name for name, count in self.per_run.items() if count > GROWTH * smallest.per_run[name]]
        promises = {
            "Each run must be woken once": sum(self.woken) == self.waiting,
            f"A tick must wake {WAKE_UPS:,} runs while so many wait": len(self.woken) <= ceil(self.waiting / WAKE_UPS),
            "A tick must not wake more than its limit": max(self.woken) <= WAKE_UPS + PAGE,
            "A tick must not read more than its limit": max(self.queries) <= READS + PARTS * len(LANES) * 2,
            f"A run must cost as much as among {smallest.waiting:,}, but these grew: {', '.join(grown)}": not grown,
        }
        return [promise for promise, holds in promises.items() if not holds]

    def __str__(self) -> str:
        """Write it in one line."""
        most = f"at most {max(self.woken):,} woken and {max(self.queries):,} queries in a tick"
        costs = ", ".join(f"{count:.2f} {name}" for name, count in self.per_run.items())
        read_units = self.read_units / self.waiting
        return (
            f"{self.waiting:>9,} waiting: {len(self.woken)} ticks, {most}; per run {costs}, {read_units:.2f} read units"
        )


def main(sizes: tuple[int, ...]) -> int:
    """Write that many waiting runs, and wake them. Return 1 if a promise does not hold."""
    costs = list[WakeCost]()
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, local_aws(Path(folder)) as emulator:
            table = tables_in(emulator.client("dynamodb"))["Runs"]
            write(emulator.client("dynamodb"), table, _overdue(size))
            costs.append(_wake_all(emulator, table, size))
        broken = costs[-1].broken(costs[0])
        print("✗" if broken else "✓", costs[-1], *broken, sep="\n  " if broken else " ", flush=True)  # noqa: T201
    return int(any(cost.broken(costs[0]) for cost in costs))


def _overdue(count: int) -> Iterator[Run]:
    for run in spread(count, time.time() - DAY, DAY, WAITING):
        yield replace(run, next_attempt_at=run.created_at, due_at=run.created_at)


def _wake_all(emulator: Emulator, table: str, waiting: int) -> WakeCost:
    """Tick until nothing is due."""
    (meter, timer), cost = _timer(emulator, table), WakeCost(waiting)
    while woken := timer.tick().woken.total():
        cost.add(woken, meter)
        meter.clear()
    return cost


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
    return meter, Timer(due_runs=due_runs, lanes=lanes, progress=MemoryWakeProgress(), clock=clock)


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
