"""Life of a run: pure functions from one stored version to the next.

A run is stored as a row with a version. The worker that writes the next version owns the run until its lease expires.
The version is the fencing token: a worker whose lease expired finds a newer version and cannot record its outcome.

The row is the source of truth: it says what to do next, and when. Something wakes every run that has not ended. Until
a run waits for the first time, the message that created it does. From then on, the timer does, which checks the run at
its `due_at`. The timer also releases held runs.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from math import inf
from typing import Literal, get_args

from storehook.errors import AttemptLost
from storehook.queues.lanes import MAX_DELAY
from storehook.queues.message import Message
from storehook.queues.run_key import REUSABLE, RunKey
from storehook.runs.failure import Failure, describe, fingerprint

State = Literal[
    "scheduled", "waiting", "running", "retrying", "held", "completed", "failed", "cancelled", "ignored", "coalesced"
]
"""The state of a run.

- `scheduled`: it starts at a later time. Another action enqueued it with a delay, or its window has not ended.
- `waiting`: it is due and has not started, or it sleeps. It waits for a consumer, for its store's quota, for a resource
  lock, for the end of its sleep, for an event, or for a person's answer.
- `running`: an attempt is in progress.
- `retrying`: the last attempt failed or used up the store's quota. Another attempt follows.
- `held`: its store, action or lane is paused, and it continues when that is resumed. Or a step was started with `once`
  and its result is not known, and a person says whether it happened.
