"""Model of a resource's coalescing windows, with the library's own decisions.

Events happen at any time, some by clocks of BigCommerce that are ahead or behind. They are delivered twice and late. A
process asks the latest window, and may die before the event's own run says so. Runs of windows fail, are retried much
later, and give up.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs import coalesce
from storehook.runs import run as runs
from storehook.runs.run import WAITS, Lease, Run

TIMES = (1000.0, 1010.0, 5000.0)
"""Times at which things happen, in unix seconds."""

AHEAD = {"ahead": 20, "right": 0, "behind": -20}
"""Seconds by which the clock that stamps each event is ahead."""

WINDOW = 5.0
BACK_OFF = 3600.0
RETRIES = 1

KEY = RunKey("store", "window:order/113", "sync")


@dataclass(frozen=True, slots=True)
class Event:
    """Event of the resource.

    Args:
        created_at: BigCommerce's time. 0 before it happens.
        queued: times at which its waiting copies were received.
        is_noted: its own run says that a window has it.
        starts_by: latest start of a run that has it. 0 before a window was asked to take it.
        is_covered: a run has started since it happened.
    """

    name: str
    created_at: int = 0
    queued: tuple[float, ...] = ()
    is_noted: bool = False
    starts_by: float = 0.0
    is_covered: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """State of the resource.

    Args:
        windows: by generation.
        ran: event and generation of each window that has started.
        copies: deliveries of events that may still come twice.
        deaths: processes that may still die.
        has_died: one has died.
    """

    events: tuple[Event, ...]
    now: int = 0
    windows: tuple[Run, ...] = ()
    ran: frozenset[tuple[str, int]] = frozenset()
    copies: int = 0
    deaths: int = 0
    has_died: bool = False


def start(*names: str, copies: int = 0, deaths: int = 0) -> State:
    """Return the state before any of these events."""
    return State(tuple(map(Event, names)), copies=copies, deaths=deaths)


def steps(state: State) -> Iterator[tuple[str, State]]:
    """Yield each step that can follow, and the state after it."""
    now = TIMES[state.now]
    if state.now + 1 < len(TIMES):
        yield f"time: {TIMES[state.now + 1]:.0f}", replace(state, now=state.now + 1)
    for index, event in enumerate(state.events):
        yield from _deliveries(state, index, event, now)
    for index, window in enumerate(state.windows):
        yield from _attempts(state, index, window, now)


def violation(state: State) -> str | None:
    """Return the rule that a state breaks, if any."""
    now, windows = TIMES[state.now], state.windows
    waiting = [window for window in windows if window.state in WAITS]
    for event in state.events:
        is_taken = event.is_noted and not event.is_covered
        if is_taken and not waiting:
            return f"a window has '{event.name}', and no run follows"
        if is_taken and min(window.next_attempt_at for window in waiting) > event.starts_by:
            return f"'{event.name}' waits until {waiting[0].next_attempt_at:.0f}, at {now:.0f}"
        if is_taken and waiting[-1].attempt:
            return f"'{event.name}' has too few attempts left"
        if len({generation for name, generation in state.ran if name == event.name}) > 1 and not state.has_died:
            return f"two windows run '{event.name}'"
    return None


def _deliveries(state: State, index: int, event: Event, now: float) -> Iterator[tuple[str, State]]:
    if not event.created_at:
        happened = replace(event, created_at=int(now) + AHEAD[event.name], queued=(now,))
        yield f"'{event.name}' happens", _with_event(state, index, happened)
    elif state.copies:
        again = replace(event, queued=(*event.queued, now))
        yield f"'{event.name}' is delivered again", replace(_with_event(state, index, again), copies=state.copies - 1)
    for received_at in event.queued:
        rest = replace(event, queued=_without(event.queued, received_at))
        if event.is_noted:
            yield f"'{event.name}' is a duplicate", _with_event(state, index, rest)
            continue
        noted = replace(rest, is_noted=True)
        yield f"a window is asked to take '{event.name}'", _ask(state, index, noted, received_at, now)
        if state.deaths:
            asked = _ask(state, index, event, received_at, now)
            yield (
                f"a window is asked to take '{event.name}', and the process dies",
                replace(asked, deaths=0, has_died=True),
            )


def _ask(state: State, index: int, event: Event, received_at: float, now: float) -> State:
    lease = Lease("worker", now, now + 60)
    opened = runs.first(
        KEY,
        _message(event, received_at),
        scope="store/order/updated",
        lane="default",
        lease=lease,
        resource="order/113",
    )
    latest = state.windows[-1] if state.windows else None
    window = coalesce.take(latest, opened, WINDOW, lease)
    after = _with_event(state, index, replace(event, starts_by=event.starts_by or now + WINDOW))
    if window is None:
        return after
    return replace(after, windows=(*state.windows[: window.key.generation], _canonical(window)))


def _attempts(state: State, index: int, window: Run, now: float) -> Iterator[tuple[str, State]]:
    name = f"window {index}"
    if runs.is_due(window, now):
        started = runs.next_attempt(window, Lease("worker", now, now + 60))
        # The action fetches the resource, and sees all that has happened.
        covered = tuple(replace(event, is_covered=event.created_at > 0) for event in state.events)
        ran = state.ran | {(window.message.delivery_id, index)}
        yield f"{name} starts", replace(_with_window(state, index, started), events=covered, ran=ran)
    if window.state == "running":
        yield f"{name} completes", _with_window(state, index, runs.complete(window, now))
        failed = runs.schedule_retry(window, _ERROR, now, after=BACK_OFF)
        if window.attempt > RETRIES:
            failed = runs.dead_lettered(runs.fail(window, _ERROR, now))
        yield f"{name} fails", _with_window(state, index, failed)


_ERROR = ValueError("not yet")


def _message(event: Event, received_at: float) -> Message:
    fields = {"scope": "store/order/updated", "producer": "stores/store", "hash": event.name}
    payload = json.dumps(fields | {"created_at": event.created_at}).encode()
    return Message("store", event.name, payload, 0, received_at)


def _with_event(state: State, index: int, event: Event) -> State:
    return replace(state, events=(*state.events[:index], event, *state.events[index + 1 :]))


def _with_window(state: State, index: int, window: Run) -> State:
    return replace(state, windows=(*state.windows[:index], _canonical(window), *state.windows[index + 1 :]))


def _canonical(window: Run) -> Run:
    """Return a window without what decides nothing, so that equal states are found."""
    return replace(window, version=1, attempts=(), created_at=0.0, updated_at=0.0, lease_until=0.0, due_at=0.0)


def _without(times: tuple[float, ...], time: float) -> tuple[float, ...]:
    at = times.index(time)
    return (*times[:at], *times[at + 1 :])
