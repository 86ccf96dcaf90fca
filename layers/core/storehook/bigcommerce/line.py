"""A store's line, in which runs wait until the store's quota has room for all their calls: pure functions.

A position is a time of the line's own clock. Each is later than the one before by the time in which the quota grants
the calls that such a run needs, so that the runs of a long line come one by one, each once, when it is their turn.

The line's clock runs with the world's, and stands still while runs come in their turn and find no room: then all who
stand behind are later by what is let in between. So a position never changes, whoever comes early, late or is put out.

All times are unix seconds; those of the line's own clock are called positions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

MOST_INSIDE = 20

EARLY = 1.0
"""So many seconds too early is in time: queues deliver to the second."""

LEAST_CALLS = 0.1
"""An action that needs fewer calls a run, on average, stands in no line."""

SAMPLES = 50
"""The mean of an action's calls is of about so many runs."""

MOST_ACTIONS = 50
"""A row remembers so many actions: those that ended last."""


@dataclass(frozen=True, slots=True)
class Place:
    """One that is inside.

    Args:
        until: when its attempt is over at the latest, whatever became of its process.
        seconds: in how long the quota grants the calls that it needs.
    """

    until: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Calls:
    """What the runs of an action needed.

    Args:
        mean: calls a run.
        runs: of how many runs, up to `SAMPLES`.
        mean_square: the mean of the square of a run's calls.
    """

    mean: float = 0.0
    runs: int = 0
    mean_square: float = 0.0

    @property
    def inside(self) -> float:
        """Calls of a run that one meets inside: those that need many are there for longer, and so more often."""
        return max(self.mean, self.mean_square / self.mean) if self.mean else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A store's line, as stored.

    Args:
        store_hash: the store.
        version: counts the writes; the first is 1. Taking a position is none.
        owner: the random token of who wrote this version.
        written_at: when.
        next_at: the position of whoever asks next.
        lag: by how much the line's clock is behind.
        held_until: until when it stands still.
        closed_until: until when nobody may call the store.
        inside: who is inside, by token.
        calls: what runs needed, by action.
    """

    store_hash: str
    version: int = 0
    owner: str = ""
    written_at: float = 0.0
    next_at: float = 0.0
    lag: float = 0.0
    held_until: float = 0.0
    closed_until: float = 0.0
    inside: Mapping[str, Place] = field(default_factory=dict[str, Place])
    calls: Mapping[str, Calls] = field(default_factory=dict[str, Calls])

    def reached(self, now: float) -> float:
        """The position whose turn it is."""
        return max(now, self.held_until) - self.lag

    def turn_of(self, position: float) -> float:
        """When it is a position's turn, as far as one can tell."""
        return position + self.lag

    def is_same_write(self, other: "Line") -> bool:
        """Whether both are one write, seen twice."""
        return (self.version, self.owner) == (other.version, other.owner)


@dataclass(frozen=True, slots=True)
class Entry:
    """Who asks to go in.

    Args:
        token: names it while it is inside.
        position: its position; None if its action's calls are not known yet.
        seconds: in how long the quota grants the calls that it needs.
        attempt: how long it may be inside.
        inside: as `seconds`, for a run that is met inside: it needs more, where runs of one action differ.
    """

    token: str
    position: float | None
    seconds: float
    attempt: float
    inside: float = 0.0


def take(line: Line, earliest: float, seconds: float) -> tuple[float, Line]:
    """Take the next position, which is never before the earliest; also gives the line after it."""
    position = max(line.next_at, earliest)
    return position, replace(line, next_at=position + seconds)


def emptied(line: Line, now: float) -> Line:
    """Let the line's clock catch up, as nobody stands in it any more."""
    return line if line.held_until > now else replace(line, lag=0.0)


def close(line: Line, now: float, until: float) -> Line:
    """Let nobody in while nobody may call the store: all who stand in the line wait for so much longer."""
    return replace(_hold(line, now, until), closed_until=until) if until > max(now, line.closed_until) else line


def enter(line: Line, entry: Entry, now: float) -> tuple[Line, float]:
    """Let one in whose turn it is, if there is room.

    Args:
        line: as stored.
        entry: who asks.
        now: the time.

    Returns:
        The next version, to be stored first, and when to come back: 0 for one that is in.
    """
    if entry.position is not None and entry.position - EARLY > line.reached(now):
        return line, line.turn_of(entry.position)
    inside = {token: place for token, place in line.inside.items() if place.until > now}
    if line.closed_until <= now and _fits(inside, entry):
        place = Place(now + entry.attempt, max(entry.inside, entry.seconds))
        return replace(line, inside=inside | {entry.token: place}), 0.0
    return _put_out(line, entry, now)


def end(line: Line, token: str | None, now: float) -> Line:
    """Let one out."""
    inside = {each: place for each, place in line.inside.items() if each != token and place.until > now}
    return replace(line, inside=inside)


def learn(line: Line, action: str, calls: int) -> Line:
    """Take in how many calls a run of an action has made."""
    known = line.calls.get(action, Calls())
    runs = min(known.runs + 1, SAMPLES)
    others = [(each, found) for each, found in line.calls.items() if each != action][1 - MOST_ACTIONS :]
    return replace(line, calls=dict(others) | {action: _with(known, calls, runs)})


def _with(known: Calls, calls: int, runs: int) -> Calls:
    square = known.mean_square + (calls**2 - known.mean_square) / runs
    return Calls(known.mean + (calls - known.mean) / runs, runs, square)


def _fits(inside: Mapping[str, Place], entry: Entry) -> bool:
    """Whether all inside can finish within half of their time. One alone always may try."""
    needed = sum(place.seconds for place in inside.values()) + max(entry.inside, entry.seconds)
    return not inside or (len(inside) < MOST_INSIDE and needed <= entry.attempt / 2)


def _put_out(line: Line, entry: Entry, now: float) -> tuple[Line, float]:
    """Let one come again when a place may be free; it is let in before those behind it, who wait for so much longer."""
    if entry.position is None:
        return line, max(line.closed_until, now + entry.seconds)
    back_at = max(line.held_until, now + max(entry.seconds, EARLY))
    return _hold(line, now, back_at + entry.seconds), back_at


def _hold(line: Line, now: float, until: float) -> Line:
    held = max(line.held_until, now)
    return line if until <= held else replace(line, held_until=until, lag=line.lag + until - held)
