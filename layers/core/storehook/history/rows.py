"""What is told of a run among others, and which runs a question is about."""

from dataclasses import dataclass, fields
from typing import Any

from storehook.queues.message import Kind
from storehook.queues.run_key import RunKey
from storehook.runs.open import open_entry
from storehook.runs.run import Run, State

MAX_TIME = 1e11
"""Unix seconds: no run is later."""

FINEST = 1e-6
"""Seconds. DynamoDB has no numbers as near to 0 as a float can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run without its payload and its attempts. In brief, only its name, its state and the first three times.

    Args:
        key: its name.
        state: its state.
        created_at: unix seconds.
        updated_at: unix seconds.
        received_at: when ingest took its event in, in unix seconds.
        scope: its event's scope.
        lane: the lane that it runs in.
        kind: what made its message.
        attempt: the number of the attempt that goes on or ended last.
        happened_at: when its event happened, in unix seconds; 0 if that is not known.
        next_attempt_at: when its next attempt is due, in unix seconds.
        resource: what its event is about, such as `order/113`; None if it does not say.
        error_type: the class of the last error; None if the last attempt ended well.
        fingerprint: the last error's.
        open: its partition of the index `open`; None if it is not in it.
        open_at: when it failed or is looked at again, in unix seconds, if it is in that index.
    """

    key: RunKey
    state: State
    created_at: float
    updated_at: float
    received_at: float
    scope: str = ""
    lane: str = ""
    kind: Kind = "webhook"
    attempt: int = 0
    happened_at: float = 0.0
    next_attempt_at: float = 0.0
    resource: str | None = None
    error_type: str | None = None
    fingerprint: str | None = None
    open: str | None = None
    open_at: float = 0.0

    def brief(self) -> "RunRow":
        """The same in brief."""
        times = (self.created_at, self.updated_at, self.received_at)
        return RunRow(key=self.key, state=self.state, created_at=times[0], updated_at=times[1], received_at=times[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which runs: those that are as each part says. None is any.

    Args:
        state: their state.
        states: their state is one of these; empty for any.
        store: their store's hash.
        scope: their event's scope.
        action: their action.
        lane: their lane.
        resource: what their event is about.
        fingerprint: their last error's.
        kind: what made their message.
        since: created then or later, in unix seconds.
        until: created then or earlier, in unix seconds.
    """

    state: State | None = None
    states: tuple[State, ...] = ()
    store: str | None = None
    scope: str | None = None
    action: str | None = None
    lane: str | None = None
    resource: str | None = None
    fingerprint: str | None = None
    kind: Kind | None = None
    since: float | None = None
    until: float | None = None

    def matches(self, row: RunRow) -> bool:
        """Whether the run is one of them."""
        return (
            all(getattr(self, name) in (None, getattr(row, name)) for name in EQUAL)
            and (not self.states or row.state in self.states)
            and self.store in (None, row.key.store_hash)
            and self.action in (None, row.key.action)
            and (self.since is None or row.created_at >= self.since)
            and (self.until is None or row.created_at <= self.until)
        )


EQUAL = ("state", "scope", "lane", "resource", "fingerprint", "kind")
"""The parts of a filter that are fields of a row by the same name."""


MAX_PARTITION_KEY = 2048
MAX_SORT_KEY = 1024
"""Bytes of a key in DynamoDB ("Quotas", partition keys and sort keys)."""


def can_be_time(found: float) -> bool:
    """Whether a row can have this time, in unix seconds: else DynamoDB would refuse to look for it."""
    return found == 0 or FINEST <= found < MAX_TIME


def can_be_stored(key: RunKey) -> bool:
    """Whether a run can have this name: else there is none, and nobody has to be asked."""
    try:
        pk, sk = f"{key.store_hash}#{key.event_id}".encode(), key.action.encode()
    except UnicodeEncodeError:
        return False
    names = bool(key.store_hash and key.event_id and key.action)
    return names and len(pk) <= MAX_PARTITION_KEY and len(sk) <= MAX_SORT_KEY


def row_of(run: Run) -> RunRow:
    """A run as its row tells it."""
    failure = run.failure
    own: dict[str, Any] = {
        field.name: getattr(run, field.name)
        for field in fields(RunRow)
        if field.name not in ("kind", "received_at", "error_type", "fingerprint", "open", "open_at")
    }
    partition, at = open_entry(run) or (None, 0.0)
    return RunRow(
        **own,
        kind=run.message.kind,
        received_at=run.message.received_at,
        error_type=failure.error_type if failure else None,
        fingerprint=failure.fingerprint if failure else None,
        open=partition,
        open_at=at,
    )


@dataclass(frozen=True, slots=True, order=True)
class IndexPosition:
    """Position of a run in an index. The newest is the greatest.

    Args:
        at: the time that sorts the index, in unix seconds.
    """

    at: float
    key: RunKey
