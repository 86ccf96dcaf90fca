"""Tell an action that answers its own echoes from one that has news to work on: a pure decision.

A write to a resource makes BigCommerce send an event about it. An action that writes again on that event, and again,
would never end. Each of our writes to a resource is therefore remembered with the length of its chain: a run that the
echo of a write triggered, and that writes, makes it one longer. It does not matter which actions take part, nor whether
they call or enqueue one another in between.
"""

import re
from dataclasses import dataclass, replace

from storehook.errors import LoopDetected
from storehook.queues.message import Message
from storehook.webhooks.event import CLOCK_SKEW, Event

ECHO_WINDOW = 120.0
"""Seconds after a write within which an event about the resource is taken for its echo; they come after 1 to 4."""

_NAME = re.compile(r"[\x21-\x7e]{1,256}")

_SEGMENT = re.compile(r"/(?P<collection>[a-z][a-z-]*)/(?P<id>[A-Za-z0-9-]*[0-9][A-Za-z0-9-]*)(?=/|$)")


@dataclass(frozen=True, slots=True)
class WriteMark:
    """What is remembered of the latest write to a resource.

    Args:
        at: when it was made, in unix seconds.
        chain: how many runs, each answering an echo of the ones before, led to it; the first is 1.
        run_key: the run that made it.
        since: when the chain's first write was made, in unix seconds: an event from then on may be an echo of any.
    """

    at: float
    chain: int
    run_key: str
    since: float


def resource_of_event(event: Event) -> str | None:
    """What an event is about, such as `order/113`; None if it does not say, or nothing that can be a key in a table."""
    if not isinstance(event.data, dict):
        return None
    kind, number = event.data.get("type"), event.data.get("id")
    named = f"{kind}/{number}" if isinstance(kind, str) and isinstance(number, int | str) else ""
    return named if _NAME.fullmatch(named) else None


def resource_of_path(path: str) -> str | None:
    """What a call's path is about, in the words of events: `/v2/orders/113/products` is about `order/113`."""
    found = _SEGMENT.search(path)
    return f"{_singular(found['collection'])}/{found['id']}" if found else None


@dataclass(frozen=True, slots=True)
class Cause:
    """What made a run happen, at the root: the event, however many actions have enqueued one another since.

    Args:
        resource: what the event is about; None if it does not say.
        at: when it happened, in unix seconds.
    """

    resource: str | None
    at: float


def cause_of(message: Message, event: Event) -> Cause:
    """The cause of a run: handed on by the action that enqueued it, or else its own event."""
    if message.kind == "action":
        return Cause(message.cause, message.caused_at)
    return Cause(resource_of_event(event), event.created_at or message.received_at)


def next_mark(before: WriteMark | None, cause: Cause, *, now: float, run_key: str, limit: int) -> WriteMark:
    """What to remember of a write, before it is sent.

    Args:
        before: the mark of the resource that the run's cause is about.
        cause: the run's.
        now: unix seconds.
        run_key: the run that writes.
        limit: the longest chain that is let go on.

    Raises:
        LoopDetected: the chain is too long.
    """
    if before is not None and before.run_key == run_key:
        return replace(before, at=now)
    if before is None or not before.since - CLOCK_SKEW <= cause.at <= before.at + ECHO_WINDOW:
        return WriteMark(now, 1, run_key, since=now)
    if before.chain >= limit:
        raise LoopDetected(limit)
    return WriteMark(now, before.chain + 1, run_key, since=before.since)


def _singular(collection: str) -> str:
    return f"{collection[:-3]}y" if collection.endswith("ies") else collection.removesuffix("s")
