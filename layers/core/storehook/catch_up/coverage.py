"""Which action has missed which change: decided from the runs that there are. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.actions.action import Action
from storehook.catch_up.changes import ChangedResource
from storehook.catch_up.pollable import PollableResource
from storehook.errors import StoreUnavailable
from storehook.queues.message import Message
from storehook.runs.run import RunSummary, State
from storehook.stores.gaps import Interval
from storehook.webhooks.scopes import covers

NOT_COVERING: frozenset[State] = frozenset({"ignored", "cancelled"})
"""The states of a run that has not seen the change and never will."""

NOT_SEEN = StoreUnavailable.__name__
"""What ended a failed run that could not call its store. Any other failed run has seen the change, and lies in the
dead-letter queue for all to see."""


@dataclass(frozen=True, slots=True)
class Missed:
    """An action that has to run for a change.

    Args:
        change: the change.
        action: the action.
        scope: of the event that stands for those that did not come.
        at: when that happened, in unix seconds.
    """

    change: ChangedResource
    action: Action
    scope: str
    at: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change that an action wants to hear of.

    Args:
        change: the change.
        resource: what it belongs to.
        action: the action.
        created: whether it wants to hear that this was created.
        updated: whether it wants to hear that this was changed.
    """

    change: ChangedResource
    resource: PollableResource
    action: Action
    created: bool
    updated: bool

    @property
    def at(self) -> int:
        """When what it wants to hear of last happened, in unix seconds.

        For an action that wants new ones only, a later change is none of its business: it must not run again for it.
        """
        return self.change.modified if self.updated else self.change.created

    def missed(self, past: Iterable[RunSummary]) -> Missed | None:
        """What the action has missed; None if it has not.

        Args:
            past: the runs about the resource, those of other actions too.
        """
        latest = max((run.happened_at for run in past if self._counts(run)), default=-1.0)
        if latest >= self.at:
            return None
        is_new = self.created and latest < self.change.created
        return Missed(self.change, self.action, self.resource.created if is_new else self.resource.updated, self.at)

    def _counts(self, run: RunSummary) -> bool:
        # A message or a refund is no change of the order, though its event is about it.
        direct = run.scope.startswith(f"store/{self.resource.kind}/") and run.scope.count("/") == 2
        return run.action == self.action.name and direct and _has_seen(run)


def wanted(
    change: ChangedResource, resource: PollableResource, actions: Sequence[Action], gap: Interval
) -> list[Wanted]:
    """What the actions want to hear of a change.

    A change after the gap has come by its webhook. That its resource was created within the gap may not have, and is
    still to be found: by its later change.

    Args:
        change: the change.
        resource: what it belongs to.
        actions: the actions.
        gap: the time in which events may have been lost.
    """
    is_new, is_changed = gap.since <= change.created <= gap.until, change.modified <= gap.until
    every = (
        Wanted(
            change,
            resource,
            action,
            created=is_new and _wants(action, resource.created),
            updated=is_changed and _wants(action, resource.updated),
        )
        for action in actions
    )
    return [each for each in every if each.created or each.updated]


def earliest(every: Sequence[Wanted]) -> int:
    """From when on the runs matter, in unix seconds."""
    return min(each.change.created if each.created else each.at for each in every)


def message(store_hash: str, missed: Missed, now: float) -> Message:
    """The message that makes the action run: an event as BigCommerce would have sent it.

    Its name is made of what happened and when, so that whoever finds the same change again makes the same run.

    Args:
        store_hash: the store.
        missed: what the action has missed.
        now: unix seconds.
    """
    name = f"catch-up-{missed.change.kind}-{missed.change.id}-{missed.at}"
    body = {
        "producer": f"stores/{store_hash}",
        "hash": name,
        "created_at": missed.at,
        "store_id": "0",
        "scope": missed.scope,
        "data": {"type": missed.change.kind, "id": missed.change.id},
    }
    return Message(
        store_hash=store_hash,
        delivery_id=name,
        payload=json.dumps(body, separators=(",", ":")).encode(),
        signed_at=int(now),
        received_at=now,
        action=missed.action.name,
        kind="catch-up",
    )


def _has_seen(run: RunSummary) -> bool:
    return run.state not in NOT_COVERING and not (run.state == "failed" and run.error_type == NOT_SEEN)


def _wants(action: Action, scope: str) -> bool:
    return any(covers(pattern, scope) for pattern in action.webhooks)


class History(Protocol):
    """What the table of runs remembers of a resource."""

    def of_resource(self, store_hash: str, resource: str, since: float) -> Sequence[RunSummary]:
        """The runs of events about a resource, such as `order/113`, that happened at a time or later.

        A run of the last moments may be missing.

        Args:
            store_hash: the store.
            resource: what the events are about.
            since: unix seconds, by BigCommerce's clock.
        """
        ...
