"""Coalescing: of a resource's events within a window, only the latest runs, when the window ends. Pure functions.

The first event opens the window, and later events join it. The run gets the event that happened last. The window's end
is fixed when it opens, so a steady stream of events cannot delay it forever.

Windows of a resource are runs of their own, one generation after the other. An event that is delivered again therefore
finds the window that has already taken it, however late it comes.
"""

from dataclasses import replace

from storehook.queues.message import Message
from storehook.queues.run_key import WINDOW, shortened
from storehook.runs import run as runs
from storehook.runs.run import WAITS, Lease, Run
from storehook.webhooks.event import Event, read
from storehook.webhooks.resources import resource_of


def window_of(message: Message, event: Event) -> str | None:
    """Return the event ID of the windows that an event can join. None if the event always runs by itself.

    That is an event that names no resource, was redriven or is run again.
    """
    resource = resource_of(event)
    if resource is None or message.redrives or message.generation or message.kind not in ("webhook", "catch-up"):
        return None
    return f"{WINDOW}{shortened(resource)}"


def take(latest: Run | None, opened: Run, seconds: float, lease: Lease) -> Run | None:
    """Return the next version of the window, with the event. None if it has already taken this event or a later one.

    Args:
        latest: the latest window of the resource.
        opened: first version of a run of the event, with the key of the first window.
    """
    if latest is None:
        return runs.scheduled(opened, lease.now + seconds)
    if _rank(opened.message) <= _rank(latest.message):
        return None
    generation = latest.key.generation
    if latest.state in WAITS or latest.state == "held":
        # Keep its redrives, which its dead letters count. Otherwise an old dead letter would be taken for a new
        # redrive.
        message = replace(opened.message, generation=generation, redrives=latest.message.redrives)
        return replace(latest, version=latest.version + 1, owner=lease.owner, message=message, updated_at=lease.now)
    message = replace(opened.message, generation=generation + 1)
    next_window = replace(opened, key=replace(opened.key, generation=generation + 1), message=message)
    return runs.scheduled(next_window, lease.now + seconds)


def _rank(message: Message) -> tuple[int, str]:
    """Return the rank of an event by the time at which it happened. Only equal events have equal ranks.

    The time of receipt doesn't count: the same event, delivered again, would be its own successor.
    """
    event = read(message.payload)
    return event.created_at or 0, event.hash or message.delivery_id
