"""Model of one run's row, its entries in the index `open`, and its wake-ups, with the library's own decisions.

The index shows and drops each entry of the run at any later time. It may thus show two entries, or none. Wake-ups may
be lost, doubled and late, and so may the message that started the run once its row is there. Workers, the timer and the
caller that enqueues the run may die between any two effects. The ticks of the timer find the rest.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from storehook.queues.lanes import LONGEST_ATTEMPT, MAX_DELAY
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs import claims
from storehook.runs import run as runs
from storehook.runs.open import due_in, held_by, open_entry, open_partition, open_place
from storehook.runs.ports import Due
from storehook.runs.run import FINISHED, Lease, Run
from storehook.runs.run import State as RunState
from storehook.timer import releases, timer

TIMES = (10_000.0, 10_400.0, 12_000.0, 20_000.0)
"""Times at which things happen, in unix seconds. At the last one, the run was rechecked, and everything is due."""

LATEST = TIMES[-1]

LEASE = 60.0

LONGEST_LAG = 3600.0
"""Seconds after which the index shows a write."""

HOLDER = "store/store"

RETRIES = 9
"""Retries of the action. The model has fewer failures and deaths."""

KEY = RunKey("store", "event", "sync")


class Row(NamedTuple):
    """Row of the run. It has what decides something, so that equal states are found."""

    state: RunState
    version: int
    attempt: int
    next_attempt_at: float
    due_at: float
    lease_until: float
    held_by: str | None


class Entry(NamedTuple):
    """Entry of the run in the index."""

    partition: str
    due: Due


class Worker(NamedTuple):
    """Worker on a message of the run, before its next step.

    Args:
        row: version that it is about to write, or that it works on.
        until: end of its lease.
    """

    step: str
    row: Row
    until: float = 0.0


class Tick(NamedTuple):
    """Tick that has read an entry, before its next step."""

    step: str
    due: Due


class State(NamedTuple):
    """State of the table, the index, the queue and the processes.

    Args:
        shown: entries that the index shows.
        messages: messages for the run.
        caller: has stored the run, and has not sent its wake-up yet.
        noted_at: time of the note that leads the timer to the held run. None without a note.
        failures: attempts that may still fail.
        after: seconds after which a failed attempt is tried again.
        deaths: workers that may still die.
        workers_at_once: workers that run at the same time, and messages, at most.
        ticks_at_once: ticks of waking and releasing that run at the same time, at most.
    """

    now: int = 0
    row: Row | None = None
    shown: frozenset[Entry] = frozenset()
    messages: int = 1
    workers: tuple[Worker, ...] = ()
    ticks: tuple[Tick, ...] = ()
    caller: bool = False
    noted_at: float | None = None
    is_paused: bool = False
    completed: int = 0
    failures: int = 0
    after: float = 10.0
    deaths: int = 0
    workers_at_once: int = 1
    ticks_at_once: int = 1


def delivered(
    *, failures: int = 0, after: float = 10.0, deaths: int = 0, paused: bool = False, workers: int = 1, ticks: int = 1
) -> State:
    """Return the state in which the first messages of the run have arrived, one for each worker."""
    return State(
        messages=workers,
        failures=failures,
        after=after,
        deaths=deaths,
        is_paused=paused,
        workers_at_once=workers,
        ticks_at_once=ticks,
    )


def enqueued(delay: float, *, failures: int = 0, deaths: int = 0, paused: bool = False) -> State:
    """Return the state in which another run's attempt has stored the run, and not sent its wake-up."""
    at = TIMES[0]
    run = runs.scheduled(_first(at), at + delay)
    return State(
        row=_row(run),
        messages=0,
        caller=delay <= MAX_DELAY,
        failures=failures,
        deaths=deaths,
        is_paused=paused,
    )


def steps(state: State) -> Iterator[tuple[str, State]]:
    """Yield each step that can follow, and the state after it."""
    yield from _time(state)
    yield from _messages(state)
    yield from _indexed(state)
    yield from _works(state)
    yield from _wakes(state)
    if state.caller:
        yield "the caller sends the wake-up", _sent(state)._replace(caller=False)
        yield "the caller dies", state._replace(caller=False)
    if state.is_paused:
        yield "the store is resumed", state._replace(is_paused=False)


def violation(state: State) -> str | None:
    """Return the rule that a state breaks, if any."""
    if state.completed > 1:
        return "the run completed twice"
    attempts = [worker for worker in state.workers if worker.step == "attempt" and worker.until > TIMES[state.now]]
    return "two attempts overlap within their leases" if len(attempts) > 1 else None


def is_end(state: State) -> bool:
    """Return whether the run has ended."""
    return state.row is not None and state.row.state in FINISHED


