"""Model of two workers on a run with two steps and a sleep between them. Each worker may die, or outlive its lease.

A worker loads the stored steps when its attempt begins. It then executes each step that it does not know, stores its
result unless there is one, and goes on with the stored result.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

STEPS = 3
"""The second one is the sleep. Its result is the time at which it ends."""

SLEEP = 1

type Results = tuple[int, ...]
"""Result of each step. 0 if it has none."""

NONE: Results = (0,) * STEPS

MAX_CLAIMS = 3


@dataclass(frozen=True, slots=True)
class Worker:
    """Worker on an attempt.

    Args:
        task: `idle`, `load`, `next`, `put` or `end`.
        version: version of the run that it has claimed.
        known: results that it has loaded or stored.
        result: result that it is about to store.
    """

    task: str = "idle"
    version: int = 0
    known: Results = NONE
    step: int = 0
    result: int = 0


IDLE = Worker()


@dataclass(frozen=True, slots=True)
class State:
    """State of the run and its steps.

    Args:
        version: claims of the run and its ends of attempts.
        sleeps: the row says that the run sleeps.
        passed: results with which each step has returned, over all attempts.
        effects: executions of each step.
        deaths: processes that may still die.
    """

    version: int = 0
    is_leased: bool = False
    sleeps: bool = False
    is_over: bool = False
    completed: int = 0
    claims: int = 0
    stored: Results = NONE
    effects: Results = NONE
    passed: tuple[frozenset[int], ...] = (frozenset(),) * STEPS
    workers: tuple[Worker, ...] = (IDLE, IDLE)
    deaths: int = 1


def put(stored: int, result: int) -> int:
    """Return what is stored of a step after a put: the first result."""
    return stored or result


def moves(state: State, put: Callable[[int, int], int]) -> Iterator[tuple[str, State]]:
    """Yield each move that can follow, and the state after it."""
    if state.is_leased:
        yield "the lease ends", replace(state, is_leased=False)
    if not state.is_over:
        yield "the sleep is over", replace(state, is_over=True)
    for index, worker in enumerate(state.workers):
        if worker.task != "idle" and state.deaths:
            yield f"worker {index} dies", _with(replace(state, deaths=state.deaths - 1), index, IDLE)
        yield from _works(state, index, worker, put)


def violation(state: State) -> str | None:
    """Return the rule that a state breaks, if any."""
    if any(len(results) > 1 for results in state.passed):
        return "a step returned two results"
    if state.completed > 1:
        return "the run completed twice"
    if state.passed[SLEEP + 1] and not state.is_over:
        return "a step after the sleep was executed before its end"
    return None


def _works(state: State, index: int, worker: Worker, put: Callable[[int, int], int]) -> Iterator[tuple[str, State]]:
    match worker.task:
        case "idle":
            yield from _claims(state, index)
        case "load":
            yield f"worker {index} loads", _with(state, index, replace(worker, task="next", known=state.stored))
        case "next" if worker.step == STEPS:
            yield f"worker {index} records the end", _ends(state, index, worker, completes=True)
        case "next" if worker.known[worker.step]:
            yield f"worker {index} passes step {worker.step}", _passes(state, index, worker)
        case "next":
            effects = _at(state.effects, worker.step, state.effects[worker.step] + 1)
            executes = replace(worker, task="put", result=effects[worker.step])
            yield f"worker {index} executes step {worker.step}", _with(replace(state, effects=effects), index, executes)
        case _:
            result = put(state.stored[worker.step], worker.result)
            known = replace(worker, task="next", known=_at(worker.known, worker.step, result))
            stored = replace(state, stored=_at(state.stored, worker.step, result))
            yield f"worker {index} stores step {worker.step}", _with(stored, index, known)


def _claims(state: State, index: int) -> Iterator[tuple[str, State]]:
    is_due = state.is_over or not state.sleeps
    if is_due and not state.is_leased and not state.completed and state.claims < MAX_CLAIMS:
        claimed = replace(state, version=state.version + 1, is_leased=True, sleeps=False, claims=state.claims + 1)
        yield f"worker {index} claims it", _with(claimed, index, Worker("load", claimed.version))


def _passes(state: State, index: int, worker: Worker) -> State:
    if worker.step == SLEEP and not state.is_over:
        return _ends(state, index, worker, completes=False)
    results = state.passed[worker.step] | {worker.known[worker.step]}
    passed = (*state.passed[: worker.step], results, *state.passed[worker.step + 1 :])
    return _with(replace(state, passed=passed), index, replace(worker, step=worker.step + 1))


def _ends(state: State, index: int, worker: Worker, *, completes: bool) -> State:
    stopped = _with(state, index, IDLE)
    if worker.version != state.version:
        return stopped  # It is fenced.
    ended = replace(stopped, version=state.version + 1, is_leased=False)
    return replace(ended, completed=state.completed + 1) if completes else replace(ended, sleeps=True)


def _at(results: Results, step: int, result: int) -> Results:
    return (*results[:step], result, *results[step + 1 :])


def _with(state: State, index: int, worker: Worker) -> State:
    return replace(state, workers=(*state.workers[:index], worker, *state.workers[index + 1 :]))
