"""What must have become of the events that were coalesced."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.simulation.subjects import Subject
from tests.simulation.violations import Promise, Violation
from tests.simulation.world import World

from storehook.runs.run import WINDOW
from storehook.webhooks import event
from storehook.webhooks.resources import resource_of

type Place = tuple[str, str, str]
"""Store, resource, action."""


def window_violations(world: World, every: Sequence[Subject]) -> Iterator[Violation]:
    """Report windows whose last event was given to no run, and events that were given to two."""
    windows: dict[Place, list[Subject]] = defaultdict(list)
    coalesced: dict[Place, list[Subject]] = defaultdict(list)
    for subject in every:
        if subject.key.event_id.startswith(WINDOW):
            windows[_window(subject)].append(subject)
        elif subject.state == "coalesced":
            coalesced[_place(subject)].append(subject)
    for place, subjects in coalesced.items():
        world.schedule.happened("events coalesced", len(subjects))
        yield from _left_out(place, subjects, windows[place])
    yield from _given_twice(world, every)


def _left_out(place: Place, coalesced: Sequence[Subject], windows: Sequence[Subject]) -> Iterator[Violation]:
    last = max(coalesced, key=_rank)
    given = [window for window in windows if _rank(window) >= _rank(last)]
    if not given:
        yield Violation(Promise.LAST_OF_WINDOW, f"{last.key} is coalesced, and no window of {place} has it")


def _given_twice(world: World, every: Sequence[Subject]) -> Iterator[Violation]:
    """An event that several runs of one action have: its own and a window's, or two windows'."""
    again = {(key.store_hash, key.event_id, key.action) for key in world.operated}
    given: dict[tuple[str, bytes], list[Subject]] = defaultdict(list)
    for subject in every:
        key, run = subject.key, subject.run
        # One that comes again may run once more if its action coalesced not, or its store had not the app, before.
        ways = world.deployment.coalescing.get(key.action, ())
        is_settled = len(ways) < 2 and not world.schedule.counts["the app is uninstalled"]
        if run and run.message.kind == "webhook" and subject.calls and is_settled:
            given[key.action, run.message.payload].append(subject)
    for subjects in given.values():
        names = {(each.key.store_hash, each.key.event_id, each.key.action) for each in subjects}
        if len(subjects) > 1 and not names & again:
            yield Violation(Promise.LAST_OF_WINDOW, f"one event runs as {[str(each.key) for each in subjects]}")


def _window(subject: Subject) -> Place:
    return subject.key.store_hash, subject.key.event_id.removeprefix(WINDOW), subject.key.action


def _place(subject: Subject) -> Place:
    assert subject.run is not None
    return subject.key.store_hash, resource_of(event.read(subject.run.message.payload)) or "", subject.key.action


def _rank(subject: Subject) -> tuple[int, str]:
    assert subject.run is not None
    found = event.read(subject.run.message.payload)
    return found.created_at or 0, found.hash or ""