- `completed`: the action returned.
- `failed`: the action raised `Fail`, its retries are used up, or its event is unreadable. It has a dead letter.
- `cancelled`: an operator, an event or the end of its time cancelled it while it waited or was held.
- `ignored`: no action subscribes to its event, or the app is uninstalled from its store.
- `coalesced`: its event joined a window, which has its own run. Or another run of the same change covers it.
"""

STATES: tuple[State, ...] = get_args(State)

FINISHED: frozenset[State] = frozenset({"completed", "cancelled", "ignored", "coalesced"})

WAITS: frozenset[State] = frozenset({"scheduled", "waiting", "retrying"})
"""States of runs that continue at their `next_attempt_at`."""

LATE = 300.0
"""Seconds after a wake-up was due at which the timer checks whether it arrived."""

EARLY = 1.0
"""Seconds before its time at which a run may start, because the clocks of two machines differ."""

QUESTION = "question"
"""`Run.held_by` of runs that are held because of a step, in place of the name of a pause."""

ENQUEUED = "(enqueued)"
"""Stands in for the scope of a run that another action enqueued."""

SCHEDULED = "(scheduled)"
"""Stands in for the scope of a run that a schedule created."""

APP = "(app)"
"""Stands in for the store of a scheduled run that is for the app as a whole."""

UNREADABLE = "(unreadable)"
"""Stands in for the action of an event that cannot be read. No Python function can have this name."""

IGNORED = "(none)"
"""Stands in for the action of an event to which no action subscribes."""

WAITERS = "(waiters)"
"""Stands in for the action of a message that only wakes the runs that wait for its event."""

RESOURCE = "(resource)"
"""Stands in for the field of a wait for any event about a resource, such as `order/113`."""

EVENT = "event/"
"""Prefix of `Run.waits_for` of a run that waits for an event. The name of the wait follows."""

MAX_ATTEMPTS_KEPT = 20
"""Attempts kept in a row."""

MAX_ERROR_BEFORE = 40
"""Characters kept of an error message when a later error from the same place has another message."""

MAX_ENQUEUED_KEPT = 20
"""Enqueued runs that a row lists, to be shown beside the run."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Attempt that has ended. Times are in unix seconds.

    Args:
        number: counted from 1 since the run was created, redriven or suspended, or since an event joined its window.
        redrives: redrives of the run before this attempt.
        failure: None if the attempt succeeded.
    """

    number: int
    redrives: int
    started_at: float
    ended_at: float
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Run of one action on one event, as stored. Times are in unix seconds.

    Args:
        version: number of writes. The first is 1.
        owner: random token of the worker that wrote this version.
        resource: resource of the event, such as `order/113`. None if there is no event or it names no resource.
        happened_at: time of the event by BigCommerce's clock. 0 if not known.
        attempt: number of the current or last attempt. 0 before the first.
        attempts: the last 20 attempts that have ended, oldest first.
        started_at: start of the current attempt.
        lease_until: time until which no other worker may claim it.
        alone: the current attempt is the only one of its process.
        faults: consecutive attempts that ended with a fault outside the action.
        position: position in its store's quota queue. None if it has none.
        due_at: time at which the timer checks it. 0 if its message wakes it or it is held.
        held_by: the pause that holds it, such as `store/abc123`, or `QUESTION`. None if it is not held.
        dead_lettered: its dead letter is known to be in the dead-letter queue.
        enqueued: the first 20 runs that it enqueued.
        covered_by: `RunKey.path` of the run that covers it, if it is `coalesced` for that reason.
        cancelled_by: scope of the event that cancelled it, or `within` or `start_within` if its time had passed. None
            if it isn't `cancelled`, or an operator did it.
        waits_for: what it is suspended or held for, such as `sleep/cool off`, `answer/charge` or
            `event/store/shipment/created orderId=113`. None if for nothing.
        answer: the last question that a person answered and the choice, as a JSON array. The next attempt stores it.
        has_steps: an attempt that was recorded has used steps.
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
    covered_by: str | None = None
    cancelled_by: str | None = None
    waits_for: str | None = None
    answer: str | None = None
    has_steps: bool = False
    created_at: float
    updated_at: float

    @property
    def run_key(self) -> str:
        """Idempotency key: the same in every attempt, and never used for another run.

        A key or a window can be used again once the earlier run's row has expired. The creation time tells such runs
        apart.
        """
        is_reusable = self.key.event_id.startswith(REUSABLE)
        return f"{self.key}@{int(self.created_at)}" if is_reusable else str(self.key)

    @property
    def has_ended(self) -> bool:
        """No work is left for this run."""
        return self.state in FINISHED or (self.state == "failed" and self.dead_lettered)

    @property
    def failure(self) -> Failure | None:
        """Failure of the last attempt, if it failed."""
        return self.attempts[-1].failure if self.attempts else None

    def is_same_write(self, other: "Run") -> bool:
        """Return whether the other is this same write, seen again because its answer was lost."""
        return (self.version, self.owner) == (other.version, other.owner)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """Summary of a run, as an index holds it. `error_type` is empty if its last attempt succeeded."""

    action: str
    state: State
    scope: str
    happened_at: float
    error_type: str = ""
    started_at: float = 0.0
    covered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """Lease with which a worker claims a run. Times are in unix seconds.

    Args:
        owner: random token of this claim.
        until: time by which the worker has certainly ended.
        alone: the process works on nothing else meanwhile.
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
    """Return the first version of a run, claimed by a worker."""
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
    """Return the run with its next attempt started."""
    claimed = replace(run, state="running", owner=lease.owner, attempt=run.attempt + 1, alone=lease.alone)
    return _next(replace(claimed, started_at=lease.now, lease_until=lease.until, waits_for=None), lease.now)


def is_due(run: Run, now: float) -> bool:
    """Return whether the run waits and its time has come."""
    return run.state in WAITS and run.next_attempt_at <= now + EARLY


def lose_attempt(run: Run) -> Run:
    """Return the run with a lost attempt: its process died. This is not a new version.

    If the attempt shared its process, another attempt may have ended it. The lost attempt then doesn't count.
    """
    if not run.alone:
        return replace(run, attempt=run.attempt - 1)
    return replace(run, attempts=_kept(run, _ended(run, run.lease_until, describe(AttemptLost()))))


def with_enqueued(run: Run, enqueued: Iterable[RunKey]) -> Run:
    """Return the run with the runs that its attempt enqueued. This is not a new version."""
    return replace(run, enqueued=tuple(dict.fromkeys((*run.enqueued, *enqueued)))[:MAX_ENQUEUED_KEPT])


