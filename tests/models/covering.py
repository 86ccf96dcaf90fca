"""Model of one event in a gap: its webhook, the catch-up, and their retries, with the library's own decisions.

The event's webhook is delivered on time, late, twice or never. A catch-up looks for the event's run, and may send a
message. Consumers work on the messages, and one worker reads the list. Each process is the list of the answers that it
has got so far. Its code is replayed with them, up to its next effect. Before each effect, other processes may go on,
the index may catch up, and the process may die. Actions fail, the store refuses a call, operators redrive, and the gap
is opened again.

Time has four steps. A process that has not started its action yet does not live from one to the next: that takes longer
than an invocation may. An index shows at each step all rows that were stored in the step before. So it does when the
gap is opened again: the catch-up waits for the grace after its new end.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.models.covering_processes import (
    AT,
    FAILED,
    GAP,
    TIMES,
    WEBHOOK,
    Case,
    Letter,
    Process,
    Row,
    next_effect,
    run_of,
)

from storehook.catch_up.progress import next_gap
from storehook.errors import StoreUnavailable
from storehook.runs.late_runs import LateRuns
from storehook.runs.run import RunSummary, State
from storehook.saves import SAVED, Conflict

MOST_CONSUMERS = 2


class World(NamedTuple):
    """Messages, rows, and processes.

    Args:
        time: index in `TIMES`.
        deliveries: deliveries that may still come.
        shown: event IDs that the index shows.
        acted: event IDs of the runs that have told the action, once for each.
        letters: dead letters.
        reopenings: number of times that the gap may be opened again.
    """

    case: Case
    time: int = 0
    deliveries: int = 1
    queue: tuple[Letter, ...] = ()
    rows: tuple[Row, ...] = ()
    shown: frozenset[str] = frozenset()
    late: LateRuns = LateRuns()
    is_open: bool = True
    acted: frozenset[str] = frozenset()
    letters: tuple[Letter, ...] = ()
    processes: tuple[Process, ...] = ()
    deaths: int = 0
    failures: int = 0
    refusals: int = 0
    redrives: int = 0
    reopenings: int = 0

    @property
    def now(self) -> float:
        """Time, in unix seconds."""
        return TIMES[self.time]

    def row(self, event_id: str) -> Row | None:
        """Return a run's row."""
        return next((row for row in self.rows if row.letter.event_id == event_id), None)

    def with_row(self, row: Row) -> "World":
        """Return the world with a row stored."""
        others = (other for other in self.rows if other.letter.event_id != row.letter.event_id)
        return self._replace(rows=tuple(sorted((*others, row), key=lambda row: row.letter)))

    def with_letter(self, letter: Letter) -> "World":
        """Return the world with a message in the queue."""
        return self._replace(queue=tuple(sorted((*self.queue, letter))))


def violation(world: World) -> str | None:
    """Return the rule that a world breaks, if any."""
    if len(world.acted) > 1:
        return "two runs have told the action of one event"
    is_over = not (world.processes or world.queue or world.is_open or world.deliveries) and world.now == TIMES[-1]
    if is_over and not world.acted and not world.letters:
        return "nobody has told the action of the event"
    return None


def steps(world: World) -> Iterator[tuple[str, World]]:
    """Yield each step that can be next, and the world after it."""
    if world.time < len(TIMES) - 1 and all(_has_started(world.case, process) for process in world.processes):
        shown = frozenset(row.letter.event_id for row in world.rows)
        yield f"time: {TIMES[world.time + 1] - AT:.0f} s", world._replace(time=world.time + 1, shown=shown)
    if world.deliveries:
        fewer = world._replace(deliveries=world.deliveries - 1)
        yield "the webhook is delivered", fewer.with_letter(Letter(WEBHOOK))
        yield "the webhook is never delivered", fewer
    yield from _outside(world)
    yield from _starts(world)
    for index, process in enumerate(world.processes):
        yield from _goes_on(world, index, process)


def _outside(world: World) -> Iterator[tuple[str, World]]:
    for row in world.rows:
        if (event_id := row.letter.event_id) not in world.shown:
            yield f"the index shows {event_id}", world._replace(shown=world.shown | {event_id})
    if world.redrives:
        for index, letter in enumerate(world.letters):
            left = world.letters[:index] + world.letters[index + 1 :]
            after = world._replace(letters=left, redrives=world.redrives - 1).with_letter(letter)
            yield f"{letter.event_id} is redriven", after
    if world.reopenings and not world.is_open:
        shown = frozenset(row.letter.event_id for row in world.rows)
        after = world._replace(is_open=True, shown=shown, reopenings=world.reopenings - 1)
        yield "the gap is opened again", after


def _starts(world: World) -> Iterator[tuple[str, World]]:
    consumers = sum(process.letter is not None for process in world.processes)
    for index, letter in enumerate(world.queue):
        if consumers < MOST_CONSUMERS and letter not in world.queue[:index]:
            queue = world.queue[:index] + world.queue[index + 1 :]
            after = _with(world._replace(queue=queue), Process(letter, world.now))
            yield f"a consumer receives {letter.event_id}", after
    is_free = consumers == len(world.processes)
    if world.is_open and is_free and next_gap((GAP,), None, world.now, 0.0):
        yield "a catch-up starts", _with(world, Process(None, world.now))


