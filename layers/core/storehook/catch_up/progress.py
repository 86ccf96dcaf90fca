"""How far a store's catch-up has come, as its record shows it. Pure functions from one stored version to the next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, Protocol, get_args

from storehook.catch_up.paging import Position
from storehook.stores.gaps import Gaps, Interval
from storehook.webhooks.event import CLOCK_SKEW

CatchUpState = Literal["running", "waiting", "done", "failed"]
"""It goes on; its store cannot be called, and it goes on when it can; everything was caught up; something was not, and
`detail` says what."""

STATES: tuple[CatchUpState, ...] = get_args(CatchUpState)


STALLED = 3600.0
"""Seconds without a word after which nobody is at work on a catch-up any more: its task is lost."""

RETRY_INTERVAL = 6 * 3600.0
"""Seconds after which a failed catch-up is tried again, unless the app is installed anew or a person asks before."""


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
class CatchUpProgress:
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
        updated_at: when it was last worked on, in unix seconds.
    """

    store_hash: str
    version: int
    since: int
    until: int
    resources: tuple[ResourceProgress, ...]
    started_at: float
    ended_at: float = 0.0
    state: CatchUpState = "running"
    detail: str = ""
    updated_at: float = 0.0

    @property
    def covered(self) -> Interval:
        """What it covers once it is done."""
        return Interval(self.since, self.until)

    def summary(self) -> str:
        """For people, in one line."""
        lines = [resource.line() for resource in self.resources]
        if self.detail and not any(resource.detail for resource in self.resources):
            lines.append(self.detail)
        return f"{self.state}, since {_minute(self.since)}: {'; '.join(lines) or 'no action wants any'}"

    def current(self) -> ResourceProgress | None:
        """What is to be worked on; None if nothing is left."""
        return next((resource for resource in self.resources if resource.position is not None), None)

    def with_resource(self, after: ResourceProgress, now: float) -> "CatchUpProgress":
        """The next version, in which one resource has come further."""
        resources = tuple(after if resource.resource == after.resource else resource for resource in self.resources)
        return replace(self, version=self.version + 1, resources=resources, updated_at=now)

    def touch(self, now: float) -> "CatchUpProgress":
        """The next version, which says that somebody is still at work on it."""
        return replace(self, version=self.version + 1, updated_at=now)

    def waiting(self, now: float, why: str) -> "CatchUpProgress":
        """The next version, which keeps its place until the store can be called again."""
        return replace(self, version=self.version + 1, state="waiting", detail=why, updated_at=now)

    def resumed(self, now: float) -> "CatchUpProgress":
        """The next version, which goes on from its place."""
        return replace(self, version=self.version + 1, state="running", detail="", updated_at=now)

    def ended(self, now: float) -> "CatchUpProgress":
        """The next version, in which it is over."""
        details = [f"{each.resource}: {each.detail}" for each in self.resources if each.detail]
        state: CatchUpState = "failed" if details else "done"
        following = replace(self, version=self.version + 1, state=state, detail=" ".join(details))
        return replace(following, ended_at=now, updated_at=now)

    def may_be_retried(self, now: float, installed_at: float) -> bool:
        """Whether one that has failed may succeed by now.

        Args:
            now: unix seconds.
            installed_at: when the app was last installed, in unix seconds: with other scopes, perhaps.
        """
        return installed_at > self.ended_at or now - self.ended_at >= RETRY_INTERVAL


def new_progress(
    before: CatchUpProgress | None, store_hash: str, gap: Interval, now: float, resources: Iterable[str]
) -> CatchUpProgress:
    """A catch-up begins. One that tries again what has failed keeps what was caught up.

    Args:
        before: the latest one; None if there was none.
        store_hash: the store.
        gap: what it is to cover, by our clock. BigCommerce's may be behind.
        now: unix seconds.
        resources: what is to be caught up.
    """
    covers = Interval(max(0, gap.since - int(CLOCK_SKEW)), gap.until)
    kept: dict[str, ResourceProgress] = {}
    if before is not None and before.state == "failed" and before.covered == covers:
        kept = {each.resource: each for each in before.resources if not each.detail}
    fresh = (kept.get(name) or ResourceProgress(name, Position(covers.since)) for name in resources)
    version = before.version + 1 if before else 1
    return CatchUpProgress(store_hash, version, covers.since, covers.until, tuple(fresh), now, updated_at=now)


def next_gap(gaps: Gaps, before: CatchUpProgress | None, now: float, installed_at: float) -> Interval | None:
    """The gap that a catch-up is to cover next; None if there is none, or each has failed a short time ago.

    A gap that reaches into the future is left alone until its end: what happens until then is not there to be found.

    Args:
        gaps: a store's open gaps.
        before: the latest catch-up; None if there was none. It does not go on.
        now: unix seconds.
        installed_at: when the app was last installed, in unix seconds.
    """
    failed = before is not None and before.state == "failed" and not before.may_be_retried(now, installed_at)
    tried_until = before.until if before is not None and failed else 0
    return next((gap for gap in gaps if tried_until < gap.until <= now), None)


def _minute(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")


class CatchUps(Protocol):
    """How far the stores' catch-ups have come, in the stores' rows."""

    def get(self, store_hash: str) -> CatchUpProgress | None:
        """A store's latest catch-up, or None."""
        ...

    def save(self, progress: CatchUpProgress) -> bool:
        """Store it as the successor of the version before it, or where none is stored; False if it is not stored.

        So of two workers one goes on. A store that is not there stays away; what others keep stays as it is.
        """
        ...
