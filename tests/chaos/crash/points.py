"""Points: the calls that functions make in a story, found by playing the story without a fault."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

Outcome = Literal["fails before", "fails after", "answer lost", "dies before", "dies after"]
"""The fault at a call. It fails, and so does each repeat, before or after its effect. Or its first answer is lost, and
a repeat succeeds. Or the process is killed, before or after the effect."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True, order=True)
class Call:
    """A recorded call.

    Args:
        function: the function that made it.
        name: the service, the operation and its object.
    """

    function: str
    name: str

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The possible faults. For a call without an effect, before and after are the same."""
        return ("fails before", "dies before") if READS.search(self.name) else OUTCOMES


READS = re.compile(r" (Get|BatchGet|Query|Filter|Decrypt|Encrypt|GET )")
"""The calls that have no effect."""


@dataclass(frozen=True, slots=True)
class Point:
    """A call of a story.

    Args:
        nth: counts the calls of this name in the story, from 1.
    """

    story: str
    call: Call
    nth: int


def noted_calls(faults: Path, store_hash: str) -> list[Call]:
    """Return the calls that were made for a store, in order."""
    lines = (faults / "calls" / store_hash).read_text().splitlines()
    return [Call(*line.split("\t")) for line in lines]


def points_of(story: str, about: Sequence[str], recordings: Sequence[Sequence[Call]], *, every: bool) -> list[Point]:
    """Return the points of a story: the calls that every recording contains.

    Args:
        about: the functions whose calls count.
        recordings: the calls of each recording.
        every: use each call of a loop, not only the first two and the last. The timer always has two: the number of its
            reads depends on how long all stories take.
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
    """Return each call once, in the first story that makes it."""
    first = dict[tuple[Call, int], Point]()
    for point in points:
        first.setdefault((point.call, point.nth), point)
    return [*first.values()]


def plan(point: Point, outcome: Outcome) -> str:
    """Write the plan for a fault at a point, as the functions read it."""
    function, call = asdict(point.call).values()
    return json.dumps({"function": function, "call": call, "nth": point.nth, "outcome": outcome})


def has_fired(faults: Path, store_hash: str) -> bool:
    """Return whether the planned fault has happened."""
    return (faults / "fired" / store_hash).exists()
