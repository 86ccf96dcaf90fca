"""Campaign: one fault per story, at each call of each function. Afterwards everything must end as expected."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.chaos.accounts import Books, errors_in, queued, repeats, unrecorded_repeats
from tests.chaos.background import ticking
from tests.chaos.crash.points import (
    Call,
    Outcome,
    Point,
    first_of_each,
    has_fired,
    noted_calls,
    plan,
    points_of,
)
from tests.chaos.crash.stories import STORIES
from tests.chaos.faulty_stack import Change, faulty_stack, send_messages_alone
from tests.chaos.scene import Scene, Stuck
from tests.support.deployed import Deployed

AT_ONCE, CALM = 60, 6
"""Stories that run at the same time, and when faults are tried again. Most of them wait."""

RECORDINGS = 3
"""Recordings of each story. A call that depends on which process handles it is not a point."""

TRIES = 6
"""Tries of a fault until it takes effect."""

QUIET = 120.0
"""Seconds within which the queues must be empty at the end."""


@dataclass(frozen=True)
class Result:
    """Result of a fault at a point.

    Args:
        errors: the errors that were found in the end.
        repeats: how often work was repeated, as its run records.
        is_reached: the fault took effect.
        stuck: what the story waited for in vain. Without errors in the end, the machine was only slow.
        is_steady: the call is made each time, even if few stories run at the same time.
    """

    point: Point
    outcome: Outcome
    errors: Sequence[str]
    repeats: int = 0
    is_reached: bool = True
    stuck: str = ""
    is_steady: bool = True

    @property
    def is_bad(self) -> bool:
        """True if there were errors."""
        return bool(self.errors)

    @property
    def is_conclusive(self) -> bool:
        """True if another try would say nothing more."""
        return self.is_bad or (self.is_reached and not self.stuck)

    def __str__(self) -> str:
        """Write the fault with its errors."""
        at = self.point
        errors = filter(None, [*self.errors, self.stuck, "the fault took no effect" * (not self.is_reached)])
        return f"{at.story}: {at.call.function} {self.outcome} {at.call.name} ({at.nth}): {'; '.join(errors)}"


def violations(results: Sequence[Result]) -> list[str]:
    """Return the errors, and the faults that never took effect or whose story never ended."""
    return [str(result) for result in results if result.is_bad or (result.is_steady and not result.is_conclusive)]


type Fault = tuple[Point, Outcome]

type Played = tuple[str, Scene, str | None]
"""A story, its scene, and the plan for its fault."""


@dataclass(frozen=True)
class Campaign:
    """Plays stories, each in its own store.

    Args:
        deployed: the faulty stack.
        faults: the folder with the plans for its functions.
        numbers: the numbers in the names of stores.
    """

    deployed: Deployed
    faults: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def run(self, stories: Sequence[str], *, every: bool) -> list[Result]:
        """Find the points of stories, and inject each possible fault at each of them."""
        for_all = [story for story in stories if STORIES[story].is_for_all]
        groups = [for_all, [story for story in stories if story not in for_all]]
        return [result for group in groups if group for result in self._run(group, every=every)]

    def _run(self, stories: Sequence[str], *, every: bool) -> list[Result]:
        progress = self.deployed.stack.progress
        with progress.step(f"Played {len(stories)} stories {RECORDINGS} times without a fault"):
            points = self._points(stories, AT_ONCE, every=every)
        faults: list[Fault] = [
            (point, outcome)
            for point in (points if every else first_of_each(points))
            for outcome in point.call.outcomes
        ]
        with progress.step(f"Injected {len(faults)} faults at {len({point for point, _ in faults})} points"):
            return self._results(faults)

    def _results(self, faults: Sequence[Fault]) -> list[Result]:
        """Try each fault. Try those that took no effect or too long again, with fewer stories at the same time."""
        results = self._try(faults, AT_ONCE)
        for _ in range(1, TRIES):
            left = [fault for fault, result in results.items() if not result.is_conclusive]
            results |= self._try(left, CALM)
        left = [fault for fault, result in results.items() if not (result.is_conclusive or result.stuck)]
        steady = self._points(sorted({point.story for point, _ in left}), CALM, every=True)
        results |= {fault: replace(results[fault], is_steady=fault[0] in steady) for fault in left}
        return [results[fault] for fault in faults]

    def _points(self, stories: Sequence[str], at_once: int, *, every: bool) -> list[Point]:
        scenes = [(story, self._scene()) for story in stories for _ in range(RECORDINGS)]
        stuck = self._play([(story, scene, None) for story, scene in scenes], at_once)
        assert not any(stuck), f"without a fault: {[(scenes[at], why) for at, why in enumerate(stuck) if why]}"
        calls = {story: list[list[Call]]() for story in stories}
        for story, scene in scenes:
            calls[story].append(noted_calls(self.faults, scene.store_hash))
        return [
            point for story in stories for point in points_of(story, STORIES[story].about, calls[story], every=every)
        ]

    def _try(self, faults: Sequence[Fault], at_once: int) -> dict[Fault, Result]:
        if not faults:
            return {}
        scenes = [self._scene() for _ in faults]
        played = [(fault[0].story, scene, plan(*fault)) for fault, scene in zip(faults, scenes, strict=True)]
        stuck = self._play(played, at_once)
        self._wait_for_empty_queues()
        books = Books.of(self.deployed)
        return {
            fault: Result(
                *fault,
                [*errors_in(scene, books), *unrecorded_repeats(scene, books)],
                repeats(scene),
                has_fired(self.faults, scene.store_hash),
                why,
            )
            for fault, scene, why in zip(faults, scenes, stuck, strict=True)
        }

    def _play(self, played: Sequence[Played], at_once: int) -> list[str]:
        """Play stories at the same time, while the timer ticks. Return why each got stuck, or an empty text."""
        # Similar stories are next to each other. Unmixed, one function would die all the time, and then another.
        mixed = Random(0).sample(range(len(played)), len(played))  # noqa: S311 - it must be repeatable, not secret
        with ticking(self.deployed, self.faults), ThreadPoolExecutor(at_once) as threads:
            playing = {at: threads.submit(self._play_one, *played[at]) for at in mixed}
            for number, _ in enumerate(as_completed(playing.values()), 1):
                if number % 100 == 0:
                    self.deployed.stack.progress.say(f"          {number} of {len(played)}")
        return [playing[at].result() for at in range(len(played))]

    def _play_one(self, name: str, scene: Scene, planned: str | None) -> str:
        story = STORIES[name]
        try:
            story.setup(scene)
            scene.start(planned)
            story.play(scene)
        except Stuck as stuck:
            self.deployed.stack.progress.failed(f"{name}: {stuck} {planned or ''}")
            return str(stuck)
        return ""

    def _wait_for_empty_queues(self) -> None:
        deadline = time.monotonic() + QUIET
        while queued(self.deployed) and time.monotonic() < deadline:
            time.sleep(1)

    def _scene(self) -> Scene:
        return Scene(self.deployed, self.faults, f"crash{next(self.numbers):05}")


def crash_points(stories: Sequence[str] = (), *, every: bool = False, changes: Sequence[Change] = ()) -> list[Result]:
    """Start a stack, and run the crash points of some stories or of all.

    Args:
        stories: their names; empty for all.
        every: use each call of a loop, and of each story.
        changes: further changes to the copy.
    """
    changes = [send_messages_alone, *changes]
    with TemporaryDirectory(prefix="storehook-chaos-") as folder, faulty_stack(Path(folder), changes) as deployed:
        return Campaign(deployed, Path(folder) / "faults").run(stories or [*STORIES], every=every)
