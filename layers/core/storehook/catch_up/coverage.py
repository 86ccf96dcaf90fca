"""Coverage: the runs of a resource show which actions have missed its change. Pure functions."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.actions.action import Action
from storehook.catch_up.changes import ChangedResource
from storehook.catch_up.pollable import PollableResource
from storehook.queues.message import Message
from storehook.runs.late_runs import TOLERANCE, has_seen
from storehook.runs.run import WAITS, RunSummary
from storehook.stores.gaps import Interval


@dataclass(frozen=True, slots=True)
class MissedChange:
    """Change for which an action has to run.

    Args:
        scope: scope of the event that replaces the missing ones.
        at: time of that event, in unix seconds.
        unseen: number of runs that had to tell the action of the change, and could not.
    """

    change: ChangedResource
    action: Action
    scope: str
    at: int
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class RelevantChange:
    """Change that an action subscribes to.

    Args:
        created: scope of the creation, if the action subscribes to it. Empty if it doesn't.
        updated: scope of the update, if the action subscribes to it. Empty if it doesn't.
    """

    change: ChangedResource
    action: Action
    created: str
    updated: str

    def missed(self, runs: Iterable[RunSummary]) -> MissedChange | None:
        """Return the change if the action has missed it, or None. The resource's runs may be of any action.

        An action that subscribes to both may have missed the creation alone, if a later update was delivered.
        """
        reports = [run for run in runs if run.action == self.action.name and _is_direct(run.scope, self.change.kind)]
        seen = [run for run in reports if has_seen(run.state, run.error_type, run.covered_by)]
        creation = self.created and not any(run.scope.endswith("/created") for run in seen)
        update = self.updated and not any(_covers(run, self.change.modified) for run in seen)
        if not creation and not update:
            return None
        scope = self.created if creation else self.updated
        at = self.change.modified if update else self.change.created
        # A covered run says nothing: the run that covers it may be too recent to be among these.
        unseen = sum(run not in seen and not run.covered_by and run.happened_at >= at - TOLERANCE for run in reports)
        return MissedChange(self.change, self.action, scope, at, unseen)


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
            action,
            created=resource.subscribed(action, "created", change.channel) if is_new else "",
            updated=resource.subscribed(action, "updated", change.channel) if is_changed else "",
        )
        for action in actions
    )
    return [candidate for candidate in candidates if candidate.created or candidate.updated]


def earliest(changes: Sequence[RelevantChange]) -> int:
    """Return the time of the earliest run that matters for these changes, in unix seconds."""
    times = (relevant.change.created if relevant.created else relevant.change.modified for relevant in changes)
    return max(0, min(times) - TOLERANCE)


def message(store_hash: str, missed: MissedChange, now: float) -> Message:
    """Return the message that runs the action, with an event like those of BigCommerce.

    The event's hash consists of the resource and the time of its change. If the same change is found again, it
    therefore leads to the same run. If that run could not tell of the change, the next one has another hash.
    """
    event_hash = _event_hash(missed)
    body = {
        "producer": f"stores/{store_hash}",
        "hash": event_hash,
        "created_at": missed.at,
        "store_id": "0",
        "scope": missed.scope,
        "data": _data(missed),
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


def _event_hash(missed: MissedChange) -> str:
    event = missed.scope.rpartition("/")[2]
    at = missed.change.created if event == "created" else missed.at
    name = f"catch-up-{event}-{missed.change.kind}-{missed.change.id}-{at}"
    return f"{name}-{missed.unseen}" if missed.unseen else name


def _data(missed: MissedChange) -> dict[str, object]:
    change = missed.change
    if missed.scope.startswith("store/channel/"):
        return {f"{change.kind}_id": change.id}
    return {"type": change.kind, "id": change.id}


def _is_direct(scope: str, kind: str) -> bool:
    """Return whether an event reports a change of the resource itself, not one of a message or refund of it."""
    return re.fullmatch(rf"store/(?:channel/\d+/)?{kind}/\w+", scope) is not None


def _covers(run: RunSummary, modified: int) -> bool:
    """Return whether a run that has seen its change has seen this one too.

    Its event may have happened some seconds before. Then it must have started after the whole second of the change.
    """
    starts_later = run.state in WAITS or run.state == "held" or run.started_at >= modified + 1
    return run.happened_at >= modified or (starts_later and run.happened_at >= modified - TOLERANCE)


class History(Protocol):
    """History of a resource in the table of runs."""

    def of_resource(self, store_hash: str, resource: str, since: float) -> Sequence[RunSummary]:
        """Return the runs of events about a resource, such as `order/113`. Very recent runs may be missing.

        The time of an event is by BigCommerce's clock.
        """
        ...