def repeats(run: Run, error: BaseException) -> int:
    """Return how many attempts just before this one ended with the same error from the same place."""
    earlier = run.attempts[1 - run.attempt :] if run.attempt > 1 else ()
    same = fingerprint(error)
    return len([*takewhile(lambda attempt: attempt.failure and attempt.failure.fingerprint == same, reversed(earlier))])


def complete(run: Run, now: float) -> Run:
    """Return the run completed."""
    return _end_attempt(replace(run, state="completed"), now, None)


def schedule_retry(run: Run, error: BaseException, now: float, *, after: float) -> Run:
    """Return the run with a failed attempt recorded, and the next one scheduled after some seconds."""
    retrying = waiting_until(replace(run, state="retrying", position=None), now + after, now)
    return _end_attempt(retrying, now, describe(error))


def defer(run: Run, now: float, *, until: float, faults: int = 0) -> Run:
    """Return the run deferred to a time. The attempt that just started doesn't count and isn't recorded."""
    state: State = "retrying" if run.attempts else "waiting"
    waiting = waiting_until(without_attempt(run, state), until, now)
    return _next(replace(waiting, faults=faults), now)


def suspend(run: Run, waits_for: str, now: float, *, until: float) -> Run:
    """Return the run suspended until a time. It gives up its position in the quota queue.

    The attempt that just ended doesn't count and isn't recorded. After the wait, the run has all its retries again.
    """
    suspended = replace(without_attempt(run, "waiting"), attempt=0, faults=0, position=None, waits_for=waits_for)
    return _next(waiting_until(suspended, until, now), now)


def answer_of(step: str) -> str:
    """Return `Run.waits_for` of a run that is held because of a step, or asks a person."""
    return f"answer/{step}"


def asked_step(run: Run) -> str | None:
    """Return the step because of which a run is held, or the question that it asks. None if there is none."""
    return asked_in(run.state, run.waits_for)


def asked_in(state: str | None, waits_for: str | None) -> str | None:
    """Return the step or the question as `asked_step` does, from attributes of a run."""
    kind, _, step = (waits_for or "").partition("/")
    return step if state in ("held", "waiting") and kind == "answer" else None


def with_answer(run: Run, question: str, choice: str) -> Run:
    """Return the run with a person's answer. This is not a new version."""
    return replace(run, answer=json.dumps([question, choice], ensure_ascii=False))


def answer_to(run: Run, question: str) -> str | None:
    """Return a person's answer to a question. None without one, or if a later question has been answered."""
    answered, choice = json.loads(run.answer) if run.answer else (None, None)
    return choice if answered == question else None


def ask(run: Run, step: str, error: BaseException, now: float) -> Run:
    """Return the run held until a person, or a late result, says whether a step has happened. The attempt is recorded.

    After the answer, the run has all its retries again.
    """
    asked = replace(run, state="held", held_by=QUESTION, waits_for=answer_of(step), position=None)
    return replace(_end_attempt(asked, now, describe(error)), attempt=0, next_attempt_at=0.0, due_at=0.0)


def hold(run: Run, by: str, now: float) -> Run:
    """Return the run held by a pause. The attempt that just started doesn't count and isn't recorded."""
    return _next(held(run, by), now)


def release(run: Run, now: float) -> Run:
    """Return a held run that continues now."""
    return _next(waiting_until(replace(run, state="waiting", held_by=None), now, now), now)


def waiting_until(run: Run, at: float, now: float) -> Run:
    """Return the run waiting until a time. This is not a new version.

    If SQS can delay the wake-up for that long, it is sent at once, and the timer only checks that it arrived.
    """
    return replace(run, next_attempt_at=at, due_at=at + LATE if at - now <= MAX_DELAY else at)


def written(run: Run, lease: Lease) -> Run:
    """Return the next version of a waiting run, written by a worker that does not claim it."""
    return _next(replace(run, owner=lease.owner), lease.now)


def fail(run: Run, error: BaseException, now: float, *, reason: str = "") -> Run:
    """Return the run failed. Its lease stays until its dead letter has been sent.

    Args:
        reason: reason for an end before the retries are used up.
    """
    failed = _end_attempt(replace(run, state="failed", dead_lettered=False), now, describe(error, reason))
    return replace(failed, lease_until=run.lease_until, due_at=now + LATE)


