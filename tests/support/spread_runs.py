"""A busy day's history of runs of every kind, in the table."""

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import batched
from typing import TYPE_CHECKING, Any

from storehook.aws.items import serialize
from storehook.aws.run_items import item
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.failure import Failure
from storehook.runs.run import FINISHED, Attempt, Lease, Run, State

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

RETENTION = 30 * 86_400.0
STORES = tuple(f"bench{number:02}" for number in range(20))
KINDS = ("order", "product", "customer")
STATES: dict[State, int] = {"completed": 88, "ignored": 4, "failed": 5, "retrying": 2, "coalesced": 1}
"""The number of runs in each state, out of a hundred."""
CAUSES = tuple(
    Failure(name, f"{name}: what went wrong", "  File ...\n" * 40, f"{number:012x}")
    for number, name in enumerate(("KeyError", "ReadTimeout", "ValidationError", "LookupError"))
)
BATCH = 25
"""Rows that DynamoDB takes in one call."""


def spread(count: int, until: float, seconds: float, states: Mapping[State, int] = STATES) -> Iterator[Run]:
    """Make runs that are evenly spread over some seconds, newest first, the same each time.

    Args:
        until: when the newest was created, in unix seconds.
        seconds: how much earlier the oldest was created.
        states: the number of runs in each state, out of a hundred.
    """
    chance = random.Random(count)  # noqa: S311 -- no secrets are made of it
    for number in range(count):
        state = chance.choices(list(states), list(states.values()))[0]
        yield _run(chance, until - number * seconds / count, state)


def write(dynamodb: "DynamoDBClient", table: str, every: Iterable[Run]) -> None:
    """Write runs straight into the table.

    Raises:
        RuntimeError: the table did not take all of them.
    """

    def put(some: tuple[Run, ...]) -> None:
        puts: Any = [{"PutRequest": {"Item": serialize(item(run, RETENTION))}} for run in some]
        left = dynamodb.batch_write_item(RequestItems={table: puts}).get("UnprocessedItems")
        if left:
            raise RuntimeError(f"The table did not take {len(left)} rows.")

    with ThreadPoolExecutor(4) as threads:
        for _ in threads.map(put, batched(every, BATCH, strict=False)):
            pass


def _run(chance: random.Random, at: float, state: State) -> Run:
    store, kind, number = chance.choice(STORES), chance.choice(KINDS), chance.randint(1, 500)
    scope, event = f"store/{kind}/{chance.choice(('created', 'updated'))}", f"{chance.getrandbits(160):040x}"
    body = {"producer": f"stores/{store}", "hash": event, "scope": scope, "data": {"type": kind, "id": number}}
    message = Message(store, event, json.dumps(body).encode(), int(at), at, action=f"sync_{kind}")
    lease = Lease(f"{chance.getrandbits(64):016x}", at + 0.1, at + 60)
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