def follows(after: Row, row: Row | None) -> bool:
    """Return whether a write would be accepted, as the table of runs decides."""
    return after.version - 1 == (row.version if row else 0)


def forget() -> None:
    """Forget the decisions that were made before the library was changed."""
    for decision in (_rechecked, _claim, _completed, _failed, _moved, _released, _run, _entries):
        decision.cache_clear()


def _time(state: State) -> Iterator[tuple[str, State]]:
    """Let time pass. No process and no lag lasts longer than it may."""
    if state.row is None or TIMES[state.now] == LATEST:
        return
    seconds = TIMES[state.now + 1] - TIMES[state.now]
    works = seconds > max(LONGEST_ATTEMPT.values()) and (state.workers or state.ticks or state.caller)
    lags = seconds > LONGEST_LAG and state.shown != _entries(state.row)
    if works or lags:
        return
    later = state._replace(now=state.now + 1)
    name = f"time: {TIMES[later.now] - TIMES[0]:.0f}"
    if TIMES[later.now] == LATEST:
        yield f"{name}, and the recheck", later._replace(row=_rechecked(state.row))
    else:
        yield name, later


@cache
def _rechecked(row: Row) -> Row:
    """Return the row after its recheck, which makes it due if nothing else does."""
    return row if row.state in FINISHED or _entries(row) else _row(replace(_run(row), due_at=LATEST))


def _messages(state: State) -> Iterator[tuple[str, State]]:
    if state.messages and state.row:
        yield "a message is lost", state._replace(messages=state.messages - 1)
        yield "a message is doubled", _sent(state)
    if state.messages and len(state.workers) < state.workers_at_once:
        received = state._replace(messages=state.messages - 1)
        yield "a worker receives a message", _decided(received)


def _indexed(state: State) -> Iterator[tuple[str, State]]:
    wanted = _entries(state.row)
    for shown in wanted - state.shown:
        yield f"the index shows {_named(shown)}", state._replace(shown=state.shown | {shown})
    for old in state.shown - wanted:
        yield f"the index drops {_named(old)}", state._replace(shown=state.shown - {old})


def _decided(state: State) -> State:
    """Let a worker read the row, and decide what it does."""
    now, row = TIMES[state.now], state.row
    if row and now == LATEST and not any(_has(worker, row) for worker in state.workers):
        row = row._replace(lease_until=0.0)  # Time would pass until it has expired.
    claim = _claim(row, now, state.is_paused)
    if isinstance(claim, Worker):
        return _with(state, claim)
    return _sent(state) if claim == "leased" else state


@cache
def _claim(row: Row | None, now: float, is_paused: bool) -> Worker | str:
    lease = Lease("worker", now, now + LEASE)
    claim: claims.Claim = claims.Start(_first(now))
    if row:
        claim = claims.claim(_run(row), 0, lease, retry_count=RETRIES, full_time=LEASE)
    match claim:
        case claims.Start(run) if is_paused:
            return Worker("note", _row(runs.held(run, HOLDER)))
        case claims.Start(run):
            return Worker("claim", _row(run), lease.until)
        case claims.Leased():
            return "leased"
        case _:
            return "nothing to do"


def _works(state: State) -> Iterator[tuple[str, State]]:
    for index, worker in enumerate(state.workers):
        alone = state._replace(workers=(*state.workers[:index], *state.workers[index + 1 :]))
        if state.deaths:
            yield "the worker dies", _sent(alone)._replace(deaths=state.deaths - 1)
        yield from _works_on(alone, worker)


def _works_on(state: State, worker: Worker) -> Iterator[tuple[str, State]]:
    row = worker.row
    match worker.step:
        case "note":
            noted = state._replace(noted_at=TIMES[state.now])
            yield "the worker notes the holder", _with(noted, worker._replace(step="claim"))
        case "claim" if not follows(row, state.row):
            yield "the worker finds another version", _decided(state)
        case "claim":
            claimed = state._replace(row=row)
            after = claimed if row.state == "held" else _with(claimed, worker._replace(step="attempt"))
            yield f"the worker writes that it is {row.state}", after
        case "attempt":
            now = TIMES[state.now]
            yield "the attempt ends well", _with(state, worker._replace(step="record", row=_completed(row, now)))
            if state.failures:
                failed = worker._replace(step="record", row=_failed(row, now, state.after))
                yield "the attempt fails", _with(state._replace(failures=state.failures - 1), failed)
        case "record" if not follows(row, state.row):
            yield "the worker is fenced", state
        case "record":
            recorded = state._replace(row=row, completed=state.completed + (row.state == "completed"))
            sends = row.state == "retrying" and state.after <= MAX_DELAY
            after = _with(recorded, worker._replace(step="wake")) if sends else recorded
            yield f"the worker writes that it is {row.state}", after
        case _:
            yield "the worker sends the wake-up", _sent(state)


