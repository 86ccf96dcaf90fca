"""A run's life, as pure functions from one stored version to the next.

A run is stored as a row with a version. Whoever writes the next version owns the run until the lease ends: the version
is the fencing token. A worker whose lease ran out finds a newer version and cannot record its outcome any more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from storehook.errors import AttemptLost
from storehook.queues.message import Message
from storehook.runs.failure import Failure, describe

State = Literal[
    "scheduled", "waiting", "running", "retrying", "completed", "failed", "cancelled", "ignored", "coalesced"
]

STATES: tuple[State, ...] = get_args(State)

FINISHED: frozenset[State] = frozenset({"completed", "cancelled", "ignored", "coalesced"})

NEEDS_ATTENTION: frozenset[State] = frozenset({"failed", "retrying"})
"""The states in the sparse index `by-attention`; a run that ends well leaves it."""

ENQUEUED = "(enqueued)"
"""What stands for the scope in a run that another action asked for."""

MAX_GENERATION = 999_999
"""The last generation that a name has room for."""

KEYED = "key:"
"""What the event of a run begins with that was asked for with a key."""

MAX_ATTEMPTS_KEPT = 20
"""Attempts in a row's history: with an error of at most 5 KiB each, a row stays below DynamoDB's 400 KB."""

MAX_ENQUEUED_KEPT = 20
"""Runs that a run remembers to have asked for, so that they can be shown beside it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that has ended.

    Args:
        number: counted from 1 since the run was queued or last redriven.
        redrives: how often the run had been redriven then.
        started_at: unix seconds.
        ended_at: unix seconds.
        failure: what went wrong; None if nothing did.
    """

    number: int
    redrives: int
    started_at: float
    ended_at: float
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class RunKey:
    """What names a run: one action on one event of one store, and the how-manieth time that it was asked for.

    Args:
        store_hash: the store.
        event_id: the event's hash, or what names a run that an action asked for.
        action: the action.
        generation: how often the same was asked for before, by a key that was used again or by running it again.
    """

    store_hash: str
    event_id: str
    action: str
    generation: int = 0

    @classmethod
    def named(cls, store_hash: str, event_id: str, name: str) -> "RunKey":
        """The run of these names, the last of them as `name` gives it."""
        action, _, generation = name.partition("~")
        return cls(store_hash, event_id, action, int(generation) if generation.isdecimal() else 0)

    @property
    def name(self) -> str:
        """What tells it from the other runs of its event: `sync_order`; `sync_order~1` is the next generation."""
        return f"{self.action}~{self.generation}" if self.generation else self.action

    def __str__(self) -> str:
        return f"{self.store_hash}/{self.event_id}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One action on one event, as stored.

    Args:
        key: its name.
        version: counts the writes; the first is 1.
        state: Gadget's states, and ours: ignored, coalesced.
        owner: the random token of the worker that wrote this version.
        message: the message that brings it back, with its payload.
        scope: the event's scope.
        lane: the lane that it runs in.
        resource: what the event is about, such as `order/113`; None if it does not say, or if there is no event.
        happened_at: when the event happened by BigCommerce's clock, in unix seconds; 0 if that is not known.
        attempt: the number of the attempt that goes on or ended last; 0 before the first.
        attempts: those that have ended, oldest first, the last 20.
        started_at: when the attempt that goes on was claimed, in unix seconds.
        lease_until: until when nobody else may claim it, in unix seconds.
        next_attempt_at: when the next attempt is due, in unix seconds.
        dead_lettered: whether its dead letter is known to be in the dead-letter queue.
        enqueued: the runs that it has asked for, the first 20.
        created_at: unix seconds.
        updated_at: unix seconds.
    """

    key: RunKey
    version: int
    state: State
    owner: str
    message: Message
    scope: str
    lane: str
    resource: str | None = None
    happened_at: float = 0.0
    attempt: int = 0
    attempts: tuple[Attempt, ...] = ()
    started_at: float = 0.0
    lease_until: float = 0.0
    next_attempt_at: float = 0.0
    dead_lettered: bool = False
    enqueued: tuple[RunKey, ...] = ()
    created_at: float
    updated_at: float

    @property
    def run_key(self) -> str:
        """The same in every attempt and of this run alone, for good: an idempotency key.

        An author's key can come back once the table has forgotten the runs before; the second does not.
        """
        is_keyed = self.message.kind == "action" and self.key.event_id.startswith(KEYED)
        return f"{self.key}@{int(self.message.received_at)}" if is_keyed else str(self.key)

    @property
    def failure(self) -> Failure | None:
        """What ended the last attempt, if it failed."""
        return self.attempts[-1].failure if self.attempts else None

    def is_same_write(self, other: "Run") -> bool:
        """Whether the other is this very write, seen again because its answer was lost."""
        return (self.version, self.owner) == (other.version, other.owner)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What an index of the runs tells of one.

    Args:
        action: its action.
        state: its state.
        scope: its event's scope.
        happened_at: when its event happened, in unix seconds.
        error_type: the class of its last error; empty if its last attempt ended well.
    """

    action: str
    state: State
    scope: str
    happened_at: float
    error_type: str = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """What a worker brings to claim a run.

    Args:
        owner: a random token of this claim alone.
        now: unix seconds.
        until: when the worker will certainly have ended, in unix seconds.
    """

    owner: str
    now: float
    until: float


def first(
    key: RunKey,
    message: Message,
    *,
    scope: str,
    lane: str,
    lease: Lease,
    resource: str | None = None,
    happened_at: float = 0.0,
) -> Run:
    """The first version of a run that nobody has claimed before."""
    return Run(
        key=key,
        version=1,
        state="running",
        owner=lease.owner,
        message=message,
        scope=scope,
        lane=lane,
        resource=resource,
        happened_at=happened_at,
        attempt=1,
        started_at=lease.now,
        lease_until=lease.until,
        created_at=lease.now,
        updated_at=lease.now,
    )


def next_attempt(run: Run, lease: Lease) -> Run:
    """Another attempt begins."""
    claimed = replace(run, state="running", owner=lease.owner, attempt=run.attempt + 1)
    return _next(replace(claimed, started_at=lease.now, lease_until=lease.until), lease.now)


def lose_attempt(run: Run) -> Run:
    """Note that the attempt's process ended without a word; this is no version of its own."""
    return replace(run, attempts=_kept(run, _ended(run, run.lease_until, describe(AttemptLost()))))


