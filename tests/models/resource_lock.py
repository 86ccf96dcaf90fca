"""Model of a resource lock: every order in which workers, an operator and a death can meet.

Each step is one read or write of the real code. `consumer/resource_locks.py` has the same steps in the same order.
Nothing wakes a run but messages: the timer's check is not in the model, so a run that only it would wake is found.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

RUNS = "ABC"
"""Runs of one action about one resource, oldest first."""

ENDED = ("completed", "failed", "cancelled")

NOBODY = (0, 0, True)

MOST_MESSAGES = 2
"""Messages of one run, at most. More change nothing."""

type Bug = Literal[
    "",
    "look before joining",
    "no look",
    "look wakes nobody",
    "duplicate releases nothing",
    "duplicate wakes nobody",
    "no fence",
    "no fence for the next",
    "silent cancel",
]


class Row(NamedTuple):
    """Row of a run. `waited` says that the timer checks it, so a message that meets a live lease is dropped."""

    state: str = "new"
    version: int = 0
    waited: bool = False


class Worker(NamedTuple):
    """Worker on a message of a run, before its next step.

    Args:
        version: version of the run as this worker knows it.
        other: the run that it looks at, the version of that run, and whether it has started as the holder.
        waiters: waiting runs that it has read and not looked at yet, with their versions.
    """

    run: int
    step: str = "claim"
    version: int = 0
    other: tuple[int, int, bool] = NOBODY
    waiters: tuple[tuple[int, int], ...] = ()


class State(NamedTuple):
    """State of the table, the queue, the workers and the operator.

    Args:
        lock: the holder, its version when it got the lock, and whether it has started since.
        waiters: runs that wait, with their versions.
        messages: number of visible messages of each run.
        cancels: runs that the operator may still cancel.
        redrives: failed runs that the operator may still retry.
        owed: a cancelled run whose message the operator has not sent yet.
        deaths: workers that may still die.
    """

    rows: tuple[Row, ...]
    lock: tuple[int, int, bool] | None
    waiters: tuple[tuple[int, int], ...]
    messages: tuple[int, ...]
    workers: tuple[Worker, ...]
    cancels: frozenset[int]
    redrives: frozenset[int]
    owed: int | None
    deaths: int

    def row(self, run: int, row: Row) -> "State":
        return self._replace(rows=(*self.rows[:run], row, *self.rows[run + 1 :]))

    def sends(self, run: int) -> "State":
        number = min(self.messages[run] + 1, MOST_MESSAGES)
        return self._replace(messages=(*self.messages[:run], number, *self.messages[run + 1 :]))


def first(runs: int, *, cancels: str = "", redrives: str = "", deaths: int = 1) -> State:
    """Return the state in which a message of each run has just arrived."""
    return State(
        rows=(Row(),) * runs,
        lock=None,
        waiters=(),
        messages=(1,) * runs,
        workers=(),
        cancels=frozenset(map(RUNS.index, cancels)),
        redrives=frozenset(map(RUNS.index, redrives)),
        owed=None,
        deaths=deaths,
    )


def waiting(*, cancels: str = "", deaths: int = 1) -> State:
    """Return the state in which the first of three runs holds the lock, and the others wait."""
    rows = (Row("running", 1), Row("waiting", 2, waited=True), Row("waiting", 2, waited=True))
    start = first(3, cancels=cancels, deaths=deaths)._replace(rows=rows, lock=(0, 1, True), waiters=((1, 2), (2, 2)))
    return start._replace(messages=(0, 0, 0), workers=(Worker(0, "act", 1),))


def failed(step: str, *, joined: bool, deaths: int = 1) -> State:
    """Return the state in which the first of two runs has failed, and its worker is slow to release the lock.

    An operator may retry the run before its worker goes on. The other run waits for its message, or for the lock.
    """
    rows = (Row("failed", 2), Row("waiting", 2, waited=True))
    start = first(2, redrives="A", deaths=deaths)._replace(rows=rows, lock=(0, 1, True), workers=(Worker(0, step, 2),))
    return start._replace(messages=(0, 0), waiters=((1, 2),)) if joined else start._replace(messages=(0, 1))


def cancelled_retry() -> State:
    """Return the state in which the first run holds the lock and waits long for its retry, and will be cancelled."""
    rows = (Row("waiting", 2, waited=True), Row("waiting", 2, waited=True), Row("waiting", 2, waited=True))
    return waiting(cancels="A")._replace(rows=rows, workers=())


def steps(state: State, bug: Bug = "") -> Iterator[tuple[str, State]]:
    """Yield each step that can be next, with the state after it."""
    yield from _received(state)
    yield from _operated(state, bug)
    for index, worker in enumerate(state.workers):
        alone = state._replace(workers=state.workers[:index] + state.workers[index + 1 :])
        if state.deaths:
            yield f"{RUNS[worker.run]}'s worker dies", alone.sends(worker.run)._replace(deaths=state.deaths - 1)
        for name, after, worker_after in _STEPS[worker.step](alone, worker, bug):
            yield f"{RUNS[worker.run]} {name}", _with(after, worker_after)


def violation(state: State, bug: Bug = "") -> str | None:
    """Return the rule that a state breaks, if any."""
    acting = {worker.run for worker in state.workers if worker.step == "act"}
    if len(acting) > 1:
        return f"{' and '.join(RUNS[run] for run in sorted(acting))} run at once"
    if next(steps(state, bug), None) is None:
        asleep = [RUNS[run] for run, row in enumerate(state.rows) if row.state not in ENDED]
        return f"nothing wakes {' and '.join(asleep)}" if asleep else None
    return None


type Next = Iterator[tuple[str, State, Worker | None]]


def _with(state: State, worker: Worker | None) -> State:
    return state._replace(workers=tuple(sorted((*state.workers, worker)))) if worker else state


def _received(state: State) -> Iterator[tuple[str, State]]:
    if len(state.workers) == 2:
        return
    for run, number in enumerate(state.messages):
        if number:
            taken = state._replace(messages=(*state.messages[:run], number - 1, *state.messages[run + 1 :]))
            yield f"{RUNS[run]}'s message is received", _with(taken, Worker(run))


def _operated(state: State, bug: Bug) -> Iterator[tuple[str, State]]:
    if state.owed is not None:
        yield f"the operator sends {RUNS[state.owed]}'s message", state.sends(state.owed)._replace(owed=None)
        return
    for run in state.cancels:
        row = state.rows[run]
        if row.state == "waiting":
            after = state.row(run, Row("cancelled", row.version + 1))._replace(cancels=state.cancels - {run})
            yield f"the operator cancels {RUNS[run]}", after if bug == "silent cancel" else after._replace(owed=run)
    for run in state.redrives:
        row = state.rows[run]
        if row.state == "failed":
            after = state.row(run, Row("waiting", row.version + 1, waited=True)).sends(run)
            yield f"the operator retries {RUNS[run]}", after._replace(redrives=state.redrives - {run})


def _claim(state: State, worker: Worker, bug: Bug) -> Next:
    row, run = state.rows[worker.run], worker.run
    if row.state in ENDED:
        after = None if bug == "duplicate releases nothing" else worker._replace(step="read", version=row.version)
        yield "has ended before", state, after
    elif row.state == "running" and any((other.run, other.version) == (run, row.version) for other in state.workers):
        yield "is claimed by another worker", state if row.waited else state.sends(run), None
    else:
        claimed = row._replace(state="running", version=row.version + 1)
        yield "is claimed", state.row(run, claimed), worker._replace(step="acquire", version=claimed.version)


def _acquire(state: State, worker: Worker, bug: Bug) -> Next:
    if state.lock is None or state.lock[0] == worker.run:
        yield "acquires the lock", state._replace(lock=(worker.run, worker.version, True)), _at(worker, "act")
    elif bug == "look before joining":
        yield "finds the lock taken", state, worker._replace(step="look")
    else:
        yield "finds the lock taken", state, worker._replace(step="defer")


def _act(state: State, worker: Worker, _bug: Bug) -> Next:
    row, run = state.rows[worker.run], worker.run
    if row.version != worker.version:
        yield "is fenced", state, None
        return
    if row.version < 3 and not row.waited:
        waits = state.row(run, Row("waiting", row.version + 1, waited=True)).sends(run)
        yield "waits for a retry", waits, None
    end = "failed" if run in state.redrives else "completed"
    after = state.row(run, Row(end, row.version + 1, row.waited))
    yield f"is {end}", after, worker._replace(step="read", version=row.version + 1)


def _defer(state: State, worker: Worker, _bug: Bug) -> Next:
    row = state.rows[worker.run]
    if row.version != worker.version:
        yield "is fenced", state, None
        return
    waiting = Row("waiting", row.version + 1, waited=True)
    yield "is stored as waiting", state.row(worker.run, waiting), worker._replace(step="join", version=waiting.version)


def _join(state: State, worker: Worker, bug: Bug) -> Next:
    others = [waiter for waiter in state.waiters if waiter[0] != worker.run]
    after = state._replace(waiters=tuple(sorted([*others, (worker.run, worker.version)])))
    yield "joins those that wait", after, None if bug in ("look before joining", "no look") else _at(worker, "look")


def _look(state: State, worker: Worker, bug: Bug) -> Next:
    yield from _asks(state, worker, None, bug)


def _check(state: State, worker: Worker, bug: Bug) -> Next:
    other, _, started = worker.other
    row = state.rows[other]
    if row.state in ENDED:
        yield (
            f"sees that {RUNS[other]} has ended",
            state,
            worker._replace(step="take", other=(other, row.version, True)),
        )
        return
    after = _at(worker, "wake") if not started and bug != "look wakes nobody" else None
    yield f"sees that {RUNS[other]} has not ended", state, _at(worker, "defer") if _is_early(bug) else after


def _take(state: State, worker: Worker, bug: Bug) -> Next:
    yield from _asks(state, worker, worker.other, bug)


def _asks(state: State, worker: Worker, after: tuple[int, int, bool] | None, bug: Bug) -> Next:
    if state.lock is None or state.lock[0] == worker.run or (after is not None and _has(state, after, bug)):
        yield "takes the lock", state._replace(lock=(worker.run, worker.version, True)), _at(worker, "wake itself")
    else:
        yield "asks for the lock", state, worker._replace(step="check", other=state.lock)


def _wake_itself(state: State, worker: Worker, bug: Bug) -> Next:
    waiting = state.row(worker.run, Row("waiting", state.rows[worker.run].version + 1, waited=True))
    yield "wakes itself", (waiting if _is_early(bug) else state).sends(worker.run), None


def _read(state: State, worker: Worker, bug: Bug) -> Next:
    if state.lock is None or state.lock[0] != worker.run:
        wakes = state.lock is not None and not state.lock[2] and bug != "duplicate wakes nobody"
        after = worker._replace(step="wake", other=state.lock or NOBODY) if wakes else None
        yield "no longer holds the lock", state, after
    else:
        yield "reads those that wait", state, worker._replace(step="choose", waiters=state.waiters)


def _choose(state: State, worker: Worker, _bug: Bug) -> Next:
    if not worker.waiters:
        yield "finds that nobody waits", state, _at(worker, "free")
        return
    oldest = worker.waiters[0]
    has_ended = state.rows[oldest[0]].state in ENDED
    after = worker._replace(step="remove" if has_ended else "pass on", other=(*oldest, False))
    yield f"sees that {RUNS[oldest[0]]} has{'' if has_ended else ' not'} ended", state, after


def _remove(state: State, worker: Worker, _bug: Bug) -> Next:
    left = tuple(waiter for waiter in state.waiters if waiter != worker.other[:2])
    after = worker._replace(step="choose", waiters=worker.waiters[1:])
    yield f"removes {RUNS[worker.other[0]]}", state._replace(waiters=left), after


def _pass_on(state: State, worker: Worker, bug: Bug) -> Next:
    if _has(state, (worker.run, worker.version, True), bug):
        name = f"passes the lock on to {RUNS[worker.other[0]]}"
        version = 0 if bug == "no fence for the next" else worker.other[1]
        yield name, state._replace(lock=(worker.other[0], version, False)), _at(worker, "wake")
    else:
        yield "has passed the lock on before", state, None


def _wake(state: State, worker: Worker, _bug: Bug) -> Next:
    yield f"wakes {RUNS[worker.other[0]]}", state.sends(worker.other[0]), None


def _free(state: State, worker: Worker, bug: Bug) -> Next:
    yield (
        "frees the lock",
        state._replace(lock=None) if _has(state, (worker.run, worker.version, True), bug) else state,
        None,
    )


def _has(state: State, ended: tuple[int, int, bool], bug: Bug) -> bool:
    """Return whether a run that has ended still holds the lock, and has not acquired it again since."""
    return state.lock is not None and state.lock[0] == ended[0] and (bug == "no fence" or state.lock[1] <= ended[1])


def _at(worker: Worker, step: str) -> Worker:
    return worker._replace(step=step)


def _is_early(bug: Bug) -> bool:
    return bug == "look before joining"


_STEPS = {
    "claim": _claim,
    "acquire": _acquire,
    "act": _act,
    "defer": _defer,
    "join": _join,
    "look": _look,
    "check": _check,
    "take": _take,
    "wake itself": _wake_itself,
    "read": _read,
    "choose": _choose,
    "remove": _remove,
    "pass on": _pass_on,
    "wake": _wake,
    "free": _free,
}
