"""Coverage: the runs of a resource show which actions have missed its change. Pure functions."""

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
"""States of a run whose action has not seen the change and never will."""

NOT_SEEN = StoreUnavailable.__name__
"""Error of a failed run that could not call its store. Any other failed run has seen the change. It has a dead letter,
so an operator can retry it."""


@dataclass(frozen=True, slots=True)
class MissedChange:
    """Change for which an action has to run.

    Args:
        scope: scope of the event that replaces the missing ones.
        at: time of that event, in unix seconds.
    """

    change: ChangedResource
    action: Action
    scope: str
    at: int


@dataclass(frozen=True, slots=True)
class RelevantChange:
    """Change that an action subscribes to.

    Args:
        resource: the list that the change comes from.
        created: the action subscribes to the creation of the resource.
        updated: the action subscribes to its update.
    """

    change: ChangedResource
    resource: PollableResource
    action: Action
    created: bool
    updated: bool

    @property
    def at(self) -> int:
        """Time of the last event that the action subscribes to, in unix seconds.

        An action that subscribes only to creations doesn't run again for a later update.
        """
        return self.change.modified if self.updated else self.change.created

    def missed(self, runs: Iterable[RunSummary]) -> MissedChange | None:
        """Return the change if the action has missed it, or None. The resource's runs may be of any action."""
        latest = max((run.happened_at for run in runs if self._counts(run)), default=-1.0)
        if latest >= self.at:
            return None
        is_new = self.created and latest < self.change.created
        scope = self.resource.created if is_new else self.resource.updated
        return MissedChange(self.change, self.action, scope, self.at)

    def _counts(self, run: RunSummary) -> bool:
        # The event of an order's message or refund is about the order, but reports no change of it.
        direct = run.scope.startswith(f"store/{self.resource.kind}/") and run.scope.count("/") == 2
        return run.action == self.action.name and direct and _has_seen(run)


def relevant_changes(
    change: ChangedResource, resource: PollableResource, actions: Sequence[Action], gap: Interval
) -> list[RelevantChange]:
    """Return the change once for each action that subscribes to it.

    A change after the gap was delivered by its webhook. If the resource was created within the gap, its creation may
    not have been delivered, even if a later change was.
    """
    is_new, is_changed = gap.since <= change.created <= gap.until, change.modified <= gap.until
    candidates = (
        RelevantChange(
            change,
            resource,
            action,
            created=is_new and _subscribes(action, resource.created),
            updated=is_changed and _subscribes(action, resource.updated),
        )
        for action in actions
    )
    return [candidate for candidate in candidates if candidate.created or candidate.updated]


def earliest(changes: Sequence[RelevantChange]) -> int:
    """Return the time of the earliest run that matters for these changes, in unix seconds."""
    return min(relevant.change.created if relevant.created else relevant.at for relevant in changes)


def message(store_hash: str, missed: MissedChange, now: float) -> Message:
    """Return the message that runs the action, with an event like those of BigCommerce.

    The event's hash consists of the resource and the time of its change. If the same change is found again, it
    therefore leads to the same run.
    """
    event_hash = f"catch-up-{missed.change.kind}-{missed.change.id}-{missed.at}"
    body = {
        "producer": f"stores/{store_hash}",
        "hash": event_hash,
        "created_at": missed.at,
        "store_id": "0",
        "scope": missed.scope,
        "data": {"type": missed.change.kind, "id": missed.change.id},
    }
    return Message(
        store_hash=store_hash,
        delivery_id=event_hash,
        payload=json.dumps(body, separators=(",", ":")).encode(),
        signed_at=int(now),
        received_at=now,
        action=missed.action.name,
        kind="catch-up",
    )


def _has_seen(run: RunSummary) -> bool:
    return run.state not in NOT_COVERING and not (run.state == "failed" and run.error_type == NOT_SEEN)


def _subscribes(action: Action, scope: str) -> bool:
    return any(covers(pattern, scope) for pattern in action.webhooks)


class History(Protocol):
    """History of a resource in the table of runs."""

    def of_resource(self, store_hash: str, resource: str, since: float) -> Sequence[RunSummary]:
        """Return the runs of events about a resource, such as `order/113`. Very recent runs may be missing.

        The time of an event is by BigCommerce's clock.
        """
        ...
