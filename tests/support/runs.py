"""Runs for the table of runs."""

from collections.abc import Iterable
from dataclasses import replace

from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.run import WAITS, Attempt, Lease, Run
from storehook.testing.memory import MemoryRunRepository

NOW = 1_786_447_831.0
NEVER = 4_000_000_000.0
"""A time in 2096. A deployed timer would wake runs that are due before it gets there."""

HOUR = 3600.0
DAY = 24 * HOUR


def run(
    number: int = 0,
    *,
    store: str = "store1",
    action: str = "sync_order",
    state: runs.State = "completed",
    created_at: float = NOW,
    took: float = 1.0,
    resource: str | None = "order/113",
    scope: str = "store/order/updated",
    error: Exception | None = None,
    lane: str = "default",
    kind: str = "webhook",
) -> Run:
    """Make a run in a state, with its last change some seconds after its creation."""
    message = Message(store, f"event-{number}", b"{}", 0, created_at, action=action, kind=kind)  # type: ignore[arg-type]
    lease = Lease("worker", created_at, created_at + 60)
    first = runs.first(
        RunKey(store, f"event-{number}", action),
        message,
        scope=scope,
        lane=lane,
        lease=lease,
        resource=resource,
        happened_at=created_at - 3 if resource else 0.0,
    )
    failure = runs.describe(error or ValueError("no")) if state in ("failed", "retrying") else None
    attempt, ended_at = Attempt(1, 0, created_at, created_at + took, failure), created_at + took
    ended = replace(first, state=state, attempts=(attempt,), updated_at=ended_at, dead_lettered=state == "failed")
    return replace(ended, next_attempt_at=ended_at, due_at=ended_at) if state in WAITS else ended


def repository(every: Iterable[Run]) -> MemoryRunRepository:
    """Make a table that holds these runs."""
    return MemoryRunRepository({run.key: run for run in every})
