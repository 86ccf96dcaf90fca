"""Changes that an operator makes to a run: retry and cancel. Pure functions.

The change is stored as the run's next version, and only then is the run woken. Two clicks, or two operators, therefore
retry it once. Retrying a failed run counts one redrive more, and so does redriving its dead letter. If both happen, the
letter has no more redrives than the run, and is a duplicate. A run that completed or was cancelled stays as it is.
Running it again makes its next generation.
"""

from dataclasses import replace

from storehook.runs import run as runs
from storehook.runs.run import FINISHED, WAITS, Lease, Run, State

RETRYABLE: frozenset[State] = frozenset({*WAITS, "failed", "cancelled"})
"""States that a plain retry accepts. Runs that ended otherwise need an explicit *run again*."""

CANCELLABLE: frozenset[State] = frozenset({*WAITS, "held"})
"""States in which no worker works on the run."""


def is_retryable(state: State, *, again: bool) -> bool:
    """Tell whether a run in this state may be retried, or run `again` if it has ended well."""
    return state in RETRYABLE or (again and state in FINISHED)


def retry(run: Run, latest: Run, *, again: bool, owner: str, now: float) -> Run | None:
    """Return the next version of a run that is retried, due now. None if it cannot be retried in its state.

    Args:
        latest: the latest generation of this run. Running again makes the generation after it, once it has ended.
        again: run it again if it has ended well.
    """
    if not is_retryable(run.state, again=again):
        return None
    if run.state in FINISHED:
        has_ended = latest.state in FINISHED or latest.state == "failed"
        return _next_generation(run, latest.key.generation + 1, owner, now) if has_ended else None
    if run.state == "failed":
        # Before its dead letter is sent, its worker may be about to send it.
        return _next_version(runs.reset(run, now), owner, now) if run.dead_lettered else None
    return _next_version(runs.waiting_until(run, now, now), owner, now)


def cancel(run: Run, *, owner: str, now: float) -> Run | None:
    """Return the next version of a run that is cancelled. None if it neither waits nor is held.

    A wake-up may be on its way. It will find that the run has ended.
    """
    if run.state not in CANCELLABLE:
        return None
    cancelled = replace(_next_version(run, owner, now), state="cancelled", held_by=None, waits_for=None)
    return replace(cancelled, next_attempt_at=0.0, due_at=0.0)


def answer(run: Run, step: str, *, owner: str, now: float, choice: str | None = None) -> Run | None:
    """Return the next version of a run that was held because of a step, or asked a person, due now.

    None if it is not. The answer to a question is a part of this version, so it counts if the run still waits for it.

    Args:
        choice: answer to a question. None for a step.
    """
    if runs.asked_step(run) != step:
        return None
    answered = run if choice is None else runs.with_answer(run, step, choice)
    waiting = replace(_next_version(answered, owner, now), state="waiting", held_by=None, waits_for=None)
    return runs.waiting_until(waiting, now, now)


def forget_answer(run: Run, *, owner: str, now: float) -> Run:
    """Return the next version of a run, without the answer of a person."""
    return replace(_next_version(run, owner, now), answer=None)


def _next_generation(run: Run, generation: int, owner: str, now: float) -> Run:
    first = runs.first(
        replace(run.key, generation=generation),
        replace(run.message, redrives=0),
        scope=run.scope,
        lane=run.lane,
        lease=Lease(owner, now, 0.0),
        resource=run.resource,
        happened_at=run.happened_at,
    )
    return runs.scheduled(first, now)


def _next_version(run: Run, owner: str, now: float) -> Run:
    return replace(run, version=run.version + 1, owner=owner, updated_at=now)
