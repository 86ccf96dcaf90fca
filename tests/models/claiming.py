"""Model of one run's claims, leases and fencing, with the library's own decisions.

Workers receive the run's message, a second copy of it, and its wake-ups. They may stall beyond the end of their lease,
and die between any two effects. The timer wakes the run when it is due.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs import claims
from storehook.runs import run as runs
from storehook.runs.run import FINISHED, WAITS, Lease, Run

LEASE = 1
HIDDEN = 2
"""Time units for which a received message is hidden."""

LATEST = 3
"""Time unit after which nothing expires, so that there are not endlessly many states."""

KEY = RunKey("store", "event", "sync")
FIRST = runs.first(
    KEY,
    Message("store", "event", b"{}", 0, 0.0),
    scope="store/order/updated",
    lane="default",
    lease=Lease("", 0.0, 0.0),
)


@dataclass(frozen=True, slots=True)
class Worker:
    """Worker on a received message.

    Args:
        message: index of its message. None if it is idle.
        run: version that it is about to save. None once its attempt has ended, or before it has read the row.
        task: next effect.
        until: end of its lease.
    """

    message: int | None = None
    task: str = "idle"
    run: Run | None = None
    until: float = 0.0


IDLE = Worker()


@dataclass(frozen=True, slots=True)
class State:
    """State of the run.

    Args:
        messages: time from which each message is visible. None once it is deleted.
        completed: number of times that the run was recorded as completed.
        letters: dead letters.
        deaths: processes that may still die.
        retries: of the action.
    """

    now: int = 0
    row: Run | None = None
    messages: tuple[float | None, ...] = (0.0, 0.0)
    workers: tuple[Worker, ...] = (IDLE, IDLE)
    completed: int = 0
    letters: int = 0
    deaths: int = 0
    retries: int = 0


def steps(state: State) -> Iterator[tuple[str, State]]:
    """Yield each step that can follow, and the state after it."""
    if state.now < LATEST:
        yield f"time: {state.now + 1}", replace(state, now=state.now + 1)
    for index, worker in enumerate(state.workers):
        if worker.task == "idle":
            yield from _receives(state, index)
            continue
        if state.deaths:
            yield f"worker {index} dies", replace(_with(state, index, IDLE), deaths=state.deaths - 1)
        yield from _works(state, index, worker)
    if state.row and state.row.due_at and state.row.due_at <= state.now and None in state.messages:
        yield "the timer wakes it", _woken(state)


def violation(state: State) -> str | None:
    """Return the rule that a state breaks, if any."""
    if state.completed > 1:
        return "the run completed twice"
    attempting = [worker for worker in state.workers if worker.task == "attempt" and worker.until > state.now]
    if len(attempting) > 1:
        return "two attempts overlap within their leases"
    is_idle = all(worker.task == "idle" for worker in state.workers) and not any(
        at is not None for at in state.messages
    )
    if not is_idle:
        return None
    if state.row is None or (state.row.state not in FINISHED and not state.row.dead_lettered and not state.row.due_at):
        return "nothing wakes the run"
    if state.row.state == "failed" and not state.letters and not state.row.due_at:
        return "the failed run has no dead letter"
    return None


def _receives(state: State, index: int) -> Iterator[tuple[str, State]]:
    for message, visible_at in enumerate(state.messages):
        if visible_at is not None and visible_at <= state.now:
            hidden = replace(state, messages=_at(state.messages, message, float(state.now + HIDDEN)))
            lease = Lease(f"worker {index}", float(state.now), float(state.now + LEASE))
            yield f"worker {index} receives message {message}", _decide(hidden, index, message, lease)


def _decide(state: State, index: int, message: int, lease: Lease) -> State:
    """Let a worker read the row and decide what it may do."""
    if state.row is None:
        first = replace(FIRST, owner=lease.owner, lease_until=lease.until, started_at=lease.now)
        return _with(state, index, Worker(message, "claim", first, lease.until))
    match claims.claim(state.row, 0, lease, retry_count=state.retries, full_time=LEASE):
        case claims.Start(run) | claims.Exhaust(run):
            return _with(state, index, Worker(message, "claim", run, lease.until))
        case claims.Resend(run):
            return _with(state, index, Worker(message, "letter", run, lease.until))
        case claims.Leased(seconds):
            return replace(state, messages=_at(state.messages, message, state.now + seconds))
        case claims.Suspect():
            return state  # The message comes back.
        case claims.NotDue() | claims.Duplicate():
            return replace(state, messages=_at(state.messages, message, None))


def _works(state: State, index: int, worker: Worker) -> Iterator[tuple[str, State]]:
    run, now = worker.run, float(state.now)
    assert run is not None
    match worker.task:
        case "claim" | "record" if not follows(run, state.row):
            yield _refused(state, index, worker, run)
        case "claim":
            task = "letter" if run.state == "failed" else "attempt"
            yield f"worker {index} claims it", _next(replace(state, row=_canonical(run)), index, task)
        case "attempt":
            yield f"the attempt of worker {index} ends well", _ends(state, index, runs.complete(run, now))
            failed = runs.schedule_retry(run, _ERROR, now, after=1.0)
            if run.attempt > state.retries:
                failed = runs.fail(run, _ERROR, now)
            yield f"the attempt of worker {index} fails", _ends(state, index, failed)
        case "record":
            recorded = replace(state, row=_canonical(run), completed=state.completed + (run.state == "completed"))
            task = {"failed": "letter", "retrying": "wake"}.get(run.state, "acknowledge")
            yield f"worker {index} records it as {run.state}", _next(recorded, index, task)
        case _:
            yield _sends(state, index, worker, run)


def _refused(state: State, index: int, worker: Worker, run: Run) -> tuple[str, State]:
    stopped = _with(state, index, IDLE)
    if worker.task == "record":
        return f"worker {index} is fenced", stopped
    assert worker.message is not None
    lease = Lease(run.owner, float(state.now), worker.until)
    return f"worker {index} finds another version", _decide(stopped, index, worker.message, lease)


def _sends(state: State, index: int, worker: Worker, run: Run) -> tuple[str, State]:
    assert worker.message is not None
    match worker.task:
        case "letter":
            sent = replace(state, letters=1)
            return f"worker {index} sends the dead letter", _next(sent, index, "note")
        case "note":
            noted = runs.dead_lettered(run)
            row = _canonical(noted) if follows(noted, state.row) else state.row
            return f"worker {index} notes it", _next(replace(state, row=row), index, "acknowledge")
        case "wake":
            return f"worker {index} sends the wake-up", _next(_woken(state), index, "acknowledge")
        case _:
            deleted = replace(state, messages=_at(state.messages, worker.message, None))
            return f"worker {index} acknowledges its message", _with(deleted, index, IDLE)


_ERROR = ValueError("no")


def _ends(state: State, index: int, run: Run) -> State:
    return _with(state, index, replace(state.workers[index], task="record", run=_canonical(run)))


def follows(run: Run, row: Run | None) -> bool:
    """Return whether a write would be accepted, as the table of runs decides."""
    return run.version - 1 == (row.version if row else 0)


def _woken(state: State) -> State:
    """Return the state with another message, if there is room for one."""
    if None not in state.messages or state.row is None:
        return state
    at = max(state.row.next_attempt_at, float(state.now))
    return replace(state, messages=_at(state.messages, state.messages.index(None), at))


def _next(state: State, index: int, task: str) -> State:
    return _with(state, index, replace(state.workers[index], task=task))


def _with(state: State, index: int, worker: Worker) -> State:
    return replace(state, workers=(*state.workers[:index], worker, *state.workers[index + 1 :]))


def _at(messages: tuple[float | None, ...], index: int, visible_at: float | None) -> tuple[float | None, ...]:
    return (*messages[:index], visible_at, *messages[index + 1 :])


def _canonical(run: Run) -> Run:
    """Return a run without what decides nothing, so that equal states are found."""
    due_at = min(run.due_at, float(LATEST)) if run.state in WAITS or run.state == "failed" else 0.0
    return replace(run, attempts=(), created_at=0.0, updated_at=0.0, started_at=0.0, due_at=due_at)
