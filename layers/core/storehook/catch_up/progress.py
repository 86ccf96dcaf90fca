"""Progress of a store's catch-up, as stored in the store's row. Pure functions from one version to the next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, Protocol, get_args

from storehook.catch_up.paging import Position
from storehook.runs.late_runs import GRACE
from storehook.stores.gaps import Gaps, Interval
from storehook.webhooks.event import CLOCK_SKEW

CatchUpState = Literal["running", "waiting", "done", "failed"]
"""It continues; it waits until its store can be called; all that can be read was caught up; `detail` says what was not.
"""

STATES: tuple[CatchUpState, ...] = get_args(CatchUpState)

STALLED = 3600.0
"""Seconds without progress after which the task of a running catch-up is lost."""

RETRY_INTERVAL = 6 * 3600.0
"""Seconds before a failed catch-up is retried. A reinstallation, or a person, can start it earlier."""

MAX_UNREADABLE = 20
"""Names of unreadable items that a resource's progress keeps."""


@dataclass(frozen=True, slots=True)
class ResourceProgress:
    """Progress of one resource: orders, products or customers.

    Args:
        position: None once nothing is left to do.
        found: number of changed resources.
        sent: number of messages to actions that missed a change.
        covered: number of changes that an action has not missed, counted per action.
        detail: the reason why the rest was skipped; empty if nothing was.
        unreadable: names of the first items that were skipped because they cannot be read.
    """

    resource: str
    position: Position | None
    found: int = 0
    sent: int = 0
    covered: int = 0
    detail: str = ""
    unreadable: tuple[str, ...] = ()

    def skipped(self, why: str) -> "ResourceProgress":
        """Return the progress with the rest of the resource skipped."""
        return replace(self, position=None, detail=why)

    def with_unreadable(self, names: Iterable[str]) -> "ResourceProgress":
        """Return the progress with further items skipped. An item that is met again counts once."""
        return replace(self, unreadable=tuple(dict.fromkeys((*self.unreadable, *names)))[:MAX_UNREADABLE])

    def unread(self) -> str:
        """Return a text such as "1 skipped as unreadable (order/113)"."""
        count = f"{len(self.unreadable)}" + (" or more" if len(self.unreadable) == MAX_UNREADABLE else "")
        return f"{count} skipped as unreadable ({', '.join(self.unreadable)})"

    def line(self) -> str:
        """Return a line such as "orders: 300 found, 290 sent, 10 covered, at 2026-11-24T02:10Z"."""
        text = f"{self.resource}: {self.found} found, {self.sent} sent, {self.covered} covered"
        if self.unreadable:
            text = f"{text}, {self.unread()}"
        if self.detail:
            return f"{text}, rest skipped: {self.detail}"
        return f"{text}, at {_minute(self.position.since)}" if self.position else text


