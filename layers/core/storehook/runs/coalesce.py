"""Of the events of one resource within a window, only the last runs: at the window's end, as a run of the window. Pure.

The first event opens the window, and those that follow until its end are taken into it; the latest by when it happened
is what the run is given. Its end is fixed by its beginning, so that a steady stream cannot put it off for ever.

A window is a run of its own, one generation after the other, named by the resource: so the same event again, whenever
it comes and in whatever window, meets what it has been taken into, and is no news.
"""

from dataclasses import replace

from storehook.queues.message import Message
from storehook.queues.run_key import WINDOW
from storehook.runs import run as runs
from storehook.runs.event_id import shortened
from storehook.runs.run import WAITS, Lease, Run
from storehook.webhooks.event import Event, read
from storehook.webhooks.resources import resource_of


def window_of(message: Message, event: Event) -> str | None:
    """What stands for the event in the windows that it can be taken into; None for one that always runs.

    That is one that names no resource, was redriven, or is run again.
    """
    resource = resource_of(event)
    if resource is None or message.redrives or message.generation or message.kind not in ("webhook", "catch-up"):
        return None
    return f"{WINDOW}{shortened(resource)}"


def take(latest: Run | None, opened: Run, seconds: float, lease: Lease) -> Run | None:
    """The window with an event taken into it, as its next version; None if it has taken that, or a later one, before.

    Args:
        latest: the resource's latest window; None if there has been none.
        opened: the first version of a run of the event, under the name of the first window.
        seconds: the length of a window.
        lease: who takes it in, and when.
    """
    if latest is None:
        return runs.scheduled(opened, lease.now + seconds)
    if _rank(opened.message) <= _rank(latest.message):
        return None
    generation = latest.key.generation
    if latest.state in WAITS or latest.state == "held":
        # Its dead letters count its redrives: forgotten, one that has come back already would be taken for another try.
        message = replace(opened.message, generation=generation, redrives=latest.message.redrives)
        return replace(latest, version=latest.version + 1, owner=lease.owner, message=message, updated_at=lease.now)
    message = replace(opened.message, generation=generation + 1)
    following = replace(opened, key=replace(opened.key, generation=generation + 1), message=message)
    return runs.scheduled(following, lease.now + seconds)


def _rank(message: Message) -> tuple[int, str]:
    """Orders events by when they happened. Two have the same only if they are one event.

    Not by when we received them: the same event again would be its own successor.
    """
    event = read(message.payload)
    return event.created_at or 0, event.hash or message.delivery_id
