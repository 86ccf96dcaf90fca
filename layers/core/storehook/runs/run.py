"""A run's life, as pure functions from one stored version to the next.

A run is stored as a row with a version. Whoever writes the next version owns the run until the lease ends: the version
is the fencing token. A worker whose lease ran out finds a newer version and cannot record its outcome any more.

The row is the truth about what is to be done, and when; the queue only carries what is due. Something wakes every run
that has not ended: until it waits for the first time, the message that it came by; from then on its `due_at`, at which
the timer looks at it, whatever has become of messages; and one that is held, the timer's look at what nothing holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from storehook.errors import AttemptLost
from storehook.queues.lanes import MAX_DELAY
from storehook.queues.message import Message
from storehook.queues.run_key import REUSABLE, RunKey
from storehook.runs.failure import Failure, describe

State = Literal[
    "scheduled", "waiting", "running", "retrying", "held", "completed", "failed", "cancelled", "ignored", "coalesced"
]
"""The state of a run.

- `scheduled`: it starts at a later time. Another action enqueued it with a delay, or its window has not ended.
- `waiting`: it is due and has not started. It waits for a consumer, for its store's quota or for a resource lock.
- `running`: an attempt is in progress.
- `retrying`: the last attempt failed or used up the store's quota. Another attempt follows.
- `held`: its store, action or lane is paused. It continues when that is resumed.
- `completed`: the action returned.
- `failed`: the action raised `Fail`, its retries are used up, or its event is unreadable. It has a dead letter.
- `cancelled`: an operator cancelled it while it waited or was held.
- `ignored`: no action subscribes to its event, or the app is uninstalled from its store.
- `coalesced`: its event joined a window. The window has a run of its own.
"""

STATES: tuple[State, ...] = get_args(State)

FINISHED: frozenset[State] = frozenset({"completed", "cancelled", "ignored", "coalesced"})

WAITS: frozenset[State] = frozenset({"scheduled", "waiting", "retrying"})
"""The states of what goes on at its `next_attempt_at`."""

LATE = 300.0
"""Seconds after a wake-up was due at which the timer looks whether it has come."""

EARLY = 1.0
"""Seconds before its time at which a run may begin: the clocks of two machines are never the same."""

ENQUEUED = "(enqueued)"
"""What stands for the scope in a run that another action asked for."""

UNREADABLE = "(unreadable)"
"""What stands for the action in the run of an event that cannot be read. No Python function can have this name."""

IGNORED = "(none)"
"""What stands for the action in the run of an event that no action wants."""

MAX_GENERATION = 999_999
"""The last generation that a name has room for."""

MAX_ATTEMPTS_KEPT = 20
"""Attempts in a row's history."""

MAX_ERROR_BEFORE = 40
"""Characters that are kept of what an error said, once another from the same place has said something else."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One action on one event, as stored.

    Args:
        key: its name.
        version: counts the writes; the first is 1.
        state: what it is doing.
        owner: the random token of the worker that wrote this version.
        message: what it was made of, with its payload.
        scope: the event's scope.
        lane: the lane that it runs in.
        resource: what the event is about, such as `order/113`; None if it does not say, or if there is no event.
        happened_at: when the event happened by BigCommerce's clock, in unix seconds; 0 if that is not known.
        attempt: the number of the attempt that goes on or ended last; 0 before the first.
        attempts: those that have ended, oldest first, the last 20.
        started_at: when the attempt that goes on was claimed, in unix seconds.
        lease_until: until when nobody else may claim it, in unix seconds.
        alone: whether the attempt that goes on is the only one of its process.
        faults: how often in a row an attempt ended for a fault of ours, not of the action.
        next_attempt_at: when the next attempt is due, in unix seconds.
        position: its place in its store's line; None if it has none.
        due_at: when the timer looks at it, in unix seconds; 0 for never: its message will come, or it is held.
        held_by: what holds it until that is resumed, such as `store/abc123`; None if nothing does.
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
    alone: bool = True
    faults: int = 0
    next_attempt_at: float = 0.0
    position: float | None = None
    due_at: float = 0.0
    held_by: str | None = None
    dead_lettered: bool = False
    enqueued: tuple[RunKey, ...] = ()
    created_at: float
    updated_at: float

    @property
    def run_key(self) -> str:
        """The same in every attempt and of this run alone, for good: an idempotency key.

        A key or a window can come back once the table has forgotten the runs before; the second does not.
        """
        comes_back = self.key.event_id.startswith(REUSABLE)
        return f"{self.key}@{int(self.created_at)}" if comes_back else str(self.key)

    @property
    def has_ended(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.state in FINISHED or (self.state == "failed" and self.dead_lettered)

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
        alone: whether its process works on nothing else meanwhile.
    """

    owner: str
    now: float
    until: float
    alone: bool = True


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
        message=replace(message, action=key.action, event_id=key.event_id, generation=key.generation),
        scope=scope,
        lane=lane,
        resource=resource,
        happened_at=happened_at,
        attempt=1,
        started_at=lease.now,
        lease_until=lease.until,
        alone=lease.alone,
        created_at=lease.now,
        updated_at=lease.now,
    )


def next_attempt(run: Run, lease: Lease) -> Run:
    """Another attempt begins."""
    claimed = replace(run, state="running", owner=lease.owner, attempt=run.attempt + 1, alone=lease.alone)
    return _next(replace(claimed, started_at=lease.now, lease_until=lease.until), lease.now)


