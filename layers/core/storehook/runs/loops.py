"""Tell an action that answers its own echoes from one that has news to work on: a pure decision.

A write to a resource makes BigCommerce send an event about it, its echo. An action that writes again on that event, and
again, would never end. Each of our writes is therefore remembered with the length of its chain: a run that an echo
triggered, and that writes, makes it one longer. It does not matter which actions take part, nor whether they call or
enqueue one another in between.

What others change is no part of a chain, unless it happens within the seconds in which an echo is awaited.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from storehook.errors import LoopDetected
from storehook.queues.message import Message
from storehook.webhooks.event import Event
from storehook.webhooks.resources import echo_of

ECHO_WINDOW = 10.0
"""Seconds that an echo may come after its write. Echoes were measured to happen 1 or 2 after; the rest is for a slow
call. When an echo is delivered does not matter, as it says when it happened."""

EARLY = 2.0
"""Seconds that an echo may seem to happen before its write: BigCommerce's clock may be behind, and tells whole seconds.
No more than that, so that the events of one bulk edit are not taken for echoes of what the first of them led to."""


@dataclass(frozen=True, slots=True)
class WriteMark:
    """What is remembered of a write to a resource.

    Args:
        at: when it was made, in unix seconds.
        chain: how many runs, each answering an echo of the one before, led to it; the first is 1.
    """

    at: float
    chain: int


@dataclass(frozen=True, slots=True)
class Cause:
    """What made a run happen, at the root: the event, however many actions have enqueued one another since.

    Args:
        resources: those of which a write may have caused the event; none if it does not say.
        before: no write after that time can have caused it, in unix seconds by our clock.
    """

    resources: tuple[str, ...]
    before: float

    @property
    def span(self) -> tuple[float, float]:
        """From when to when a write was made that may have caused it, in unix seconds."""
        return self.before - ECHO_WINDOW, self.before


def cause_of(message: Message, event: Event) -> Cause:
    """The cause of a run: handed on by the action that enqueued it, or else its own event."""
    if message.kind == "action":
        return Cause(tuple((message.cause or "").split()), message.caused_before)
    # A write after the event was received is an answer to it: so the runs of one event, and those that they have
    # enqueued, are never taken for one another's echo.
    happened_at = message.received_at if event.created_at is None else event.created_at
    return Cause(echo_of(event), min(message.received_at, happened_at + EARLY))


def chain(marks: Iterable[WriteMark], limit: int) -> int:
    """How long the chain is that a run's writes belong to.

    Args:
        marks: the writes within the span of the run's cause, to the resources that it is about.
        limit: the longest chain that is let go on.

    Raises:
        LoopDetected: it is too long.
    """
    longest = max((mark.chain for mark in marks), default=0)
    if longest >= limit:
        raise LoopDetected(limit)
    return longest + 1
