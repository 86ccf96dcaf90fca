"""Waits of runs for events, by the event's scope and the value of one of its fields. Pure functions, and their table.

Two orders make sure that no event is lost. An event is stored, and then the runs that wait for it are looked up. A run
is suspended, then added to those that wait, and then the event is looked up. So one of the two sees the other. All
reads are consistent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

from storehook.queues.message import Message
from storehook.queues.run_key import RunKey, shortened
from storehook.runs.run import EVENT, RESOURCE, Run, waiting_until
from storehook.stores.gaps import Gaps
from storehook.webhooks.event import CLOCK_SKEW, Event
from storehook.webhooks.resources import resource_of
from storehook.webhooks.scopes import may_concern

MAX_VALUE = 100
"""Bytes of a value that a run waits for."""

CAUGHT_UP = tuple(
    f"store/{channel}{kind}/{change}"
    for channel in ("", "channel/*/")
    for kind in ("order", "product", "customer")
    for change in ("created", "updated")
)
"""Scopes of the events that a catch-up finds."""

FIRST_CHECK, LONGEST_CATCH_UP = 300.0, 24 * 3600.0
"""Seconds after which a wait whose time is over checks for the first time if its catch-up is done, and the last time.
"""


@dataclass(frozen=True, slots=True)
class AwaitedEvent:
    """Stored event of a scope for which an action may wait.

    Args:
        id: its hash, shortened as in a run's key.
        happened_at: unix seconds, by BigCommerce's clock if it says so.
        data: its `data`: an object or an array.
    """

    id: str
    happened_at: float
    data: Any


@dataclass(frozen=True, slots=True)
class Waiter:
    """Run that waits for an event. Times are in unix seconds.

    Args:
        path: `RunKey.path` of the run.
        version: version with which the run was suspended.
        since: earliest time of an event that counts.
        until: end of the wait.
    """

    path: str
    version: int
    since: float
    until: float


class WaitTable(Protocol):
    """Table of the events for which runs may wait, and of the runs that wait. Each wait has a name: see `name_of`."""

    def put_event(self, store_hash: str, name: str, event: AwaitedEvent) -> None:
        """Store an event. Storing it twice is storing it once."""
        ...

    def events(self, store_hash: str, name: str, since: float, limit: int) -> Sequence[AwaitedEvent]:
        """Return the first events that happened at a time in unix seconds or later."""
        ...

    def put_waiter(self, store_hash: str, name: str, waiter: Waiter) -> None:
        """Store that a run waits. It replaces the same run's earlier wait of that name."""
        ...

    def waiter(self, store_hash: str, name: str, path: str) -> Waiter | None:
        """Return the wait of a run, if it is stored."""
        ...

    def waiters(self, store_hash: str, name: str, after: str, limit: int) -> Sequence[Waiter]:
        """Return the first runs that wait whose `path` is after another one."""
        ...

    def remove(self, store_hash: str, name: str, waiter: Waiter) -> None:
        """Delete a wait, unless its run has been suspended again."""
        ...


def name_of(scope: str, field: str, value: object) -> str | None:
    """Return the name of a wait, such as `store/shipment/created orderId=113`. None if no event can have the value."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value)
    return f"{scope} {field}={text}" if text and text.isprintable() and len(text.encode()) <= MAX_VALUE else None


def names_of(event: Event, waits: Iterable[tuple[str, str]]) -> list[str]:
    """Return the names of the waits that an event ends, sorted.

    Args:
        waits: scope and field of each wait that an action declares.
    """
    concerned = [(scope, field) for scope, field in waits if may_concern(scope, event.scope)]
    names = {name_of(scope, field, _value(event, field)) for scope, field in concerned}
    return sorted(name for name in names if name)


def awaited_event(message: Message, event: Event) -> AwaitedEvent:
    """Return an event as it is stored. A time in the future is that of its receipt."""
    at = message.received_at if event.created_at is None else min(event.created_at, message.received_at)
    return AwaitedEvent(shortened(event.hash or message.delivery_id), at, event.data)


def since(run: Run) -> float:
    """Return the time of a run's own event, in unix seconds. Earlier events don't end its waits."""
    received = run.message.received_at
    return min(run.happened_at, received) if run.happened_at else received - CLOCK_SKEW


def waiter(run: Run, deadline: float) -> Waiter:
    """Return a run that has just been suspended as one that waits."""
    return Waiter(run.key.path, run.version, since(run), deadline)


def deadline_of(stored: Waiter | None, run: Run) -> float | None:
    """Return the stored end of a run's wait. None if only an earlier run of the same key has waited."""
    return stored.until if stored and stored.until >= run.created_at else None


def is_caught_up(scope: str) -> bool:
    """Return whether a catch-up may find events of a scope."""
    return any(may_concern(scope, other) for other in CAUGHT_UP)


def end_of_wait(begin: float, deadline: float, gaps: Gaps, now: float) -> float:
    """Return when a wait whose time is over ends. Later than `now` if its event may be found in a gap: check then.

    The checks become rarer. A catch-up that fails does not hold the wait up for longer than a day.

    Args:
        begin: earliest time of an event that counts.
        gaps: open gaps of the store.
    """
    if not any(gap.since <= deadline and gap.until >= begin for gap in gaps):
        return deadline
    return min(now + max(FIRST_CHECK, now - deadline), deadline + LONGEST_CATCH_UP)


def counts(event: AwaitedEvent, path: str, since: float) -> bool:
    """Return whether an event ends the wait of a run. Its own event and earlier ones don't."""
    return event.happened_at >= since and RunKey.in_store("", path).event_id != event.id


def woken(run: Run, name: str, *, owner: str, now: float) -> Run | None:
    """Return the next version of a run whose event has come, due now. None if it doesn't wait for that.

    An event that cancels it wakes it from each wait. If it is due already, it is returned as it is.
    """
    is_awaited = run.waits_for == f"{EVENT}{name}" or (run.waits_for is not None and f" {RESOURCE}=" in name)
    if run.state != "waiting" or not is_awaited:
        return None
    if run.next_attempt_at <= now:
        return run
    return replace(waiting_until(run, now, now), version=run.version + 1, owner=owner, updated_at=now)


def _value(event: Event, field: str) -> object:
    if field == RESOURCE:
        return resource_of(event)
    data: object = event.data
    for name in field.split("."):
        data = cast("Mapping[str, object]", data).get(name) if isinstance(data, dict) else None
    return data
