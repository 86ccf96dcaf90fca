"""Every call of every function fails or its process dies, one at a time; then all goes on, and must come out right."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.chaos.accounts import Books, queued, repeats, untold, wrongs
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
from tests.chaos.meanwhile import turning
from tests.chaos.scene import Scene, Stuck
from tests.support.deployed import Deployed

AT_ONCE = 60
"""Stories that go on at the same time. Most of them wait."""

RECORDINGS = 3
"""How often each story is recorded: what depends on which process came by is no point."""

TRIES = 3
"""How often a point is tried to be reached."""

QUIET = 120.0
"""Seconds within which the queues must be empty, at the end."""


@dataclass(frozen=True)
class Result:
    """What came of a fault at a point.

    Args:
        point: where.
        outcome: what happened there.
        wrongs: what was not as it must be in the end.
        repeats: how often work was done once more, which its run tells of.
        is_reached: whether the point was reached.
    """

    point: Point
    outcome: Outcome
    wrongs: Sequence[str]
    repeats: int = 0
    is_reached: bool = True

    @property
    def is_bad(self) -> bool:
        """Whether something was wrong."""
        return bool(self.wrongs)

    def __str__(self) -> str:
        """What was wrong."""
        at = self.point
        return f"{at.story}: {at.call.function} {self.outcome} {at.call.name} ({at.nth}): {'; '.join(self.wrongs)}"


def violations(results: Sequence[Result]) -> list[str]:
    """What was wrong. A few faults may not be reached: what is called may depend on the time, and on what others do."""
    unreached = sum(not result.is_reached for result in results)
    missed = [f"{unreached} of {len(results)} faults were not reached"] if unreached * 100 > len(results) else []
    return missed + [str(result) for result in results if result.is_bad]


type Fault = tuple[Point, Outcome]

type Played = tuple[str, Scene, str | None]
"""A story, its scene, and what a function is told to do there."""


@dataclass(frozen=True)
class Campaign:
    """Plays stories, each in a store of its own.

    Args:
        deployed: the faulty stack.
        faults: the folder by which its functions are told.
        numbers: name the stores.
    """

    deployed: Deployed
    faults: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def run(self, stories: Sequence[str], *, every: bool) -> list[Result]:
        """Find the points of stories, and let everything happen at each."""
        for_all = [story for story in stories if STORIES[story].is_for_all]
        apart = [for_all, [story for story in stories if story not in for_all]]
        return [result for together in apart if together for result in self._run(together, every=every)]

    def _run(self, stories: Sequence[str], *, every: bool) -> list[Result]:
        progress = self.deployed.stack.progress
        with progress.step(f"Let {len(stories)} stories happen {RECORDINGS} times, without a fault"):
            points = self._points(stories, every=every)
        asked: list[Fault] = [
            (at, each) for at in (points if every else first_of_each(points)) for each in at.call.outcomes
        ]
        with progress.step(f"Let {len(asked)} faults happen, at {len({at for at, _ in asked})} points"):
            return self._results(asked)

    def _results(self, asked: Sequence[Fault]) -> list[Result]:
        """Those that were not reached are let happen again, a few times."""
        found = dict[Fault, Result]()
        for _ in range(TRIES):
            left = [each for each in asked if each not in found or not found[each].is_reached]
            found |= {(result.point, result.outcome): result for result in self._try(left)}
        return [found[each] for each in asked]

    def _points(self, stories: Sequence[str], *, every: bool) -> list[Point]:
        scenes = [(story, self._scene()) for story in stories for _ in range(RECORDINGS)]
        told = self._play([(story, scene, None) for story, scene in scenes])
        assert not any(told), f"without a fault: {[(scenes[at], why) for at, why in enumerate(told) if why]}"
        calls = {story: list[list[Call]]() for story in stories}
        for story, scene in scenes:
            calls[story].append(noted_calls(self.faults, scene.store_hash))
        return [
            point for story in stories for point in points_of(story, STORIES[story].about, calls[story], every=every)
        ]

    def _try(self, asked: Sequence[Fault]) -> list[Result]:
        if not asked:
            return []
        scenes = [self._scene() for _ in asked]
        stuck = self._play([(fault[0].story, scene, plan(*fault)) for fault, scene in zip(asked, scenes, strict=True)])
        self._quieten()
        books = Books.of(self.deployed)
        return [
            Result(
                *fault,
                [*([why] if why else []), *wrongs(scene, books), *untold(scene, books)],
                repeats(scene),
                has_fired(self.faults, scene.store_hash),
            )
            for fault, scene, why in zip(asked, scenes, stuck, strict=True)
        ]

    def _play(self, played: Sequence[Played]) -> list[str]:
        """Play stories at the same time, and turn the timer; for each, why it did not go on."""
        # What is alike stands together: else one function would die all the time, and then another.
        mixed = Random(0).sample(range(len(played)), len(played))  # noqa: S311 - it must be repeatable, not secret
        with turning(self.deployed, self.faults), ThreadPoolExecutor(AT_ONCE) as threads:
            telling = {at: threads.submit(self._tell, *played[at]) for at in mixed}
            for number, _ in enumerate(as_completed(telling.values()), 1):
                if number % 100 == 0:
                    self.deployed.stack.progress.say(f"          {number} of {len(played)}")
        return [telling[at].result() for at in range(len(played))]

    def _tell(self, name: str, scene: Scene, told: str | None) -> str:
        story = STORIES[name]
        try:
            story.given(scene)
            scene.begin(told)
            story.tell(scene)
        except Stuck as stuck:
            self.deployed.stack.progress.failed(f"{name}: {stuck} {told or ''}")
            return str(stuck)
        return ""

    def _quieten(self) -> None:
        deadline = time.monotonic() + QUIET
        while queued(self.deployed) and time.monotonic() < deadline:
            time.sleep(1)

    def _scene(self) -> Scene:
        return Scene(self.deployed, self.faults, f"crash{next(self.numbers):05}")


def crash_points(stories: Sequence[str] = (), *, every: bool = False, changes: Sequence[Change] = ()) -> list[Result]:
    """Run them all, or some stories', in a stack of their own.

    Args:
        stories: their names; empty for all.
        every: whether to take each call of a loop, and of each story.
        changes: what is otherwise in the copy.
    """
    changes = [send_messages_alone, *changes]
    with TemporaryDirectory(prefix="storehook-chaos-") as folder, faulty_stack(Path(folder), changes) as deployed:
        return Campaign(deployed, Path(folder) / "faults").run(stories or [*STORIES], every=every)
