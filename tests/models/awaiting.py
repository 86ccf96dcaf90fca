"""Model of a run that waits for an event, with a timer, a pause, a catch-up, and processes that may die.

A worker looks for the event, suspends the run, registers it, and looks again. A teller stores the event, looks for the
run, and wakes it. A message stays in its queue until its process has done all of this. A wait whose time is over ends
only after the catch-up of a gap, which brings an event that was not delivered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

type Task = str


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of the waits.

    Args:
        worker: order of the worker's tasks after its first look has found nothing.
        teller: order of the teller's first tasks.
        lags: a read may miss what was written before.
        drops: an event of a paused store is dropped.
        ending: order of the worker's tasks after its first look has found nothing and the time is over.
    """

    worker: tuple[Task, ...] = ("suspend", "register", "look again")
    teller: tuple[Task, ...] = ("store", "find")
    lags: bool = False
    drops: bool = False
    ending: tuple[Task, ...] = ("check the gaps", "look at last")


@dataclass(frozen=True, slots=True)
class State:
    """State of the run and its event.

    Args:
        run: `due`, `running`, `suspended`, `held`, `got the event` or `got nothing`.
        has_message: a message for the run is in its queue.
        events: messages with the event that are in their queue: its delivery, and a catch-up's.
        stored: the event is stored. `shown` if a read finds it.
        registered: the run is among those that wait. `listed` if a read finds it.
        pauses: pauses that may still begin.
        deaths: processes that may still die.
        gap: a gap is open, in which the event may have happened. `caught_up` if its catch-up has sent the event.
    """

    run: str = "due"
    has_message: bool = True
    events: int = 2
    worker: Task = ""
    teller: Task = ""
    stored: bool = False
    shown: bool = False
    registered: bool = False
    listed: bool = False
    is_over: bool = False
    paused: bool = False
    pauses: int = 1
    deaths: int = 1
    gap: bool = False
    caught_up: bool = False


def moves(state: State, rules: Rules) -> Iterator[tuple[str, State]]:
    """Yield each move that can follow, and the state after it."""
    yield from _surroundings(state)
    yield from _catches_up(state)
    if state.stored and not state.shown:
        yield "the event is shown", replace(state, shown=True)
    if state.registered and not state.listed:
        yield "the run is listed", replace(state, listed=True)
    yield from _works(state, rules)
    yield from _tells(state, rules)


def violation(state: State) -> str | None:
    """Return the rule that a state breaks, if any."""
    if state.run == "got nothing" and state.stored and not state.is_over:
        return "the wait ended without its event"
    if state.run == "got nothing" and (state.gap or state.caught_up):
        return "the wait ended without the event of the catch-up"
    is_quiet = not (state.has_message or state.events or state.worker or state.teller or state.gap)
    if is_quiet and not state.stored:
        return "the event is lost"
    return "the run waits on for an event that has come" if is_quiet and state.run == "suspended" else None


def _surroundings(state: State) -> Iterator[tuple[str, State]]:
    if state.pauses and not state.paused:
        yield "the store is paused", replace(state, paused=True, pauses=state.pauses - 1)
    if state.paused:
        yield "the store is resumed", replace(state, paused=False)
    if not state.paused and state.run == "held":
        yield "the run is released", replace(state, run="due", has_message=True)
    if not state.is_over:
        yield "the wait is over", replace(state, is_over=True)
    if state.is_over and state.run == "suspended":
        yield "the timer wakes the run", replace(state, run="due", has_message=True)
    if state.worker and state.deaths:
        yield "the worker dies", replace(state, worker="", has_message=True, deaths=state.deaths - 1)
    if state.teller and state.deaths:
        yield "the teller dies", replace(state, teller="", events=state.events + 1, deaths=state.deaths - 1)


def _catches_up(state: State) -> Iterator[tuple[str, State]]:
    if state.gap and not state.caught_up:
        yield "the catch-up sends the event", replace(state, caught_up=True, events=state.events + 1)
    if state.gap and state.caught_up and not (state.events or state.teller):
        yield "the gap is closed", replace(state, gap=False)


def _works(state: State, rules: Rules) -> Iterator[tuple[str, State]]:
    after = _following(("look", *rules.worker), state.worker)
    finds = state.shown if rules.lags else state.stored
    match state.worker:
        case "":
            yield from _receives(state, rules)
        case "look" | "look at last" if finds:
            yield "the worker finds the event", replace(state, worker="", run="got the event")
        case "look" | "check the gaps" | "look at last" if state.is_over:
            yield _ends(state, rules)
        case "look":
            yield "the worker finds nothing", replace(state, worker=after)
        case "suspend":
            yield "the run is suspended", replace(state, worker=after, run="suspended")
        case "register":
            yield "the run is registered", replace(state, worker=after, registered=True, listed=not rules.lags)
        case _ if finds and state.run == "suspended":
            yield "the worker wakes the run", replace(state, worker=after, run="due", has_message=True)
        case _:
            yield "the worker looks again", replace(state, worker=after)


def _ends(state: State, rules: Rules) -> tuple[str, State]:
    if state.worker == "look":
        return "the worker finds nothing in time", replace(state, worker=rules.ending[0])
    after = _following(rules.ending, state.worker)
    if state.worker == "check the gaps" and state.gap:
        return "the worker waits for the catch-up", replace(state, worker=rules.worker[0])
    return "the worker goes on", replace(state, worker=after, run=state.run if after else "got nothing")


def _receives(state: State, rules: Rules) -> Iterator[tuple[str, State]]:
    if not state.has_message:
        return
    received = replace(state, has_message=False)
    if state.run == "suspended":
        again = tuple(task for task in rules.worker if task != "suspend")
        yield "the worker registers the run again", replace(received, worker=again[0])
    elif state.run.startswith("got"):
        yield "the worker drops the message", received
    elif state.paused:
        yield "the run is held", replace(received, run="held")
    else:
        yield "the worker begins", replace(received, run="running", worker="look")


def _tells(state: State, rules: Rules) -> Iterator[tuple[str, State]]:
    after = _following(rules.teller, state.teller)
    match state.teller:
        case "" if state.events and rules.drops and state.paused:
            yield "the event is dropped", replace(state, events=state.events - 1)
        case "" if state.events:
            yield "the teller begins", replace(state, events=state.events - 1, teller=rules.teller[0])
        case "store":
            yield "the event is stored", replace(state, teller=after, stored=True, shown=state.shown or not rules.lags)
        case "find" if (state.listed if rules.lags else state.registered) and state.run == "suspended":
            yield "the teller wakes the run", replace(state, teller=after, run="due", has_message=True)
        case "find":
            yield "the teller wakes nobody", replace(state, teller=after)
        case _:
            return


def _following(tasks: tuple[Task, ...], task: Task) -> Task:
    return dict(zip(tasks, (*tasks[1:], ""), strict=True)).get(task, "")
