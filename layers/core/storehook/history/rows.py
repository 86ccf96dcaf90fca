"""Rows of runs in a list, and the filters that choose them."""

from dataclasses import dataclass, fields
from typing import Any

from storehook.queues.message import Kind
from storehook.queues.run_key import RunKey
from storehook.runs.failure import one_line
from storehook.runs.open import open_entry, time_of
from storehook.runs.run import Run, State

MAX_TIME = 1e11
"""Unix seconds: no run is later."""

MIN_TIME = 1e-6
"""Unix seconds. DynamoDB has no numbers as close to 0 as a float."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """Run without its payload and attempts. A brief row has only its key, state, lane, `open` and first three times.

    Times are in unix seconds. Fields that a `Run` has too mean the same.

    Args:
        received_at: time at which ingest accepted the event.
        error_type: class of the last error. None if the last attempt completed.
        error: its message, as `one_line` cuts it.
        waits_for: what it is suspended or held for, such as `sleep/cool off`.
        open: its partition of the index `open`. None if it is not in that index.
        open_at: its time in that index.
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
    error: str | None = None
    fingerprint: str | None = None
    waits_for: str | None = None
    open: str | None = None
    open_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Filter of runs. A run matches if it equals every field that is not None.

    Args:
        states: the run has one of these states. Empty for any.
        since: created at this unix time or later.
        until: created at this unix time or earlier.
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
        """Tell whether a run matches."""
        return (
            all(getattr(self, name) in (None, getattr(row, name)) for name in EQUAL)
            and (not self.states or row.state in self.states)
            and self.store in (None, row.key.store_hash)
            and self.action in (None, row.key.action)
            and (self.since is None or row.created_at >= self.since)
            and (self.until is None or row.created_at <= self.until)
        )


EQUAL = ("state", "scope", "lane", "resource", "fingerprint", "kind")
"""Fields of a filter that a row has by the same name."""


MAX_PARTITION_KEY = 2048
MAX_SORT_KEY = 1024
"""Bytes of a key in DynamoDB (AWS, "Quotas", partition keys and sort keys)."""


def can_be_time(at: float) -> bool:
    """Tell whether a row can have this time in unix seconds. DynamoDB rejects queries for others."""
    return at == 0 or MIN_TIME <= at < MAX_TIME


def can_be_stored(key: RunKey) -> bool:
    """Tell whether a run can have this key. DynamoDB rejects others."""
    try:
        pk, sk = f"{key.store_hash}#{key.event_id}".encode(), key.action.encode()
    except UnicodeEncodeError:
        return False
    is_complete = bool(key.store_hash and key.event_id and key.action)
    return is_complete and len(pk) <= MAX_PARTITION_KEY and len(sk) <= MAX_SORT_KEY


def row_of(run: Run) -> RunRow:
    """Return the row of a run."""
    failure = run.failure
    same: dict[str, Any] = {
        field.name: getattr(run, field.name)
        for field in fields(RunRow)
        if field.name not in ("kind", "received_at", "error_type", "error", "fingerprint", "open", "open_at")
    }
    partition, place = open_entry(run) or (None, None)
    return RunRow(
        **same,
        kind=run.message.kind,
        received_at=run.message.received_at,
        error_type=failure.error_type if failure else None,
        error=one_line(failure.error) if failure else None,
        fingerprint=failure.fingerprint if failure else None,
        open=partition,
        open_at=time_of(place) if place else 0.0,
    )


@dataclass(frozen=True, slots=True, order=True)
class IndexPosition:
    """Position of a run in an index, `at` the unix time that sorts the index. The newest is the greatest."""

    at: float
    key: RunKey
