"""Quota queue: runs of one store and lane that wait until its API quota has room for their calls. Pure functions.

A position is a time on the queue's own clock. Positions are as far apart as the quota needs to grant each run's calls.
A long queue therefore drains one run at a time, and each run comes back once.

The queue's clock advances with real time. It stops while runs that are due find no room. Every run behind them is then
later by the time that the clock stood still. A position therefore never changes, even if runs come back early or late.

All times are unix seconds. A time on the queue's own clock is called a position.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

MOST_INSIDE = 20
"""Admitted runs of one store and lane at the same time."""

EARLY = 1.0
"""Seconds before its position at which a run may be admitted: SQS delays are whole seconds."""

LEAST_CALLS = 0.1
"""Runs of an action that needs fewer calls per run, on average, do not queue."""

SAMPLES = 50
"""Number of runs over which the mean of an action's calls is taken, approximately."""

MOST_ACTIONS = 50
"""Number of actions whose statistics a row keeps: those that ended last."""


@dataclass(frozen=True, slots=True)
class AdmittedRun:
    """Admitted run, which uses the store's quota.

    Args:
        until: latest end of its attempt, even if its process has died.
        seconds: time in which the quota grants the calls that it needs.
    """

    until: float
    seconds: float


@dataclass(frozen=True, slots=True)
class CallStatistics:
    """Calls that the runs of one action made.

    Args:
        mean: calls per run.
        runs: number of runs counted, at most `SAMPLES`.
        mean_square: mean of the square of a run's calls.
    """

    mean: float = 0.0
    runs: int = 0
    mean_square: float = 0.0

    @property
    def inside(self) -> float:
        """Expected calls of a run found inside. Runs with many calls stay longer and are met more often."""
        return max(self.mean, self.mean_square / self.mean) if self.mean else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaQueue:
    """Quota queue of one store and lane, as stored.

    Args:
        version: number of writes. The first is 1. Taking a position does not count.
        owner: random token of the writer of this version.
        next_at: position for the next run.
        lag: seconds by which the queue's clock is behind.
        held_until: time until which the queue's clock stands still.
        closed_until: time until which nobody may call the store.
        inside: admitted runs by token.
        calls: call statistics by action.
    """

    store_hash: str
    version: int = 0
    owner: str = ""
    written_at: float = 0.0
    next_at: float = 0.0
    lag: float = 0.0
    held_until: float = 0.0
    closed_until: float = 0.0
    inside: Mapping[str, AdmittedRun] = field(default_factory=dict[str, AdmittedRun])
    calls: Mapping[str, CallStatistics] = field(default_factory=dict[str, CallStatistics])

    def reached(self, now: float) -> float:
        """Return the position that is due at `now`."""
        return max(now, self.held_until) - self.lag

    def due_at(self, position: float) -> float:
        """Return the expected time at which a position is due."""
        return position + self.lag

    def is_same_write(self, other: "QuotaQueue") -> bool:
        """Return whether both are the same write, seen twice."""
        return (self.version, self.owner) == (other.version, other.owner)


@dataclass(frozen=True, slots=True)
class Entry:
    """Run that asks to be admitted.

    Args:
        token: its name while it is inside.
        position: None if the calls of its action are not known yet.
        seconds: time in which the quota grants the calls that it needs.
        attempt: longest time that it may be inside, in seconds.
        inside: like `seconds`, for a run found inside. It is longer if the runs of an action differ.
    """

    token: str
    position: float | None
    seconds: float
    attempt: float
    inside: float = 0.0


def take(queue: QuotaQueue, earliest: float, seconds: float) -> tuple[float, QuotaQueue]:
    """Return the next position, not before `earliest`, and the queue after it was taken."""
    position = max(queue.next_at, earliest)
    return position, replace(queue, next_at=position + seconds)


def emptied(queue: QuotaQueue, now: float) -> QuotaQueue:
    """Return an empty queue with its clock caught up."""
    return queue if queue.held_until > now else replace(queue, lag=0.0)


def close(queue: QuotaQueue, now: float, until: float) -> QuotaQueue:
    """Admit no run until `until`, because nobody may call the store. All waiting runs are later by that time."""
    return replace(_hold(queue, now, until), closed_until=until) if until > max(now, queue.closed_until) else queue


def enter(queue: QuotaQueue, entry: Entry, now: float) -> tuple[QuotaQueue, float]:
    """Admit a run that is due, if there is room.

    Returns:
        The next version, which must be stored first, and the time to come back: 0 if the run is admitted.
    """
    if entry.position is not None and entry.position - EARLY > queue.reached(now):
        return queue, queue.due_at(entry.position)
    inside = {token: run for token, run in queue.inside.items() if run.until > now}
    if queue.closed_until <= now and _fits(inside, entry):
        run = AdmittedRun(now + entry.attempt, max(entry.inside, entry.seconds))
        return replace(queue, inside=inside | {entry.token: run}), 0.0
    return _send_back(queue, entry, now)


def end(queue: QuotaQueue, token: str | None, now: float) -> QuotaQueue:
    """Remove an admitted run that has ended, and those whose time is over."""
    inside = {other: run for other, run in queue.inside.items() if other != token and run.until > now}
    return replace(queue, inside=inside)


def learn(queue: QuotaQueue, action: str, calls: int) -> QuotaQueue:
    """Add the number of calls that a run made to its action's statistics."""
    known = queue.calls.get(action, CallStatistics())
    runs = min(known.runs + 1, SAMPLES)
    others = [(name, statistics) for name, statistics in queue.calls.items() if name != action][1 - MOST_ACTIONS :]
    return replace(queue, calls=dict(others) | {action: _with(known, calls, runs)})


def _with(known: CallStatistics, calls: int, runs: int) -> CallStatistics:
    square = known.mean_square + (calls**2 - known.mean_square) / runs
    return CallStatistics(known.mean + (calls - known.mean) / runs, runs, square)


def _fits(inside: Mapping[str, AdmittedRun], entry: Entry) -> bool:
    """Return whether all admitted runs can finish within half of their time. A single run is always admitted."""
    needed = sum(run.seconds for run in inside.values()) + max(entry.inside, entry.seconds)
    return not inside or (len(inside) < MOST_INSIDE and needed <= entry.attempt / 2)


def _send_back(queue: QuotaQueue, entry: Entry, now: float) -> tuple[QuotaQueue, float]:
    """Send a run back until there may be room. It is admitted before the runs behind it, which wait longer."""
    if entry.position is None:
        return queue, max(queue.closed_until, now + entry.seconds)
    back_at = max(queue.held_until, now + max(entry.seconds, EARLY))
    return _hold(queue, now, back_at + entry.seconds), back_at


def _hold(queue: QuotaQueue, now: float, until: float) -> QuotaQueue:
    held = max(queue.held_until, now)
    return queue if until <= held else replace(queue, held_until=until, lag=queue.lag + until - held)
