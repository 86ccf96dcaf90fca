"""Coalescing: of a resource's events within a window, only the latest runs, when the window ends. Pure functions.

The first event opens the window, and later events join it. The run gets the event that happened last. The window's end
is fixed when it opens, so a steady stream of events cannot delay it forever.

An event is news, unless a window has certainly seen it. A window that waits for a retry therefore runs again soon if an
event joins it, and counts its attempts from the first.

Each window of a resource is a separate run: the next generation. An event opens it while the window before runs. If
that one is retried at this moment, a copy of the event's message may join it: both then have the event.
"""

from dataclasses import replace

from storehook.queues.message import Message
from storehook.queues.run_key import WINDOW, shortened
from storehook.runs import run as runs
from storehook.runs.run import EARLY, WAITS, Lease, Run
from storehook.webhooks.event import Event, read
from storehook.webhooks.resources import resource_of

MAX_SKEW = 60.0
"""Seconds by which one of BigCommerce's clocks may be behind ours.

It is generous. An event that is wrongly taken for an older one is lost, while one that is wrongly taken for news costs
a run.
"""


def window_of(message: Message, event: Event) -> str | None:
    """Return the event ID of the windows that an event can join. None if the event always runs by itself.

    That is an event that names no resource, was redriven or is run again.
    """
    resource = resource_of(event)
    if resource is None or message.redrives or message.generation or message.kind not in ("webhook", "catch-up"):
        return None
    return f"{WINDOW}{shortened(resource)}"


def take(latest: Run | None, opened: Run, seconds: float, lease: Lease) -> Run | None:
    """Return the next version of the window, with the event. None if the window has it already.

    Args:
        latest: the latest window of the resource.
        opened: first version of a run of the event, with the key of the first window.
    """
    if latest is None:
        return runs.scheduled(opened, lease.now + seconds)
    if _has(latest, opened.message):
        return None
    if latest.state in WAITS or latest.state == "held":
        joined = _join(latest, opened.message, seconds, lease.now)
        if joined == latest:
            return None  # It waits anyway, and has a later event.
        return runs.written(joined, lease)
    generation = latest.key.generation + 1
    message = replace(opened.message, generation=generation)
    next_window = replace(opened, key=replace(opened.key, generation=generation), message=message)
    return runs.scheduled(next_window, lease.now + seconds)


def is_repeat(window: Run, before: Run) -> bool:
    """Return whether the window before has got the event of this one.

    If an operator has run a window again, the one before had ended by then.
    """
    is_again = before.has_ended and before.updated_at <= window.created_at
    return _rank(window.message)[1] == _rank(before.message)[1] and not is_again


def _has(window: Run, message: Message) -> bool:
    """Return whether a window has this event, or started certainly after an event that its own succeeded."""
    (at, name), last = _rank(message), _rank(window.message)
    if name == last[1]:
        return True
    happened_before = min(at + MAX_SKEW, message.received_at + EARLY)
    return (at, name) < last and happened_before < window.started_at


def _join(window: Run, message: Message, seconds: float, now: float) -> Run:
    joined = replace(window, attempt=0)
    if _rank(message) > _rank(window.message):
        # Keep its redrives, which its dead letters count. Otherwise an old dead letter would be taken for a new
        # redrive.
        kept = {"generation": window.key.generation, "redrives": window.message.redrives}
        joined = replace(joined, message=replace(message, **kept))
    # In the quota queue, it keeps its position. A later one would delay it.
    waits_for_quota = window.position is not None and not window.faults
    if waits_for_quota or window.next_attempt_at <= now + seconds:
        return joined
    return runs.waiting_until(replace(joined, faults=0), now + seconds, now)


def _rank(message: Message) -> tuple[float, str]:
    """Return an event's rank among those of its resource: the time at which it happened, and its name."""
    event = read(message.payload)
    at = event.created_at
    if at is None:
        at = message.received_at
    return min(at, message.received_at), event.hash or message.delivery_id
