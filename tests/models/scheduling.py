"""Model of the occurrences of one schedule: two ticks that overlap and may die, a pause, and a deploy.

The versions of the row are those of the library. The rules say how a tick stores them, and what a deploy and a resume
do. A tick reads the row, begins an occurrence, creates the run of one store, stores its progress, and so on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from storehook.schedules import stored as stored_schedules
from storehook.schedules.schedule import Missed, Schedule
from storehook.schedules.stored import StoredSchedule
from storehook.stores.store import Pause

HOUR = 3600.0

STORES = ("a", "b")

TIMES = (0.0, HOUR, 2 * HOUR + 1800)
"""Times of the clock. There are occurrences at one hour and at two. The second is always missed, the first may be."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of the ticks, and of deploys and pauses.

    Args:
        saves_checked: a version is stored only over the version that was read.
        runs_first: the run comes before the progress of its page.
        named_by: a run is named by its occurrence, or by the tick that creates it.
        deploy: a deploy keeps the begun occurrence and forgets earlier ones, or makes a mistake.
        resume: a resume leaves the missed occurrences, or forgets them.
    """

    missed: Missed = "once"
    saves_checked: bool = True
    runs_first: bool = True
    named_by: Literal["occurrence", "tick"] = "occurrence"
    deploy: Literal["keeps", "drops the occurrence", "counts earlier times"] = "keeps"
    resume: Literal["leaves", "forgets"] = "leaves"


@dataclass(frozen=True, slots=True)
class Tick:
    """Tick at work.

    Args:
        read: the version that it read or wrote last.
        has_created: it has created the run of its page, and not stored its progress.
    """

    read: StoredSchedule
    has_created: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """State of the schedule.

    Args:
        runs: event ID and store of each run, and the tick that it is named by, if it is.
        begun: times of the occurrences that have begun, in order.
        late: those that were missed.
        deployed_at: time of the deploy that changed the schedule. Negative before.
        pauses: pauses that may still begin, as `deploys` may, and `deaths` of ticks.
    """

    row: StoredSchedule
    clock: int = 0
    ticks: tuple[Tick | None, Tick | None] = (None, None)
    runs: frozenset[tuple[str, str, int]] = frozenset()
    begun: tuple[float, ...] = ()
    late: frozenset[float] = frozenset()
    deployed_at: float = -1.0
    pauses: int = 1
    deploys: int = 1
    deaths: int = 1

    @property
    def now(self) -> float:
        return TIMES[self.clock]


def start(rules: Rules) -> State:
    """Return the state after the first deploy of an hourly schedule."""
    schedule = Schedule(every=HOUR, missed=rules.missed)
    return State(stored_schedules.first("report", "default", schedule, 0.0))


def moves(state: State, rules: Rules) -> Iterator[tuple[str, State]]:
    """Yield each move that can follow, and the state after it."""
    if state.clock + 1 < len(TIMES):
        yield "time passes", replace(state, clock=state.clock + 1)
    yield from _operates(state, rules)
    for number, tick in enumerate(state.ticks):
        yield from _ticks(state, rules, number, tick)
        if tick and state.deaths:
            yield f"tick {number} dies", _with(replace(state, deaths=state.deaths - 1), number, None)


def violation(state: State, rules: Rules) -> str | None:
    """Return the rule that a state breaks, if any."""
    if len({(event, store) for event, store, _ in state.runs}) < len(state.runs):
        return "an occurrence has two runs in a store"
    if any(later <= earlier for earlier, later in zip(state.begun, state.begun[1:], strict=False)):
        return "an occurrence begins again"
    is_deployed = state.deployed_at >= 0
    if is_deployed and any(at % HOUR and at <= state.deployed_at for at in state.begun):
        return "an occurrence counts that is before its schedule"
    if not _is_quiet(state):
        return None
    if {(event, store) for event, store, _ in state.runs} != {
        (f"schedule:{stored_schedules.written(at)}", store) for at in state.begun for store in STORES
    }:
        return "a store has no run of an occurrence"
    return _missing(state, rules)


def _missing(state: State, rules: Rules) -> str | None:
    # Only without a deploy is every occurrence known, and a deploy is modelled apart from the policies.
    if state.deployed_at >= 0:
        return None
    wanted = {"skip": (), "once": (2 * HOUR,), "all": (HOUR, 2 * HOUR)}[rules.missed]
    if not set(wanted) <= set(state.begun):
        return "an occurrence has not begun that the policy wants"
    return "an occurrence has begun that the policy skips" if rules.missed == "skip" and state.late else None


def _is_quiet(state: State) -> bool:
    """Return whether time is over, and a tick would find nothing to do."""
    is_over = state.clock == len(TIMES) - 1 and not any(state.ticks) and not state.row.pause
    return is_over and stored_schedules.begun(state.row, state.now) is None


def _operates(state: State, rules: Rules) -> Iterator[tuple[str, State]]:
    row = state.row
    if state.pauses and not row.pause:
        paused = stored_schedules.paused(row, Pause("ann", state.now))
        yield "an operator pauses", replace(state, row=paused, pauses=state.pauses - 1)
    if row.pause:
        resumed = stored_schedules.resumed(row)
        forgets = rules.resume == "forgets"
        yield "an operator resumes", replace(state, row=replace(resumed, through=state.now) if forgets else resumed)
    if state.deploys:
        yield "a deploy changes the schedule", _deployed(state, rules)


def _deployed(state: State, rules: Rules) -> State:
    half = Schedule(every=HOUR / 2, missed=rules.missed)
    row = stored_schedules.redeclared(state.row, "default", half, state.now)
    if rules.deploy == "drops the occurrence":
        row = replace(row, occurrence=None)
    if rules.deploy == "counts earlier times":
        row = replace(row, through=state.row.through)
    return replace(state, row=row, deploys=state.deploys - 1, deployed_at=state.now)


def _ticks(state: State, rules: Rules, number: int, tick: Tick | None) -> Iterator[tuple[str, State]]:
    if tick is None:
        if stored_schedules.begun(state.row, state.now):
            yield f"tick {number} reads", _with(state, number, Tick(state.row))
    elif tick.read.occurrence is None:
        yield from _begins(state, rules, number, tick)
    elif tick.has_created == rules.runs_first:
        yield from _stores(state, rules, number, tick)
    else:
        yield f"tick {number} creates a run", _created(state, rules, number, tick)


def _begins(state: State, rules: Rules, number: int, tick: Tick) -> Iterator[tuple[str, State]]:
    begun = stored_schedules.begun(tick.read, state.now)
    if begun is None:
        yield f"tick {number} ends", _with(state, number, None)
    elif saved := _saved(state, rules, tick.read, begun):
        late = saved.late | {begun.through} if begun.through <= state.now - 300 else saved.late
        saved = replace(saved, begun=(*saved.begun, begun.through), late=late)
        yield f"tick {number} begins an occurrence", _with(saved, number, Tick(begun, not rules.runs_first))
    else:
        yield f"tick {number} loses", _with(state, number, None)


def _created(state: State, rules: Rules, number: int, tick: Tick) -> State:
    occurrence = tick.read.occurrence
    assert occurrence
    store = STORES[STORES.index(occurrence.after) + 1 if occurrence.after else 0]
    run = (occurrence.event_id, store, number + 1 if rules.named_by == "tick" else 0)
    return _with(replace(state, runs=state.runs | {run}), number, replace(tick, has_created=not tick.has_created))


def _stores(state: State, rules: Rules, number: int, tick: Tick) -> Iterator[tuple[str, State]]:
    occurrence = tick.read.occurrence
    assert occurrence
    is_last = occurrence.after == STORES[0]
    after = stored_schedules.after_page(tick.read, occurrence, "" if is_last else STORES[0])
    if saved := _saved(state, rules, tick.read, after):
        yield f"tick {number} stores its progress", _with(saved, number, None if is_last else Tick(after))
    else:
        yield f"tick {number} loses", _with(state, number, None)


def _saved(state: State, rules: Rules, read: StoredSchedule, row: StoredSchedule) -> State | None:
    is_stale = rules.saves_checked and state.row.version != read.version
    return None if is_stale else replace(state, row=row)


def _with(state: State, number: int, tick: Tick | None) -> State:
    ticks = (tick, state.ticks[1]) if number == 0 else (state.ticks[0], tick)
    # The two are alike. In one order, there are half as many states.
    first, second = sorted(ticks, key=lambda tick: (tick.read.version, tick.has_created) if tick else (0, False))
    return replace(state, ticks=(first, second))
