"""Late runs: of a webhook and a catch-up that report the same change, one runs. A pure decision.

A catch-up looks for the runs of a change, and starts one if there is none. If the change's event is delivered later, or
is on its way at that time, both have a run. Such runs note themselves in a row of their action and resource before they
start. Of a webhook's run and a catch-up's run of one change, the second finds the first there and doesn't start.

Most events are not late, and cost nothing. Their run is stored long before a catch-up looks for it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, Protocol, cast

from storehook.errors import AttemptLost, StoreUnavailable
from storehook.runs.run import Run, State
from storehook.saves import Conflict, Saved
from storehook.webhooks.event import Event

LATE = 120.0
"""Seconds after an event at which its run is late."""

GRACE = 300.0
"""Seconds after a change before which no catch-up looks for its run. They leave time for `LATE`, and for the index of
the runs to show a run that was not late."""

TOLERANCE = 10
"""Seconds by which the times of a change may differ: its event's `created_at` and the resource's `date_modified`."""

NOT_COVERING: frozenset[State] = frozenset({"ignored", "cancelled"})
"""States of a run whose action has not seen the change and never will."""

NOT_SEEN = StoreUnavailable.__name__
"""Error of a failed run that could not call its store. Any other failed run has seen the change. It has a dead letter,
so an operator can retry it."""

type Source = Literal["webhook", "catch-up"]

type Change = Literal["created", "updated"]

LISTED = ("order", "product", "customer")
"""Kinds of resources that BigCommerce lists by the time of their change."""

_SCOPE = re.compile(rf"store/(?:channel/\d+/)?(?:{'|'.join(LISTED)})/(created|updated)")

_NAMES = frozenset({"type", "id", "order_id"})
"""Fields that only name the resource. A product's event may also say which channel and properties have changed."""


@dataclass(frozen=True, slots=True)
class LateRun:
    """Run that was late, or of a catch-up. Times are in unix seconds by BigCommerce's clock.

    Args:
        name: `RunKey.path` of the run.
        at: time of its event.
        created: it tells its action of the creation.
        updated: it tells its action of an update.
    """

    name: str
    source: Source
    at: float
    created: bool
    updated: bool


@dataclass(frozen=True, slots=True)
class LateRuns:
    """Late runs of one action and resource, as stored: of each source, those that cover the most.

    Args:
        version: number of writes; 0 before the first.
    """

    version: int = 0
    runs: tuple[LateRun, ...] = ()

    def covering(self, run: LateRun) -> tuple[LateRun, ...]:
        """Return the runs that cover all that a run would tell its action. None cover a part of it only.

        All runs start long after their events. An action that fetches the resource therefore sees what happened within
        the tolerance.
        """
        others = [other for other in self.runs if other.name != run.name and "catch-up" in (other.source, run.source)]
        creation = [other for other in others if other.created][:1]
        update = [other for other in others if other.at + TOLERANCE >= run.at][:1]
        if (run.created and not creation) or (run.updated and not update):
            return ()
        return (*(creation if run.created else ()), *(update if run.updated else ()))

    def with_run(self, run: LateRun) -> "LateRuns":
        """Return the next version, with a run that starts. The same if others of its source cover as much.

        A run that starts again is noted again: another may just have found that it had seen nothing.
        """
        others = [other for other in self.runs if other.name != run.name]
        if any(_covers_as_much(other, run) for other in others):
            return self
        left = (other for other in others if not _covers_as_much(run, other))
        return LateRuns(self.version + 1, (*left, run))

    def without(self, runs: Iterable[LateRun]) -> "LateRuns":
        """Return the same version without runs that cover nothing after all."""
        return replace(self, runs=tuple(run for run in self.runs if run not in runs))


def plain_change(event: Event) -> Change | None:
    """Return the change that an event reports. None if it reports another one, or says more about it.

    A catch-up can replace such an event, because BigCommerce lists these resources with the times of their changes.
    """
    found = _SCOPE.fullmatch(event.scope)
    if found is None or not isinstance(event.data, dict) or not _NAMES.issuperset(event.data):
        return None
    return cast("Change", found[1])


def late_run(run: Run, change: Change | None, *, wants_updates: bool) -> LateRun | None:
    """Return a run as a late run. None if it starts in any case.

    Args:
        change: the change that its event reports, if it is a plain one.
        wants_updates: its action subscribes to updates. It tells its action of all changes until its time.
    """
    message = run.message
    if change is None or run.key.generation or _has_started(run):
        return None
    if message.kind != "catch-up" and not _is_late_webhook(run):
        return None
    source: Source = "catch-up" if message.kind == "catch-up" else "webhook"
    created = change == "created"
    updated = not created or (source == "catch-up" and wants_updates)
    return LateRun(run.key.path, source, run.happened_at, created, updated)


def has_seen(state: State, error_type: str, covered_by: str | None) -> bool:
    """Return whether a run's action has seen its change, or will. A covered run leaves that to another."""
    return state not in NOT_COVERING and not covered_by and not (state == "failed" and error_type == NOT_SEEN)


def _has_started(run: Run) -> bool:
    """Return whether an attempt before this one got as far as its action. Then the run was noted."""
    return run.attempt > 1 and run.failure is not None and run.failure.error_type != AttemptLost.__name__


def _is_late_webhook(run: Run) -> bool:
    # A redriven run may have failed before a catch-up started another one.
    is_late = bool(run.message.redrives) or run.created_at - run.happened_at > LATE
    return run.message.kind == "webhook" and run.happened_at > 0 and is_late


def _covers_as_much(run: LateRun, other: LateRun) -> bool:
    return run.source == other.source and run.at >= other.at and run.created >= other.created


class LateRunTable(Protocol):
    """Table of late runs."""

    def save(
        self, store_hash: str, resource: str, action: str, late: LateRuns, now: float
    ) -> Saved | Conflict[LateRuns]:
        """Store them as the successor of the version before. The first version is stored if there is no row.

        Args:
            now: time in unix seconds. The row expires when the runs of this time do.
        """
        ...
