"""Cost of waking more and more runs that wait for events.

`python -m tests.bench.many_awaited 1000 10000` lets that many runs wait, each for a different event, in a table of moto
in this process. Then the events come. A thousand runs more wait for one event. It counts the calls and DynamoDB's
units of the first runs that are woken. It exits with 1 if they grow, or if a run is not woken, or woken twice.
"""

import json
import logging
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import batched
from typing import Any

import pytest
from tests.support.aws_costs import Meter
from tests.support.clocks import NOW
from tests.support.moto_stack import ENVIRONMENT, MotoStack, moto_stack
from tests.support.runs import run
from tests.support.spread_runs import BATCH, RETENTION, write

from storehook.aws.runs import DynamoRunRepository
from storehook.aws.waits import DynamoWaitTable
from storehook.consumer.waits import Waits
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run
from storehook.runs.waits import name_of, waiter
from storehook.webhooks.event import read

SIZES = (1_000, 10_000)
WAITERS = 1_000
METERED = 100
"""Events that are metered. The meter takes as long as the calls."""

SCOPE, FIELD = "store/shipment/created", "orderId"
DAY = 86_400.0


@dataclass
class Lanes:
    """Queues that note the wake-ups and the messages sent."""

    woken: Counter[RunKey] = field(default_factory=Counter[RunKey])
    messages: list[Message] = field(default_factory=list[Message])

    def send(self, sent: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:  # noqa: ARG002
        """Implement `queues.ports.Lanes.send`."""
        for _, queued in sent:
            if isinstance(queued, RunKey):
                self.woken[queued] += 1
            else:
                self.messages.append(queued)


@dataclass
class Collector:
    """Client that collects rows, which are then written in batches."""

    items: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def put_item(self, *, Item: dict[str, Any], **_: object) -> None:  # noqa: N803
        """Implement the client's operation."""
        self.items.append(Item)


@dataclass
class Bench:
    """Runs that wait in a table of moto, and the consumer's part that wakes them."""

    moto: MotoStack
    meter: Meter
    lanes: Lanes = field(default_factory=Lanes)
    metered: int = 0

    def fill(self, numbers: range, order: int | None = None) -> list[RunKey]:
        """Let runs wait, each for a shipment of the order with its number, or all for that of one order."""
        runs = [_waiting(number, number if order is None else order) for number in numbers]
        write(self._sdk(), self._table(), runs)
        rows = Collector()
        waits = DynamoWaitTable(rows, self._table(), RETENTION)  # type: ignore[arg-type]
        for waiting in runs:
            waits.put_waiter(waiting.key.store_hash, _name(waiting), waiter(waiting, waiting.next_attempt_at))
        for items in batched(rows.items, BATCH, strict=False):
            puts: Any = [{"PutRequest": {"Item": item}} for item in items]
            self._sdk().batch_write_item(RequestItems={self._table(): puts})
        return [waiting.key for waiting in runs]

    def wake(self, orders: Sequence[int]) -> None:
        """Let the shipments of orders come, and work until no message is left."""
        self.lanes = Lanes()
        self.meter.clear()
        with pytest.MonkeyPatch.context() as patch:
            self.meter.watch_signed(patch)
            self._deliver([_shipment(order) for order in orders[:METERED]])
        self.metered = self.lanes.woken.total()
        self._deliver([_shipment(order) for order in orders[METERED:]])

    def _deliver(self, messages: list[Message]) -> None:
        waits, self.lanes.messages = self._waits(), messages
        while messages:
            message = messages.pop()
            waits.deliver(message, read(message.payload), [(SCOPE, FIELD)])

    def costs(self) -> str:
        """Return the cost of each run that was metered."""
        woken = self.metered
        calls = ", ".join(f"{count / woken:.2f} {name}" for name, count in sorted(self.meter.calls.items()))
        units = f"{self.meter.read_units / woken:.1f} read units, {self.meter.write_units / woken:.2f} write units"
        return f"{calls} ({units})"

    def _waits(self) -> Waits:
        client: Any = self.moto.emulator.client("dynamodb")
        return Waits(
            table=DynamoWaitTable(client, self._table(), RETENTION),
            repository=DynamoRunRepository(client, self._table(), RETENTION),
            lanes=self.lanes,  # type: ignore[arg-type]
            clock=lambda: NOW + 60.5,
            token=lambda: "bench",
        )

    def _sdk(self) -> Any:
        return self.moto.emulator.client("dynamodb").sdk

    def _table(self) -> str:
        return self.moto.outputs()["Runs"]


def main(sizes: tuple[int, ...]) -> int:
    """Let that many runs wait, and wake them. Return 1 if a cost grows, or if a run isn't woken once."""
    os.environ |= ENVIRONMENT
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    costs, wrong, first = set[str](), 0, 0
    with moto_stack() as moto:
        bench = Bench(moto, Meter(moto.emulator.client("dynamodb").sdk))
        for size in sizes:
            numbers = range(first, first + size)
            wrong += _round(bench, bench.fill(numbers), numbers, f"{size:>7,} runs, {size:,} events")
            costs.add(bench.costs())
            first += size
        keys = bench.fill(range(first, first + WAITERS), first)
        wrong += _round(bench, keys, [first], f"{WAITERS:>7,} runs, one event")
    return int(len(costs) > 1 or wrong > 0)


def _round(bench: Bench, keys: Sequence[RunKey], orders: Sequence[int], what: str) -> int:
    """Wake runs, print the cost of each, and return how many were woken never or twice."""
    bench.wake(orders)
    wrong = sum(bench.lanes.woken[key] != 1 for key in keys) + len(bench.lanes.woken.keys() - set(keys))
    print(f"{what}, in moto: {bench.costs()}. Woken never or twice: {wrong}", flush=True)  # noqa: T201
    return wrong


def _waiting(number: int, order: int) -> Run:
    waits_for = f"event/{name_of(SCOPE, FIELD, order)}"
    # No whole seconds: the table of moto would tell 1.0 from 1.
    made = run(number, store="bench", state="waiting", created_at=NOW + 0.5)
    return replace(made, version=2, waits_for=waits_for, next_attempt_at=NOW + 7.5 * DAY, due_at=NOW + 7.5 * DAY)


def _name(waiting: Run) -> str:
    return (waiting.waits_for or "").removeprefix("event/")


def _shipment(order: int) -> Message:
    body = {"producer": "stores/bench", "hash": f"shipment-{order}", "created_at": int(NOW) + 60, "scope": SCOPE}
    data = {"type": "shipment", "id": 9, FIELD: order}
    payload = json.dumps(body | {"data": data}).encode()
    return Message("bench", f"shipment-{order}", payload, int(NOW) + 60, NOW + 60)


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
