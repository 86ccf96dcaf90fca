"""What becomes of a run that an operator wants retried or cancelled: a pure decision.

What is sent is always a message, and the consumer's claim decides what it may do: so pressing twice, or in two places,
is pressing once. A failed run's message counts one redrive more, as its dead letter does: whichever copy comes first
starts the run afresh, and the others then count no more than the run itself, and are duplicates. What ended well or was
cancelled stays as it is: its next generation is a run of its own.
"""

from dataclasses import dataclass, replace

from storehook.history.rows import Filter
from storehook.queues.message import Message
from storehook.runs.run import FINISHED, STATES, Run, State

CANCELLABLE: frozenset[State] = frozenset({"scheduled", "waiting", "retrying"})
"""The states of what is still to run."""

RETRIED: frozenset[State] = frozenset({"scheduled", "waiting", "retrying", "failed", "cancelled"})
"""The states that are retried on a plain retry; a run that ended otherwise needs an explicit *run again*."""


@dataclass(frozen=True, slots=True)
class Transition:
    """What to do for a retry: store the run first, if there is something to store, then send the message to its lane.

    Args:
        message: what to send.
        stored: the run's next version; None leaves it to the claim.
    """

    message: Message
    stored: Run | None = None


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


def retry(run: Run, latest: int, *, again: bool, owner: str, now: float) -> Transition | None:
    """How to retry a run; None if it is not retried as it is.

    Args:
        run: as stored now.
        latest: the latest generation of the same. What has ended well is run again as the one after that.
        again: whether to run it again if it has ended well.
        owner: a random token.
        now: unix seconds.
    """
    if not retryable(run.state, again=again):
        return None
    if run.state == "failed":
        return Transition(run.message.redriven())
    due = replace(run.message, due_at=0.0)
    if run.state in FINISHED:
        return Transition(replace(due, generation=latest + 1, redrives=0))
    return Transition(due, _due_now(run, due, owner, now) if run.next_attempt_at > now else None)


def cancel(run: Run, *, owner: str, now: float) -> Run | None:
    """The run cancelled, as its next version; None if it does not wait any more.

    Its message stays in the queue, and finds the run ended when it comes.
    """
    if run.state not in CANCELLABLE:
        return None
    return replace(_next(run, owner, now), state="cancelled", lease_until=0.0, next_attempt_at=0.0)


def _due_now(run: Run, message: Message, owner: str, now: float) -> Run:
    return replace(_next(run, owner, now), message=message, next_attempt_at=now)


def _next(run: Run, owner: str, now: float) -> Run:
    return replace(run, version=run.version + 1, owner=owner, updated_at=now)