def is_due(run: Run, now: float) -> bool:
    """Whether it waits, and its time has come."""
    return run.state in WAITS and run.next_attempt_at <= now + EARLY


def lose_attempt(run: Run) -> Run:
    """Note that the attempt's process ended without a word; this is no version of its own.

    If it was not alone there, another may have ended it: then this is no failure of its own.
    """
    if not run.alone:
        return replace(run, attempt=run.attempt - 1)
    return replace(run, attempts=_kept(run, _ended(run, run.lease_until, describe(AttemptLost()))))


def with_enqueued(run: Run, asked_for: Iterable[RunKey]) -> Run:
    """Note what the attempt has asked for; this is no version of its own."""
    return replace(run, enqueued=tuple(dict.fromkeys((*run.enqueued, *asked_for)))[:MAX_ENQUEUED_KEPT])


def complete(run: Run, now: float) -> Run:
    """The attempt ended well."""
    return _end_attempt(replace(run, state="completed"), now, None)


def schedule_retry(run: Run, error: BaseException, now: float, *, after: float) -> Run:
    """The attempt raised and another follows after some seconds."""
    retrying = waiting_until(replace(run, state="retrying", position=None), now + after, now)
    return _end_attempt(retrying, now, describe(error))


def defer(run: Run, now: float, *, until: float, faults: int = 0) -> Run:
    """The attempt that has begun does not count and leaves no trace; it begins again at a time."""
    state: State = "retrying" if run.attempts else "waiting"
    waiting = waiting_until(without_attempt(run, state), until, now)
    return _next(replace(waiting, faults=faults), now)


def hold(run: Run, by: str, now: float) -> Run:
    """The attempt that has begun does not count and leaves no trace; it begins again once nothing holds the run."""
    return _next(held(run, by), now)


def release(run: Run, now: float) -> Run:
    """A run that was held goes on now."""
    return _next(waiting_until(replace(run, state="waiting", held_by=None), now, now), now)


def waiting_until(run: Run, at: float, now: float) -> Run:
    """It goes on at a time; this is no version of its own.

    A wake-up is sent for what is so near that SQS can delay it: then the timer looks only whether that has come.
    """
    return replace(run, next_attempt_at=at, due_at=at + LATE if at - now <= MAX_DELAY else at)


def fail(run: Run, error: BaseException, now: float) -> Run:
    """The attempt raised and no other follows. The lease goes on, for the dead letter is still to be sent."""
    failed = _end_attempt(replace(run, state="failed", dead_lettered=False), now, describe(error))
    return replace(failed, lease_until=run.lease_until, due_at=now + LATE)


def dead_lettered(run: Run) -> Run:
    """The dead letter has been sent."""
    return replace(run, version=run.version + 1, dead_lettered=True, due_at=0.0)


def afresh(run: Run, now: float) -> Run:
    """A failed run that is to be tried anew, with all its attempts before it; this is no version of its own."""
    again = replace(run, state="waiting", message=run.message.redriven(), attempt=0, faults=0, dead_lettered=False)
    return waiting_until(again, now, now)


def scheduled(run: Run, at: float) -> Run:
    """A first version as one that nobody has claimed, and that goes on at a time."""
    state: State = "scheduled" if at > run.created_at else "waiting"
    return waiting_until(without_attempt(run, state), at, run.created_at)


def ignore(run: Run, now: float) -> Run:
    """A claimed run that is not to be worked on any more."""
    return _next(without_attempt(run, "ignored"), now)


def held(run: Run, by: str) -> Run:
    """A version just claimed as one that waits for a person; this is no version of its own.

    Its place in its store's line is given up: nobody knows when it goes on.
    """
    without = replace(without_attempt(run, "held"), held_by=by, position=None, faults=0)
    return replace(without, next_attempt_at=0.0, due_at=0.0)


def without_attempt(run: Run, state: State) -> Run:
    """A version just claimed as one that nobody works on now: `ignored`, `coalesced`, or `held`."""
    return replace(run, state=state, attempt=run.attempt - 1, lease_until=0.0)


def _end_attempt(run: Run, now: float, failure: Failure | None) -> Run:
    return _next(replace(run, attempts=_kept(run, _ended(run, now, failure)), lease_until=0.0, faults=0), now)


def _ended(run: Run, at: float, failure: Failure | None) -> Attempt:
    return Attempt(run.attempt, run.message.redrives, run.started_at, at, failure)


def _kept(run: Run, attempt: Attempt) -> tuple[Attempt, ...]:
    # Of failures alike, the last tells where they come from, and all it said: each write of the row would pay for nine.
    return (*(_brief(each, attempt.failure) for each in run.attempts), attempt)[-MAX_ATTEMPTS_KEPT:]


def _brief(attempt: Attempt, last: Failure | None) -> Attempt:
    failure = attempt.failure
    if failure is None or last is None or failure.fingerprint != last.fingerprint:
        return attempt
    error = failure.error if failure.error == last.error else failure.error[:MAX_ERROR_BEFORE]
    return replace(attempt, failure=replace(failure, error=error, traceback=""))


def _next(run: Run, now: float) -> Run:
    return replace(run, version=run.version + 1, updated_at=now)