def with_enqueued(run: Run, asked_for: Iterable[RunKey]) -> Run:
    """Note what the attempt has asked for; this is no version of its own."""
    return replace(run, enqueued=tuple(dict.fromkeys((*run.enqueued, *asked_for)))[:MAX_ENQUEUED_KEPT])


def complete(run: Run, now: float) -> Run:
    """The attempt ended well."""
    return _end_attempt(replace(run, state="completed"), now, None)


def put_back(run: Run, error: BaseException, now: float, *, after: float, counted: bool) -> Run:
    """The attempt raised and another follows after some seconds; one that is not counted leaves no trace."""
    retrying = replace(run, state="retrying", next_attempt_at=now + after)
    if counted:
        return _end_attempt(retrying, now, describe(error))
    return _next(replace(retrying, attempt=run.attempt - 1, lease_until=0.0), now)


def fail(run: Run, error: BaseException, now: float) -> Run:
    """The attempt raised and no other follows. The lease goes on, for the dead letter is still to be sent."""
    failed = _end_attempt(replace(run, state="failed", dead_lettered=False), now, describe(error))
    return replace(failed, lease_until=run.lease_until)


def dead_lettered(run: Run, now: float) -> Run:
    """The dead letter has been sent."""
    return _next(replace(run, dead_lettered=True), now)


def enqueued(key: RunKey, message: Message, *, lane: str, owner: str, now: float) -> Run:
    """A run that another action asked for, before anybody has claimed it.

    Args:
        key: its name.
        message: what was queued.
        lane: the lane that it will run in.
        owner: a random token.
        now: unix seconds.
    """
    run = first(key, message, scope=ENQUEUED, lane=lane, lease=Lease(owner, now, 0.0))
    state: State = "scheduled" if message.due_at > now else "waiting"
    return replace(run, state=state, attempt=0, next_attempt_at=message.due_at)


def without_attempt(run: Run, state: State) -> Run:
    """A version just claimed as one that nobody will work on: `ignored`, or `coalesced`."""
    return replace(run, state=state, attempt=run.attempt - 1, lease_until=0.0)


def _end_attempt(run: Run, now: float, failure: Failure | None) -> Run:
    return _next(replace(run, attempts=_kept(run, _ended(run, now, failure)), lease_until=0.0), now)


def _ended(run: Run, at: float, failure: Failure | None) -> Attempt:
    return Attempt(run.attempt, run.message.redrives, run.started_at, at, failure)


def _kept(run: Run, attempt: Attempt) -> tuple[Attempt, ...]:
    return (*run.attempts, attempt)[-MAX_ATTEMPTS_KEPT:]


def _next(run: Run, now: float) -> Run:
    return replace(run, version=run.version + 1, updated_at=now)