def dead_lettered(run: Run) -> Run:
    """Return the failed run with its dead letter sent."""
    return replace(run, version=run.version + 1, dead_lettered=True, due_at=0.0)


def reset(run: Run, now: float) -> Run:
    """Return a failed run that is tried again, with the history of its attempts. This is not a new version."""
    again = replace(run, state="waiting", message=run.message.redriven(), attempt=0, faults=0, dead_lettered=False)
    return waiting_until(again, now, now)


def scheduled(run: Run, at: float) -> Run:
    """Return a first version that no worker has claimed, waiting until a time."""
    state: State = "scheduled" if at > run.created_at else "waiting"
    return waiting_until(without_attempt(run, state), at, run.created_at)


def woken_at(run: Run, at: float) -> Run:
    """Return a first version that only the timer wakes, at a time."""
    return replace(run, due_at=at)


def ignore(run: Run, now: float) -> Run:
    """Return a claimed run as ignored."""
    return _next(without_attempt(run, "ignored"), now)


def end_of(run: Run, within: float | None) -> float:
    """Return when a run's time has passed, in unix seconds. Infinite if its time has no limit.

    A run that an operator retries has none.

    Args:
        within: seconds from the receipt of its event on, or from its enqueue.
    """
    if within is None or run.message.redrives:
        return inf
    if run.message.kind == "schedule" and not run.key.generation:
        return run.message.received_at + within  # it was created before its time
    # Running it again makes another generation with the same message.
    return (run.created_at if run.key.generation else min(run.message.received_at, run.created_at)) + within


def cancel(run: Run, by: str, now: float) -> Run:
    """Return a claimed run as cancelled."""
    cancelled = replace(without_attempt(run, "cancelled"), cancelled_by=by, position=None)
    return _next(replace(cancelled, next_attempt_at=0.0, due_at=0.0), now)


def cover(run: Run, by: str, now: float) -> Run:
    """Return a claimed run as coalesced, because another run of its change covers it."""
    return _next(covered(run, by), now)


def covered(run: Run, by: str) -> Run:
    """Return a claimed version as covered. This is not a new version."""
    return replace(without_attempt(run, "coalesced"), covered_by=by)


def held(run: Run, by: str) -> Run:
    """Return a claimed version as held. This is not a new version.

    It gives up its position in the quota queue, because nobody knows when it continues.
    """
    without = replace(without_attempt(run, "held"), held_by=by, position=None, faults=0)
    return replace(without, next_attempt_at=0.0, due_at=0.0)


def without_attempt(run: Run, state: State) -> Run:
    """Return a claimed version that no worker works on: `ignored`, `coalesced` or `held`."""
    return replace(run, state=state, attempt=run.attempt - 1, lease_until=0.0)


def _end_attempt(run: Run, now: float, failure: Failure | None) -> Run:
    return _next(replace(run, attempts=_kept(run, _ended(run, now, failure)), lease_until=0.0, faults=0), now)


def _ended(run: Run, at: float, failure: Failure | None) -> Attempt:
    return Attempt(run.attempt, run.message.redrives, run.started_at, at, failure)


def _kept(run: Run, attempt: Attempt) -> tuple[Attempt, ...]:
    # Among similar failures, only the last keeps its traceback and full message, because every write pays for the row.
    return (*(_brief(earlier, attempt.failure) for earlier in run.attempts), attempt)[-MAX_ATTEMPTS_KEPT:]


def _brief(attempt: Attempt, last: Failure | None) -> Attempt:
    failure = attempt.failure
    if failure is None or last is None or failure.fingerprint != last.fingerprint:
        return attempt
    error = failure.error if failure.error == last.error else failure.error[:MAX_ERROR_BEFORE]
    return replace(attempt, failure=replace(failure, error=error, traceback=""))


def _next(run: Run, now: float) -> Run:
    return replace(run, version=run.version + 1, updated_at=now)
