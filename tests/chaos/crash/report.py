"""The report of the crash points: each point, and what came of what."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from tests.chaos.crash.campaign import Result
from tests.chaos.crash.points import OUTCOMES

HEAD = """# Crash points

Every call that a function makes to AWS or to BigCommerce is made to fail, and its process to die, before the call and
after it: one at a time, each in a store of its own, in the bundle as `sam` builds and deploys it on the local AWS. Then
all goes on by itself: BigCommerce delivers again what was not accepted, merchants and operators do again what was not
answered, the schedule comes. In the end, what was accepted has ended as it must; no work was done once more without its
run telling of the attempt that was lost; no message is left, and no run is open that has ended; each failed run has its
dead letter; and each store has the webhooks that the actions want, and all those of others.

The calls are found by letting each story happen without a fault: a new call is a new point. Of calls that a loop
repeats, the first, the second and the last are points. A call that several stories come to is tried in the first of
them; with `FULL=1` every call is, in every story.

| what happens | is |
|---|---|
| fails before | the service answers 500 or 503, to each repeat as well, and does nothing |
| fails after | the service does it, and no answer comes, to no repeat either |
| answer lost | the service does it, no answer comes, and a repeat gets through |
| dies before, dies after | `kill -9` |

✓ all has come out right. ✓+1: work was done once more, and the run tells of it. A blank: the call has no effect, so
that after it is as before it. A dot: the call was not made that time. ✗ something was wrong.
"""

COLUMNS = " | ".join(OUTCOMES)


def crash_report(results: Sequence[Result]) -> str:
    """All of it, in the order of the stories."""
    points, bad = len({result.point for result in results}), sum(result.is_bad for result in results)
    unreached = sum(not result.is_reached for result in results)
    total = f"{len(results)} faults at {points} points: {bad} came out wrong, {unreached} were not reached.\n"
    return "\n".join([HEAD, total, *_wrongs(results), *_stories(results)])


def _wrongs(results: Sequence[Result]) -> Iterable[str]:
    for result in results:
        if result.is_bad:
            yield f"- {result}\n"


def _stories(results: Sequence[Result]) -> Iterable[str]:
    for story, of_story in groupby(results, lambda result: result.point.story):
        yield f"## {story.capitalize()}\n"
        yield f"| function | call | | {COLUMNS} |\n|---|---|---|{'---|' * len(OUTCOMES)}"
        for point, of_point in groupby(of_story, lambda result: result.point):
            cells = {result.outcome: _cell(result) for result in of_point}
            told = " | ".join(cells.get(outcome, "") for outcome in OUTCOMES)
            yield f"| {point.call.function} | {point.call.name} | {point.nth} | {told} |"
        yield ""


def _cell(result: Result) -> str:
    if result.is_bad:
        return "✗"
    if not result.is_reached:
        return "·"
    return f"✓+{result.repeats}" if result.repeats else "✓"
