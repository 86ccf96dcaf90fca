"""What becomes of a run that an operator wants retried or cancelled: a pure decision.

What is written is the run's next version, and only then it is woken: so pressing twice, or in two places, is pressing
once. A failed run then counts one redrive more, as its dead letter does: should that be redriven too, it counts no more
than the run, and is a duplicate. What ended well or was cancelled stays as it is: its next generation is a run of its
own.
"""

from dataclasses import replace

from storehook.history.rows import Filter
from storehook.runs import run as runs
from storehook.runs.run import FINISHED, STATES, WAITS, Lease, Run, State

RETRIED: frozenset[State] = frozenset({*WAITS, "failed", "cancelled"})
"""The states that are retried on a plain retry; a run that ended otherwise needs an explicit *run again*."""


CANCELLED: frozenset[State] = frozenset({*WAITS, "held"})
"""The states that can be cancelled: nobody works on the run."""


def retryable(state: State, *, again: bool) -> bool:
    """Whether a run of this state is retried.

    Args:
        state: its state.
        again: whether runs that have ended well are run again, too.
    """
    return state in RETRIED or (again and state in FINISHED)


def to_retry(where: Filter, *, again: bool) -> Filter:
    """Which runs are retried where all that match are asked for.

    Without a state, those that have failed: what is scheduled is not brought forward, and what was cancelled does not
    come back, unless that is asked for by its name.

    Args:
        where: which runs match.
        again: whether to run completed ones again, too.
    """
    if where.state is not None:
        return replace(where, states=tuple(state for state in STATES if retryable(state, again=again)))
    return replace(where, states=("failed", "completed")) if again else replace(where, state="failed")


def retry(run: Run, latest: Run, *, again: bool, owner: str, now: float) -> Run | None:
    """A run that is to be retried, as its next version, due now; None if it is not retried as it is.

    Args:
        run: as stored now.
        latest: the latest generation of the same. What has ended well is run again as the one after that, once it has
            ended too.
        again: whether to run it again if it has ended well.
        owner: a random token.
        now: unix seconds.
    """
    if not retryable(run.state, again=again):
        return None
    if run.state in FINISHED:
        has_ended = latest.state in FINISHED or latest.state == "failed"
        return _again(run, latest.key.generation + 1, owner, now) if has_ended else None
    if run.state == "failed":
        # Until its dead letter is sent, its worker may be about to do so.
        return _next(runs.reset(run, now), owner, now) if run.dead_lettered else None
    return _next(runs.waiting_until(run, now, now), owner, now)


def cancel(run: Run, *, owner: str, now: float) -> Run | None:
    """The run cancelled, as its next version; None if it does not wait any more, nor is held.

    A wake-up may be on its way, and finds the run ended when it comes.
    """
    if run.state not in CANCELLED:
        return None
    return replace(_next(run, owner, now), state="cancelled", next_attempt_at=0.0, due_at=0.0, held_by=None)


def _again(run: Run, generation: int, owner: str, now: float) -> Run:
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


def _next(run: Run, owner: str, now: float) -> Run:
    return replace(run, version=run.version + 1, owner=owner, updated_at=now)
