"""Tell an action that answers its own echoes from one that has news to work on: a pure decision.

A write to a resource makes BigCommerce send an event about it. An action that writes again on that event, and again,
would never end. Each of our writes to a resource is therefore remembered with the length of its chain: a write in a run
that the echo of a write triggered is one longer than that write. It does not matter which actions take part.
"""

import re
from dataclasses import dataclass

from storehook.errors import LoopDetected
from storehook.event import Event

ECHO_WINDOW = 120.0
"""Seconds after a write within which an event about the resource is taken for its echo; they come after 1 to 4."""

CLOCK_SKEW = 5.0
"""Seconds that BigCommerce's clock may be behind ours."""

_SEGMENT = re.compile(r"/(?P<collection>[a-z][a-z-]*)/(?P<id>[A-Za-z0-9-]*[0-9][A-Za-z0-9-]*)(?=/|$)")


@dataclass(frozen=True, slots=True)
class Trace:
    """What is remembered of the latest write to a resource.

    Args:
        at: when it was made, in unix seconds.
        chain: how many writes, each answering the echo of the one before, led to it; the first is 1.
        run_key: the run that made it.
    """

    at: float
    chain: int
    run_key: str


def resource_of_event(event: Event) -> str | None:
    """What an event is about, such as `order/113`; None if it does not say."""
    if not isinstance(event.data, dict):
        return None
    kind, number = event.data.get("type"), event.data.get("id")
    return f"{kind}/{number}" if isinstance(kind, str) and isinstance(number, int | str) else None


def resource_of_path(path: str) -> str | None:
    """What a call's path is about, in the words of events: `/v2/orders/113/products` is about `order/113`."""
    found = _SEGMENT.search(path)
    return f"{_singular(found['collection'])}/{found['id']}" if found else None


def next_trace(trigger: Trace | None, event_at: float, *, now: float, run_key: str, limit: int) -> Trace:
    """What to remember of a write, before it is sent.

    Args:
        trigger: the trace of the resource that the run's event is about.
        event_at: when that event happened, in unix seconds.
        now: unix seconds.
        run_key: the run that writes.
        limit: the longest chain that is let go on.

    Raises:
        LoopDetected: the chain is too long.
    """
    is_echo = trigger is not None and trigger.run_key != run_key and _follows(trigger, event_at)
    chain = trigger.chain + 1 if trigger is not None and is_echo else 1
    if chain > limit:
        raise LoopDetected(limit)
    return Trace(now, chain, run_key)


def _follows(trace: Trace, event_at: float) -> bool:
    return trace.at - CLOCK_SKEW <= event_at <= trace.at + ECHO_WINDOW


def _singular(collection: str) -> str:
    return f"{collection[:-3]}y" if collection.endswith("ies") else collection.removesuffix("s")
