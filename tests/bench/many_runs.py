"""How long the console's views take over thousands of runs, on the local stack.

`python -m tests.bench.many_runs 10000` writes that many runs of the last 24 hours straight into the table, asks the
deployed console for each view, and prints the median of five answers in milliseconds. The floor is the answer about a
run that does not exist: one read by key, and everything else that a request costs on this machine. How many rows a view
looks at does not grow with the runs, which tests count; but the local AWS takes longer for a query the more rows its
partition has, and this shows.
"""

import json
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import batched
from pathlib import Path
from statistics import median
from typing import Any

from tests.support.bundle import copy_of_bundle, free_port
from tests.support.console_api import ConsoleApi
from tests.support.deployed import Deployed

from storehook.aws.items import serialize
from storehook.aws.runs import item
from storehook.queues.message import Message
from storehook.runs import run as runs
from storehook.runs.failure import Failure
from storehook.runs.run import FINISHED, Attempt, Lease, Run, RunKey, State
from storehook_cli.local.local_stack import LocalStack
from storehook_cli.views.progress import Progress

type View = tuple[str, dict[str, Any]]
"""A path of the console's API, and what is asked."""

DAY = 86_400.0
STORES = tuple(f"bench{number:02}" for number in range(20))
KINDS = ("order", "product", "customer")
STATES: dict[State, int] = {"completed": 88, "ignored": 4, "failed": 5, "retrying": 2, "coalesced": 1}
"""How many of a hundred runs are in which state."""
CAUSES = tuple(
    Failure(name, f"{name}: what went wrong", "  File ...\n" * 40, f"{number:012x}")
    for number, name in enumerate(("KeyError", "ReadTimeout", "ValidationError", "LookupError"))
)
FLOOR = "a run that does not exist"
TIMES = 5
"""How often each view is asked for."""
BATCH = 25
"""Rows that DynamoDB takes in one call."""


def main(count: int) -> None:
    """Bring up a stack, write so many runs, and look at them."""
    with tempfile.TemporaryDirectory() as folder:
        project = copy_of_bundle(Path(folder))
        with LocalStack(
            project, project / ".local", aws_port=free_port(), sandbox_port=0, progress=Progress()
        ) as stack:
            written = list(_runs(count))
            with stack.progress.step(f"Wrote {count} runs"):
                _write(stack, written)
            _report(ConsoleApi(Deployed(stack)), written)


def _runs(count: int) -> Iterator[Run]:
    """Runs that are spread over the last 24 hours, of every sort; the same in each bench, but for their names."""
    chance, now = random.Random(count), time.time()  # noqa: S311 -- no secrets are made of it
    for number in range(count):
        state = chance.choices(list(STATES), list(STATES.values()))[0]
        yield _run(chance, now - number * (DAY - 600) / count, state)


def _run(chance: random.Random, at: float, state: State) -> Run:
    store, kind, number = chance.choice(STORES), chance.choice(KINDS), chance.randint(1, 500)
    scope, event = f"store/{kind}/{chance.choice(('created', 'updated'))}", secrets.token_hex(20)
    body = {"producer": f"stores/{store}", "hash": event, "scope": scope, "data": {"type": kind, "id": number}}
    message = Message(store, event, json.dumps(body).encode(), int(at), at, action=f"sync_{kind}")
    lease = Lease(secrets.token_hex(8), at + 0.1, at + 60)
    key = RunKey(store, event, f"sync_{kind}")
    run = runs.first(
        key, message, scope=scope, lane="default", lease=lease, resource=f"{kind}/{number}", happened_at=int(at)
    )
    attempt = Attempt(1, 0, at + 0.1, at + 0.4, None if state in FINISHED else chance.choice(CAUSES))
    return replace(
        run,
        state=state,
        version=2,
        attempts=(attempt,),
        lease_until=0.0,
        updated_at=at + 0.4,
        dead_lettered=state == "failed",
    )


def _write(stack: LocalStack, written: list[Run]) -> None:
    client, table = stack.emulator.client("dynamodb"), stack.outputs()["Runs"]

    def write(some: tuple[Run, ...]) -> None:
        puts: Any = [{"PutRequest": {"Item": serialize(item(run, 30 * DAY))}} for run in some]
        left = client.batch_write_item(RequestItems={table: puts}).get("UnprocessedItems")
        if left:
            raise RuntimeError(f"The local AWS did not take {len(left)} rows.")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, batched(written, BATCH, strict=False)))


def _views(written: list[Run]) -> dict[str, View]:
    one = next(run for run in written if run.state == "failed" and run.failure)
    assert one.failure
    store, resource = one.key.store_hash, one.resource
    return {
        FLOOR: ("run", {"store": store, "event": "nothing", "action": one.key.action}),
        "one run": ("run", {"store": store, "event": one.key.event_id, "action": one.key.action}),
        "summary, 6 h": ("summary", {"hours": 6}),
        "summary, 24 h": ("summary", {"hours": 24}),
        "runs": ("runs", {}),
        "runs of a store": ("runs", {"store": store}),
        "runs in a state, completed": ("runs", {"state": "completed"}),
        "runs in a state, failed": ("runs", {"state": "failed"}),
        "runs of a scope": ("runs", {"scope": one.scope}),
        "runs of an action": ("runs", {"action": one.key.action}),
        "failed runs of a fingerprint": ("runs", {"state": "failed", "fingerprint": one.failure.fingerprint}),
        "runs of a store's resource": ("runs", {"store": store, "resource": resource}),
        "runs of a resource, any store": ("runs", {"resource": resource}),
        "runs that match nothing": ("runs", {"scope": "store/cart/created"}),
        "failures": ("failures", {}),
    }


def _report(api: ConsoleApi, written: list[Run]) -> None:
    floor = 0.0
    for name, view in _views(written).items():
        took, answer = _median(api, view)
        floor = floor or took
        print(f"{name:<30} {took:7.0f} ms {took / floor:6.1f} x the floor  {_told(answer)}")  # noqa: T201


def _median(api: ConsoleApi, view: View) -> tuple[float, dict[str, Any]]:
    """Milliseconds, and the last answer. The first is not counted: it may start the function."""
    answers = [api.send("GET", *view) for _ in range(1 + TIMES)]
    for answer in answers:
        if answer.status_code not in (200, 404):
            raise RuntimeError(f"{view}: {answer.status_code} {answer.text}")
    return median(answer.elapsed.total_seconds() * 1000 for answer in answers[1:]), answers[-1].json()


def _told(answer: dict[str, Any]) -> str:
    if "slots" in answer:
        return f"{sum(answer['states'].values())} runs counted{', capped' if answer['capped'] else ''}"
    if "groups" in answer:
        return f"{len(answer['groups'])} groups{', capped' if answer['capped'] else ''}"
    return f"{len(answer['runs'])} runs{', and more' if answer['next'] else ''}" if "runs" in answer else ""


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
