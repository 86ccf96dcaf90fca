"""Checks of coalesced events and their windows."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tests.simulation.subjects import Subject
from tests.simulation.violations import Promise, Violation
from tests.simulation.world import World

from storehook.queues.run_key import WINDOW
from storehook.webhooks import event
from storehook.webhooks.resources import resource_of

type WindowKey = tuple[str, str, str]
"""Store, resource, action."""


def joined_windows(every: Sequence[Subject]) -> Counter[WindowKey]:
    """Count the events that joined the windows of each resource."""
    return Counter(_key_of_event(subject) for subject in every if subject.state == "coalesced")


def events_of(joined: Counter[WindowKey], subject: Subject) -> int:
    """Return the number of events that a run may have had. It is 1 unless the run is a window."""
    return joined[_key_of_window(subject)] if subject.key.event_id.startswith(WINDOW) else 1


def window_violations(world: World, every: Sequence[Subject]) -> Iterator[Violation]:
    """Report windows whose last event went to no run, and events that went to two."""
    windows: dict[WindowKey, list[Subject]] = defaultdict(list)
    coalesced: dict[WindowKey, list[Subject]] = defaultdict(list)
    for subject in every:
        if subject.key.event_id.startswith(WINDOW):
            windows[_key_of_window(subject)].append(subject)
        elif subject.state == "coalesced":
            coalesced[_key_of_event(subject)].append(subject)
    for key, subjects in coalesced.items():
        world.schedule.happened("events coalesced", len(subjects))
        yield from _left_out(key, subjects, windows[key])
    yield from _given_twice(world, every)


def _left_out(key: WindowKey, coalesced: Sequence[Subject], windows: Sequence[Subject]) -> Iterator[Violation]:
    # If only the receipt dates an event, each of its deliveries has another time.
    dated = [subject for subject in coalesced if subject.event and _rank(subject)[0] < subject.event.since]
    last = max(dated or coalesced[:1], key=_rank)
    if dated and not any(_rank(window) >= _rank(last) or _name(window) == _name(last) for window in windows):
        yield Violation(Promise.LAST_OF_WINDOW, f"{last.key} is coalesced, and no window of {key} has it")
    starts = [call.started_at for window in windows for call in window.calls]
    # A process may die before the action is called. Then the run fails, or an operator or an uninstall ends it.
    ends = [window.run.updated_at for window in windows if window.run and window.state != "completed"]
    for subject in coalesced:
        if subject.event and max(*starts, *ends, 0.0, 0.0) < subject.event.since:
            yield Violation(Promise.NEWS_RUNS, f"{subject.key} is coalesced, and nothing ran after it happened")


def _given_twice(world: World, every: Sequence[Subject]) -> Iterator[Violation]:
    """Find events that several runs of one action got: the event's own run and a window, or two windows."""
    operated = {(key.store_hash, key.event_id, key.action) for key in world.operated}
    runs: dict[tuple[str, bytes], list[Subject]] = defaultdict(list)
    for subject in every:
        key, run = subject.key, subject.run
        # A repeated event may run again if its action did not coalesce before, or its store did not have the app.
        ways = world.deployment.coalescing.get(key.action, ())
        is_settled = len(ways) < 2 and not world.schedule.counts["the app is uninstalled"]
        if run and run.message.kind == "webhook" and subject.calls and is_settled:
            runs[key.action, run.message.payload].append(subject)
    for subjects in runs.values():
        keys = [subject.key for subject in subjects]
        names = {(key.store_hash, key.event_id, key.action) for key in keys}
        if len(subjects) > 1 and not names & operated:
            yield Violation(Promise.LAST_OF_WINDOW, f"one event runs as {list(map(str, keys))}")


def _key_of_window(subject: Subject) -> WindowKey:
    return subject.key.store_hash, subject.key.event_id.removeprefix(WINDOW), subject.key.action


def _key_of_event(subject: Subject) -> WindowKey:
    assert subject.run is not None
    return subject.key.store_hash, resource_of(event.read(subject.run.message.payload)) or "", subject.key.action


def _rank(subject: Subject) -> tuple[float, str]:
    assert subject.run is not None
    created_at, received_at = event.read(subject.run.message.payload).created_at, subject.run.message.received_at
    return received_at if created_at is None else min(created_at, received_at), _name(subject)


def _name(subject: Subject) -> str:
    assert subject.run is not None
    return event.read(subject.run.message.payload).hash or ""
