"""How far a store's catch-up has come, as its record shows it. Pure functions from one stored version to the next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, Protocol, get_args

from storehook.catch_up.paging import Position
from storehook.webhooks.event import CLOCK_SKEW

State = Literal["running", "done", "failed"]
"""It goes on; everything was caught up; something was not, and `detail` says what."""

STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class ResourceProgress:
    """How far the orders have come, or the products, or the customers.

    Args:
        resource: which.
        position: where to go on; None if nothing is left to do.
        found: how many were changed.
        sent: the messages sent to actions that had missed a change.
        covered: how often an action had not.
        detail: why they were left out; empty if they were not.
    """

    resource: str
    position: Position | None
    found: int = 0
    sent: int = 0
    covered: int = 0
    detail: str = ""

    def left_out(self, why: str) -> "ResourceProgress":
        """The same, given up on."""
        return replace(self, position=None, detail=why)

    def line(self) -> str:
        """For people: "orders: 300 found, 290 sent, 10 covered, at 2026-11-24T02:10Z"."""
        text = f"{self.resource}: {self.found} found, {self.sent} sent, {self.covered} covered"
        if self.detail:
            return f"{text}, then left out: {self.detail}"
        return f"{text}, at {_minute(self.position.since)}" if self.position else text


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a store's catch-up has come.

    Args:
        store_hash: the store.
        version: counts the writes; the first is 1.
        since: changes from then on are caught up, in unix seconds by BigCommerce's clock.
        until: changes up to then, in unix seconds; later ones are delivered.
        resources: what is caught up, one after the other.
        started_at: unix seconds.
        ended_at: unix seconds; 0 as long as it goes on.
        state: how it is.
        detail: what was not caught up, and why; empty if nothing.
    """

    store_hash: str
    version: int
    since: int
    until: int
    resources: tuple[ResourceProgress, ...]
    started_at: float
    ended_at: float = 0.0
    state: State = "running"
    detail: str = ""

    def summary(self) -> str:
        """For people, in one line."""
        lines = [resource.line() for resource in self.resources]
        if self.detail and not any(resource.detail for resource in self.resources):
            lines.append(self.detail)
        return f"{self.state}, since {_minute(self.since)}: {'; '.join(lines) or 'no action wants any'}"

    def current(self) -> ResourceProgress | None:
        """What is to be worked on; None if nothing is left."""
        return next((resource for resource in self.resources if resource.position is not None), None)

    def with_resource(self, after: ResourceProgress) -> "Progress":
        """The next version, in which one resource has come further."""
        resources = tuple(after if resource.resource == after.resource else resource for resource in self.resources)
        return replace(self, version=self.version + 1, resources=resources)

    def ended(self, now: float, reason: str = "") -> "Progress":
        """The next version, in which it is over.

        Args:
            now: unix seconds.
            reason: why nothing more can be done; empty if all was.
        """
        details = [reason] if reason else [f"{each.resource}: {each.detail}" for each in self.resources if each.detail]
        state: State = "failed" if details else "done"
        return replace(self, version=self.version + 1, state=state, ended_at=now, detail=" ".join(details))


def begun(before: Progress | None, store_hash: str, since: float, until: float, resources: Iterable[str]) -> Progress:
    """A catch-up begins, or the one under way is asked for more.

    From an earlier time on, it starts over; up to a later time, it goes on until then. Asking for the same again, as a
    message does that comes back, asks for nothing more.

    Args:
        before: the latest one; None if there was none.
        store_hash: the store.
        since: changes from then on, in unix seconds by our clock.
        until: changes up to then, in unix seconds: when it was asked for.
        resources: what is to be caught up.
    """
    # In this order, so that what is no number counts as the beginning of time.
    start, end = int(min(max(0.0, since - CLOCK_SKEW), until)), int(until)
    version, started_at = before.version + 1 if before else 1, until
    if before is not None and before.state == "running":
        if start >= before.since:
            return replace(before, version=version) if end <= before.until else _longer(before, version, end)
        end, started_at = max(end, before.until), before.started_at
    fresh = tuple(ResourceProgress(resource, Position(start)) for resource in resources)
    return Progress(store_hash, version, start, end, fresh, started_at)


def _longer(before: Progress, version: int, until: int) -> Progress:
    resources = tuple(_on_from(resource, before.until) for resource in before.resources)
    return replace(before, version=version, until=until, resources=resources)


def _on_from(resource: ResourceProgress, until: int) -> ResourceProgress:
    return resource if resource.position or resource.detail else replace(resource, position=Position(until))


def _minute(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")


class CatchUps(Protocol):
    """How far the stores' catch-ups have come, in the stores' rows."""

    def get(self, store_hash: str) -> Progress | None:
        """A store's latest catch-up, or None."""
        ...

    def save(self, progress: Progress) -> bool:
        """Store it as the successor of the version before it, or where none is stored; False if it is not stored.

        So of two workers one goes on. A store that is not there stays away; what others keep stays as it is.
        """
        ...