@dataclass(frozen=True, slots=True)
class CatchUpProgress:
    """Progress of a store's catch-up.

    Args:
        version: counts the writes, from 1.
        since: earliest change that is caught up, in unix seconds by BigCommerce's clock.
        until: latest change that is caught up, in unix seconds. Later changes are delivered.
        resources: the resources, in the order in which they are caught up.
        ended_at: unix seconds; 0 until it ends.
        detail: what was not caught up, and why; empty if everything was. Items that cannot be read are named here, but
            are no reason to fail: a retry would not read them either.
        updated_at: time of the last progress, in unix seconds.
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
        """Interval that it covers once it is done."""
        return Interval(self.since, self.until)

    def summary(self) -> str:
        """Return the progress in one line of text."""
        lines = [resource.line() for resource in self.resources]
        if self.detail and not any(resource.detail or resource.unreadable for resource in self.resources):
            lines.append(self.detail)
        return f"{self.state}, since {_minute(self.since)}: {'; '.join(lines) or 'no action subscribes to any'}"

    def current(self) -> ResourceProgress | None:
        """Return the resource to continue with, or None if nothing is left."""
        return next((resource for resource in self.resources if resource.position is not None), None)

    def with_resource(self, after: ResourceProgress, now: float) -> "CatchUpProgress":
        """Return the next version, with new progress of one resource."""
        resources = tuple(after if resource.resource == after.resource else resource for resource in self.resources)
        return replace(self.touch(now), resources=resources)

    def touch(self, now: float) -> "CatchUpProgress":
        """Return the next version, which shows that a worker is still at work."""
        return replace(self, version=self.version + 1, updated_at=now)

    def waiting(self, now: float, why: str) -> "CatchUpProgress":
        """Return the next version, which waits until the store can be called again."""
        return replace(self.touch(now), state="waiting", detail=why)

    def resumed(self, now: float) -> "CatchUpProgress":
        """Return the next version, which continues from its position."""
        return replace(self.touch(now), state="running", detail="")

    def ended(self, now: float) -> "CatchUpProgress":
        """Return the next version, which is done or failed."""
        details = [f"{resource.resource}: {resource.detail}" for resource in self.resources if resource.detail]
        skipped = [f"{resource.resource}: {resource.unread()}." for resource in self.resources if resource.unreadable]
        state: CatchUpState = "failed" if details else "done"
        return replace(self.touch(now), state=state, detail=" ".join([*details, *skipped]), ended_at=now)

    def may_be_retried(self, now: float, installed_at: float) -> bool:
        """Return whether a failed catch-up may succeed by now. A later installation may have granted more scopes."""
        return installed_at > self.ended_at or now - self.ended_at >= RETRY_INTERVAL


def new_progress(
    before: CatchUpProgress | None, store_hash: str, gap: Interval, now: float, resources: Iterable[str]
) -> CatchUpProgress:
    """Return the start of a catch-up. If it retries a failed one, it keeps what was caught up.

    The gap is by our clock. BigCommerce's may be behind.
    """
    covers = Interval(max(0, gap.since - int(CLOCK_SKEW)), gap.until)
    kept: dict[str, ResourceProgress] = {}
    if before is not None and before.state == "failed" and before.covered == covers:
        kept = {resource.resource: resource for resource in before.resources if not resource.detail}
    progress = (kept.get(name) or ResourceProgress(name, Position(covers.since)) for name in resources)
    version = before.version + 1 if before else 1
    return CatchUpProgress(store_hash, version, covers.since, covers.until, tuple(progress), now, updated_at=now)


def next_gap(gaps: Gaps, before: CatchUpProgress | None, now: float, installed_at: float) -> Interval | None:
    """Return the gap to catch up next. Return None if there is none, or all have failed a short time ago.

    A gap is left alone until `GRACE` after its end. By then, all of its events have happened, and the runs of those
    that were delivered are in the index. The catch-up before, if any, has ended.
    """
    return next((gap for gap in _untried(gaps, before, now, installed_at) if gap.until + GRACE <= now), None)


def seconds_to_next_gap(gaps: Gaps, before: CatchUpProgress | None, now: float, installed_at: float) -> float | None:
    """Return in how many seconds `next_gap` returns one of these gaps. None if it returns none of them."""
    waits = (gap.until + GRACE - now for gap in _untried(gaps, before, now, installed_at))
    return min((max(0.0, seconds) for seconds in waits), default=None)


def _untried(gaps: Gaps, before: CatchUpProgress | None, now: float, installed_at: float) -> Gaps:
    failed = before is not None and before.state == "failed" and not before.may_be_retried(now, installed_at)
    tried_until = before.until if before is not None and failed else 0
    return tuple(gap for gap in gaps if gap.until > tried_until)


def _minute(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")


class CatchUps(Protocol):
    """Catch-ups in the rows of their stores."""

    def get(self, store_hash: str) -> CatchUpProgress | None:
        """Return a store's last catch-up, or None."""
        ...

    def save(self, progress: CatchUpProgress) -> bool:
        """Store the progress after the version before it, or as the first. Return False if it is not stored.

        Of two workers, one therefore continues. Nothing is stored for an unknown store.
        """
        ...
