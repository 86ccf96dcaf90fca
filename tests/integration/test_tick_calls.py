"""Calls and units of the timer's ticks and of resource locks, on DynamoDB. They do not grow with what waits.

The limits of a tick are small here. `make scale` counts the calls with the real limits, in memory.
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, replace
from functools import cache

import pytest
from tests.support.aws_costs import Meter
from tests.support.clocks import NOW, Clock
from tests.support.moto_stack import ENVIRONMENT, MotoStack, moto_stack
from tests.support.runs import HOUR, run
from tests.support.spread_runs import write
from tests.support.template_tables import tables_in

from storehook.aws.due_runs import DynamoDueRuns
from storehook.aws.pauses import DynamoHeldNames, DynamoPauses
from storehook.aws.queues import SqsLanes
from storehook.aws.recheck_progress import DynamoRecheckProgress
from storehook.aws.resource_locks import DynamoLockTable
from storehook.aws.run_indexes import DynamoRunIndexes
from storehook.aws.run_rows import RunRows
from storehook.aws.wake_progress import DynamoWakeProgress
from storehook.queues.lanes import LANES
from storehook.runs.resource_locks import LockHolder, LockWaiter, ResourceLock
from storehook.runs.run import Run
from storehook.timer import recheck, releases, rounds, timer
from storehook.timer.recheck import Recheck
from storehook.timer.releases import Releases
from storehook.timer.timer import Timer

FEW, MANY = 120, 480
"""Runs of four stores that wait. A tick takes fewer."""

SHARES = (2, 20)
"""Runs of one store that a tick wakes or releases here."""

LOCK = ResourceLock("shop", "order/113", "push")

type Used = tuple[dict[str, int], float, int]
"""Calls by name, read units and write units."""


@dataclass(frozen=True)
class Table:
    """A table of runs in moto, with a meter of the calls."""

    cloud: MotoStack
    name: str
    meter: Meter

    def write(self, runs: Iterable[Run]) -> None:
        """Write runs, and forget what that cost."""
        write(self.cloud.emulator.client("dynamodb").sdk, self.name, runs)
        self.meter.clear()

    def used(self) -> Used:
        """Return the calls and the units since the last look."""
        used = dict(self.meter.calls), self.meter.read_units, self.meter.write_units
        self.meter.clear()
        return used


@pytest.fixture(scope="module")
def moto() -> Generator[MotoStack]:
    with moto_stack() as running:
        yield running


@pytest.fixture
def new_table(moto: MotoStack, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Table]:
    """Make empty tables, and lower the limits of a tick."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for module, limits in (
        (timer, {"SHARES": SHARES}),
        (releases, {"SHARES": SHARES}),
        (rounds, {"PAGE": 10}),
        (recheck, {"PAGES": 2, "PAGE": 10}),
    ):
        for name, value in limits.items():
            monkeypatch.setattr(module, name, value)
    sdk = moto.emulator.client("dynamodb").sdk
    meter = Meter(sdk)
    meter.watch_signed(monkeypatch)
    return lambda: Table(moto, tables_in(sdk)["Runs"], meter)


def wake(table: Table) -> None:
    dynamodb, sqs = (table.cloud.emulator.client(name) for name in ("dynamodb", "sqs"))
    Timer(
        due_runs=DynamoDueRuns(dynamodb, table.name),
        lanes=SqsLanes(sqs, queues(table.cloud), "default", ""),
        progress=DynamoWakeProgress(dynamodb, table.name),
        clock=Clock(NOW),
    ).tick()


def release(table: Table) -> None:
    dynamodb, sqs = (table.cloud.emulator.client(name) for name in ("dynamodb", "sqs"))
    names = DynamoHeldNames(dynamodb, table.name)
    for number in range(4):
        names.note(f"store/shop{number}", NOW - 10)
    table.meter.clear()
    Releases(
        status=lambda _: "active",
        pauses=DynamoPauses(dynamodb, table.name),
        names=names,
        due_runs=DynamoDueRuns(dynamodb, table.name),
        lanes=SqsLanes(sqs, queues(table.cloud), "default", ""),
        clock=Clock(NOW),
    ).tick()


def look_again(table: Table) -> None:
    dynamodb = table.cloud.emulator.client("dynamodb")
    Recheck(
        indexes=DynamoRunIndexes(RunRows(dynamodb, table.name)),
        progress=DynamoRecheckProgress(dynamodb, table.name),
        clock=Clock(NOW),
    ).tick()


@cache
def queues(cloud: MotoStack) -> dict[str, str]:
    sqs = cloud.emulator.client("sqs")
    return {lane: sqs.create_queue(QueueName=f"tick-{lane}")["QueueUrl"] for lane in LANES}


def due(number: int) -> Run:
    at = NOW - HOUR + number % 60
    return replace(run(number, store=f"shop{number % 4}", state="retrying"), next_attempt_at=at, due_at=at)


def held(number: int) -> Run:
    shop = f"shop{number % 4}"
    return replace(run(number, store=shop, state="held", created_at=NOW - HOUR), held_by=f"store/{shop}")


def created(number: int) -> Run:
    return run(number, created_at=NOW - 10 * HOUR + number)


@pytest.mark.parametrize(
    ("make", "tick"), [(due, wake), (held, release), (created, look_again)], ids=["wake", "release", "recheck"]
)
def test_a_tick_makes_no_more_calls_if_four_times_as_many_runs_wait(
    new_table: Callable[[], Table], make: Callable[[int], Run], tick: Callable[[Table], None]
) -> None:
    used = list[Used]()
    for count in (FEW, MANY):
        table = new_table()
        table.write(map(make, range(count)))
        tick(table)
        used.append(table.used())

    assert used[0] == used[1]


def test_waiting_for_a_lock_and_passing_it_on_costs_the_same_however_many_wait(new_table: Callable[[], Table]) -> None:
    table = new_table()
    locks, first = DynamoLockTable(table.cloud.emulator.client("dynamodb"), table.name), LockHolder("first", 1)
    locks.acquire(LOCK, first, NOW)
    used = list[Used]()
    for waiting in (15, 60):
        for number in range(waiting):
            locks.wait(LOCK, LockWaiter(f"run-{number}", NOW + number, 1), NOW)
        table.meter.clear()
        locks.acquire(LOCK, LockHolder("another", 1), NOW)
        locks.wait(LOCK, LockWaiter("another", NOW + waiting, 1), NOW)
        locks.read(LOCK)
        locks.pass_on(LOCK, first, LockWaiter("first", NOW, 1), NOW)
        used.append(table.used())

    assert used[0] == used[1]
