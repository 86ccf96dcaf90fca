"""Points: the calls that a function makes in a story, found by letting the story happen once without a fault."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

Outcome = Literal["fails before", "fails after", "answer lost", "dies before", "dies after"]
"""What happens at a call. It fails, however often it is repeated, before its effect or after it; its first answer is
lost, and a repeat gets through; or the process dies, before its effect or after it."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True, order=True)
class Call:
    """A call, as its function has noted it.

    Args:
        function: which has made it.
        name: what was called.
    """

    function: str
    name: str

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What can happen at it. Before and after are the same for what has no effect."""
        return ("fails before", "dies before") if READS.search(self.name) else OUTCOMES


READS = re.compile(r" (Get|BatchGet|Query|Filter|Decrypt|Encrypt|GET )")
"""The calls that have no effect."""


@dataclass(frozen=True, slots=True)
class Point:
    """A call of a story.

    Args:
        story: its name.
        call: the call.
        nth: the how-manieth of its kind in the story.
    """

    story: str
    call: Call
    nth: int


def noted_calls(faults: Path, store_hash: str) -> list[Call]:
    """The calls that were made for a store, in their order."""
    lines = (faults / "calls" / store_hash).read_text().splitlines()
    return [Call(*line.split("\t")) for line in lines]


def points_of(story: str, about: Sequence[str], recordings: Sequence[Sequence[Call]], *, every: bool) -> list[Point]:
    """The points of a story: the calls that were made each time it was recorded.

    Args:
        story: its name.
        about: the functions whose calls count.
        recordings: the calls, each time.
        every: whether to take each call of a loop; else the first two and the last. Of the timer's, the first two: how
            often it looks depends on how long all stories take.
    """
    counts = [Counter(recording) for recording in recordings]
    always = {call: min(count[call] for count in counts) for call in counts[0] if call.function in about}
    return [
        Point(story, call, nth)
        for call in sorted(always, key=lambda call: (about.index(call.function), call.name))
        for nth in range(1, always[call] + 1)
        if nth in (1, 2) or (call.function != "timer" and (every or nth == always[call]))
    ]


def first_of_each(points: Iterable[Point]) -> list[Point]:
    """Each call once, in the first story that comes to it."""
    found = dict[tuple[Call, int], Point]()
    for point in points:
        found.setdefault((point.call, point.nth), point)
    return [*found.values()]


def plan(point: Point, outcome: Outcome) -> str:
    """What a function is told, so that something happens at a point."""
    function, call = asdict(point.call).values()
    return json.dumps({"function": function, "call": call, "nth": point.nth, "outcome": outcome})


def has_fired(faults: Path, store_hash: str) -> bool:
    """Whether it has happened."""
    return (faults / "fired" / store_hash).exists()
