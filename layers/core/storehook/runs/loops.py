"""Loop detection: a pure decision whether an action answers its own echoes.

A write to a resource makes BigCommerce send an event about it, its echo. An action that writes again on each echo would
never end. Each of our writes is therefore remembered with the length of its chain. A run that an echo triggered, and
that writes, extends the chain by one. It doesn't matter which actions take part, or whether they call or enqueue each
other in between.

A change by somebody else is not part of a chain, unless it happens within the seconds in which an echo is expected.
Such a change must not be lost. A chain at its limit is therefore slowed down before it is cut: its next run waits until
nobody has written for a while. By then, changes that follow each other closely are over. Only the last of them runs.

Echoes that happen later are not recognized. The marks therefore also count the runs of one action in which it wrote to
the resource within the hour.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storehook.errors import LoopDetected
from storehook.queues.message import Message
from storehook.webhooks.event import Event
from storehook.webhooks.resources import echo_of

ECHO_WINDOW = 10.0
"""Seconds after a write within which its echo may happen. Echoes were measured 1 to 2 seconds after the write. The rest
is for slow calls. The time of delivery doesn't matter, because an echo says when it happened.
"""

EARLY = 2.0
"""Seconds by which an echo may seem to precede its write. BigCommerce's clock may be behind, and it counts whole
seconds. It is not more than that, so that the events of a bulk edit are not taken for echoes of the write to the first.
"""


QUIET = 2 * ECHO_WINDOW
"""Seconds without a write to the resource, after which a run may continue a chain that has reached its limit."""

SLOW_WRITES = 2
"""Writes by which a chain may exceed its limit in this way. The next run of the chain is cut."""

HOUR = 3600.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class WriteMark:
    """Mark of one of our writes to a resource, or of a run that was deferred instead of writing.

    Args:
        at: unix seconds.
        chain: runs that led to it, each triggered by the echo of the one before. The first is 1. 0 if it was deferred.
        action: action of the run.
        number: runs of the action in this hour of the clock that wrote to a resource of its cause. The first is 1.
        about: resource of the run's cause.
        caused_before: time before which the run was caused, in unix seconds.
    """

    at: float
    chain: int
    action: str = ""
    number: int = 1
    about: str = ""
    caused_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Cause:
    """Root cause of a run: its event, even if several actions have enqueued each other since.

    Args:
        resources: resources to which a write may have caused the event. Empty if the event doesn't say.
        before: no later write can have caused it, in unix seconds by our clock.
    """

    resources: tuple[str, ...]
    before: float

    @property
    def span(self) -> tuple[float, float]:
        """Time between which a write may have caused it, in unix seconds."""
        return self.before - ECHO_WINDOW, self.before

    @property
    def about(self) -> str:
        """Resource of the event itself. The others are those that it belongs to."""
        return next(iter(self.resources), "")


def cause_of(message: Message, event: Event) -> Cause:
    """Return the cause of a run: handed on by the action that enqueued it, or its own event."""
    if message.kind in ("action", "schedule"):
        return Cause(tuple((message.cause or "").split()), message.caused_before)
    # A write after the event was received is an answer to it. The runs of one event, and those that they enqueued,
    # are therefore never taken for echoes of each other.
    happened_at = message.received_at if event.created_at is None else event.created_at
    return Cause(echo_of(event), min(message.received_at, happened_at + EARLY))


def chain(marks: Iterable[WriteMark], limit: int) -> int:
    """Return the length of the chain to which a run's writes belong, or raise `LoopDetected`.

    Args:
        marks: writes within the span of the run's cause, to the resources that it is about.
        limit: longest chain that may continue at full speed.
    """
    longest = max((mark.chain for mark in marks), default=0)
    if longest >= limit + SLOW_WRITES:
        raise LoopDetected(f"Each of the last {longest} writes answered the echo of the write before it", "loop_limit")
    return longest + 1


def until_quiet(marks: Sequence[WriteMark], cause: Cause, action: str, now: float) -> float:
    """Return the seconds for which a run must wait that would continue a chain beyond its limit.

    Raise `LoopDetected` if a later change of the same resource has a run of the action, which does this run's work.

    Args:
        marks: those within the span of the run's cause, and all later ones.
        now: unix seconds.
    """
    if any((mark.action, mark.about) == (action, cause.about) and mark.caused_before > cause.before for mark in marks):
        raise LoopDetected(f"{action} also runs for a later change of {cause.about}", "loop_limit")
    return max(mark.at for mark in marks if mark.chain) + QUIET - now


def number_in_hour(marks: Iterable[WriteMark], action: str, now: float, limit: int) -> int:
    """Return the number of a run among those of its action that write within an hour, or raise `LoopDetected`.

    Args:
        marks: writes of the hour before the run's cause, to the resources that it is about.
        now: unix seconds. The count starts over with each hour of the clock.
        limit: most runs of an hour.
    """
    this_hour = (mark.number for mark in marks if mark.action == action and mark.at // HOUR == now // HOUR)
    before = max(this_hour, default=0)
    if before >= limit:
        raise LoopDetected(f"{limit} runs of {action} have written to the resource within this hour", "hourly_limit")
    return before + 1
