"""Of the events of one resource within a window, only the last runs: which window, and which is last. Pure.

Windows lie on a fixed grid, by when ingest received the event: so each event knows its window whenever it is looked at,
and a steady stream of events cannot put the end off for ever.
"""

from dataclasses import dataclass

from storehook.queues.message import Message
from storehook.webhooks.event import Event
from storehook.webhooks.resources import resource_of


@dataclass(frozen=True, slots=True)
class Place:
    """An event's place in its window.

    Args:
        window: names the store, the action, the resource and the window.
        rank: orders the events of a window by when they happened, the last highest. Two have the same only if they are
            one event.
        ends_at: when the window ends, in unix seconds.
    """

    window: str
    rank: str
    ends_at: float


def place(message: Message, event: Event, action: str, seconds: float) -> Place | None:
    """Where an event stands; None for one that always runs: it names no resource, was redriven, or is run again.

    Args:
        message: its message.
        event: what the message says.
        action: the action that it is for.
        seconds: the length of a window.
    """
    resource = resource_of(event)
    if resource is None or message.redrives or message.generation or message.kind not in ("webhook", "catch-up"):
        return None
    index = int(message.received_at // seconds)
    # Not by when we received it: the same event again would be its own successor, and never run.
    rank = f"{event.created_at or 0:012d} {event.hash or message.delivery_id}"
    return Place(f"{message.store_hash}#{action}#{resource}#{index}", rank, (index + 1) * seconds)


def wait(place: Place, seconds: float, now: float, receives: int) -> float:
    """For how long the last event of a window is put back before it runs, in seconds.

    To the window's end; and where the queue is behind, so that the window has ended already, by the length of a window
    once: else each of the events that are still to come would run as the last so far.

    Args:
        place: the event's place.
        seconds: the length of a window.
        now: unix seconds.
        receives: how often its message has been received.
    """
    if place.ends_at > now:
        return place.ends_at - now
    return seconds if receives <= 1 else 0.0