def _goes_on(world: World, index: int, process: Process) -> Iterator[tuple[str, World]]:
    without = world._replace(processes=world.processes[:index] + world.processes[index + 1 :])
    if world.deaths:
        after = without._replace(deaths=world.deaths - 1, acted=world.acted - _unrecorded(world.case, process))
        yield f"the process of {process.name} dies", after.with_letter(process.letter) if process.letter else after
    effect = next_effect(world.case, process)
    assert effect is not None
    for name, after, answer in _perform(without, effect, process):
        waiting = process._replace(answers=(*process.answers, answer))
        yield name, after if next_effect(world.case, waiting) is None else _with(after, waiting)


def _with(world: World, process: Process) -> World:
    return world._replace(processes=tuple(sorted((*world.processes, process), key=repr)))


def _unrecorded(case: Case, process: Process) -> frozenset[str]:
    """Return the run whose action is done and not recorded. If its process dies, the action may run again."""
    effect = next_effect(case, process)
    return frozenset([process.name] if effect and effect[0] == "record" else [])


def _has_started(case: Case, process: Process) -> bool:
    effect = next_effect(case, process)
    return effect is not None and effect[0] in ("act", "record")


# --- Effects ----------------------------------------------------------------------------------------------------------


def _perform(world: World, effect: tuple[Any, ...], process: Process) -> Iterator[tuple[str, World, Any]]:
    match effect:
        case "look for runs since", since:
            runs = _summaries(world, since)
            yield f"the catch-up finds {[run.state for run in runs]}", world, runs
        case "send", event_id:
            yield f"the catch-up sends {event_id}", world.with_letter(Letter(event_id)), None
        case ("close the gap",):
            yield "the gap is closed", world._replace(is_open=False), None
        case _:
            yield from _perform_of_consumer(world, effect, process)


def _perform_of_consumer(world: World, effect: tuple[Any, ...], process: Process) -> Iterator[tuple[str, World, Any]]:
    match effect:
        case "claim", letter:
            yield from _claim(world, letter)
        case "note", late:
            is_next = world.late.version == late.version - 1
            after, answer = (world._replace(late=late), SAVED) if is_next else (world, Conflict(world.late))
            yield f"{process.name} is {'noted' if is_next else 'too late to be noted'}", after, answer
        case "read", event_id:
            yield f"{process.name} reads {event_id}", world, world.row(event_id)
        case "act", event_id:
            yield from _act(world, event_id)
        case "cover", event_id, by:
            yield f"{event_id} is covered by {by}", _with_state(world, event_id, "coalesced", covered_by=by), None
        case "record", event_id, result:
            yield f"{event_id} is recorded: {result}", _record(world, event_id, result), None
        case _:
            raise AssertionError(effect)


def _claim(world: World, letter: Letter) -> Iterator[tuple[str, World, Row | None]]:
    event_id, row = letter.event_id, world.row(letter.event_id)
    if row is None:
        fresh = Row(letter, "running", world.now, world.now)
        yield f"{event_id} is claimed", world.with_row(fresh), fresh
    elif any(process.name == event_id and process.answers for process in world.processes):
        yield f"{event_id} is leased", world.with_letter(letter), None
    elif row.state in ("running", "retrying") or (row.state == "failed" and letter.redrives > row.letter.redrives):
        again = row._replace(letter=max(letter, row.letter), state="running", started_at=world.now)
        yield f"{event_id} is claimed again", world.with_row(again), again
    else:
        yield f"{event_id} is a duplicate", world, None


def _act(world: World, event_id: str) -> Iterator[tuple[str, World, str]]:
    yield f"{event_id} tells the action", world._replace(acted=world.acted | {event_id}), "completed"
    if world.failures:
        yield f"{event_id} fails", world._replace(failures=world.failures - 1), "retrying"
    if world.refusals:
        yield f"{event_id} cannot call the store", world._replace(refusals=world.refusals - 1), "failed"


def _record(world: World, event_id: str, result: State) -> World:
    row = world.row(event_id)
    assert row is not None
    match result:
        case "completed":
            return _with_state(world, event_id, "completed")
        case "retrying":
            return _with_state(world, event_id, "retrying", error=FAILED).with_letter(row.letter)
        case _:
            failed = _with_state(world, event_id, "failed", error=StoreUnavailable.__name__)
            return failed._replace(letters=(*world.letters, Letter(event_id, row.letter.redrives + 1)))


def _with_state(world: World, event_id: str, state: State, **fields: Any) -> World:
    row = world.row(event_id)
    assert row is not None
    return world.with_row(row._replace(state=state, error="")._replace(**fields))


def _summaries(world: World, since: float) -> tuple[RunSummary, ...]:
    runs = [run_of(world.case, row) for row in world.rows if row.letter.event_id in world.shown]
    return tuple(
        RunSummary(
            run.key.action,
            run.state,
            run.scope,
            run.happened_at,
            run.failure.error_type if run.failure else "",
            run.started_at,
            run.covered_by,
        )
        for run in runs
        if run.happened_at >= since
    )