@cache
def _completed(row: Row, now: float) -> Row:
    return _row(runs.complete(_run(row), now))


@cache
def _failed(row: Row, now: float, after: float) -> Row:
    return _row(runs.schedule_retry(_run(row), ValueError("no"), now, after=after))


def _wakes(state: State) -> Iterator[tuple[str, State]]:
    """Let ticks read entries, act on them, and die. One that releases also forgets the holder's name."""
    now = TIMES[state.now]
    held = open_partition(held_by(HOLDER), KEY)
    if len(state.ticks) < state.ticks_at_once:
        for shown in state.shown:
            if shown.partition == held and state.noted_at is not None and not state.is_paused:
                yield "a tick reads the held run", _ticks(state, Tick("release", shown.due))
            elif shown.partition != held and shown.due.due_at <= now + timer.AHEAD:
                yield f"a tick reads {_named(shown)}", _ticks(state, Tick("wake", shown.due))
    is_empty = all(shown.partition != held for shown in state.shown)
    is_old = state.noted_at is not None and now - state.noted_at > releases.KEPT
    if is_old and is_empty and not state.is_paused:
        yield "a tick forgets the holder", state._replace(noted_at=None)
    for index, tick in enumerate(state.ticks):
        others = state._replace(ticks=(*state.ticks[:index], *state.ticks[index + 1 :]))
        yield "the tick dies", others
        yield from _goes_on(others, tick, now)


def _goes_on(state: State, tick: Tick, now: float) -> Iterator[tuple[str, State]]:
    row = state.row
    assert row is not None
    match tick.step:
        case "wake":
            yield "the tick sends the wake-up", _ticks(_sent(state), tick._replace(step="move"))
        case "move":
            yield "the tick moves the check, if it is the same", state._replace(row=_moved(row, tick.due, now))
        case "release":
            released = state._replace(row=_released(row, now))
            yield "the tick releases the run, if it is held", _ticks(released, tick._replace(step="send"))
        case _:
            yield "the tick sends the wake-up of the released run", _sent(state)


@cache
def _moved(row: Row, due: Due, now: float) -> Row:
    """Return the row with its next check moved, as the table of runs decides."""
    partition = open_partition(due_in("default"), KEY)
    if open_entry(_run(row)) != (partition, open_place(partition, due.due_at, KEY.store_hash)):
        return row
    return _row(replace(_run(row), due_at=timer.next_check(due, now)))


@cache
def _released(row: Row, now: float) -> Row:
    """Return the row released, as the table of runs decides."""
    return row if row.held_by != HOLDER else _row(runs.release(_run(row), now))


def _has(worker: Worker, row: Row) -> bool:
    """Return whether a worker works on this version of the run."""
    written = {"attempt": 0, "record": 1}.get(worker.step)
    return written is not None and worker.row.version - written == row.version


def _first(now: float) -> Run:
    message, lease = Message("store", "event", b"{}", 0, 0.0), Lease("worker", now, now + LEASE)
    return runs.first(KEY, message, scope="store/order/updated", lane="default", lease=lease)


@cache
def _run(row: Row) -> Run:
    return replace(_first(TIMES[0]), **row._asdict())


def _row(run: Run) -> Row:
    # At the latest time, everything is due. Nothing checks a run that has ended.
    next_attempt_at, due_at = min(run.next_attempt_at, LATEST), min(run.due_at, LATEST)
    if run.state in FINISHED:
        next_attempt_at = due_at = 0.0
    return Row(run.state, run.version, run.attempt, next_attempt_at, due_at, run.lease_until, run.held_by)


@cache
def _entries(row: Row | None) -> frozenset[Entry]:
    """Return what the index will show for a row: one entry, or none."""
    run = _run(row) if row else None
    place = open_entry(run) if run else None
    if run is None or place is None:
        return frozenset()
    at = run.created_at if run.state == "held" else run.due_at
    return frozenset([Entry(place[0], Due(run.key, at, run.next_attempt_at, run.lane))])


def _sent(state: State) -> State:
    return state._replace(messages=min(state.messages + 1, state.workers_at_once))


def _with(state: State, worker: Worker) -> State:
    return state._replace(workers=(*state.workers, worker))


def _ticks(state: State, tick: Tick) -> State:
    return state._replace(ticks=(*state.ticks, tick))


def _named(shown: Entry) -> str:
    return "the held run" if shown.partition.startswith("held") else f"the check at {shown.due.due_at - TIMES[0]:.0f}"
