"""Report of the crash points: each point with the result of each fault."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from tests.chaos.crash.campaign import Result
from tests.chaos.crash.points import OUTCOMES

HEAD = """# Crash points

Each call that a function makes to AWS or BigCommerce is made to fail, and the process that makes it is killed,
before the call and after it. Faults happen one at a time, each in its own store. The bundle is built and deployed
by `sam` to the local AWS. After a fault, everything continues by itself: BigCommerce redelivers what was not
accepted, merchants and operators repeat requests that were not answered, and the schedule runs. In the end, the
suite checks each store:

- Every accepted event has ended as it must.
- If work was done again, the run shows the attempt that was lost.
- No message is left, and no ended run is open.
- Each failed run has its dead letter.
- The store has the webhooks that the actions want, and all those of other apps.

To find the calls, the suite plays each story without a fault. A new call in the code is therefore a new point. Of
calls in a loop, the first, the second and the last are points. If several stories make the same call, the call is
tried in the first of them. With `FULL=1`, every call is tried in every story.

| fault | meaning |
|---|---|
| fails before | The service answers 500 or 503 and does nothing. Every repeat fails too |
| fails after | The service does it, but the answer is lost. Every repeat fails too |
| answer lost | The service does it, but the answer is lost. A repeat succeeds |
| dies before, dies after | The process is killed with `kill -9` |

✓: everything came out right. ✓+1: work was done once more, and the run shows it. Blank: the call has no effect, so
after it is the same as before it. ✗: something was wrong. A dot: the fault took no effect or its story did not end,
however often it was tried, which is a violation as well. A dash: the call is made only on a busy machine, such as a
wake-up by the timer of a run that takes long to start.
"""

COLUMNS = " | ".join(OUTCOMES)


def crash_report(results: Sequence[Result]) -> str:
    """Write the report, in the order of the stories."""
    points, bad = len({result.point for result in results}), sum(result.is_bad for result in results)
    unsteady = sum(not result.is_steady for result in results)
    unreached = sum(result.is_steady and not result.is_conclusive for result in results)
    total = f"{len(results):,} faults at {points:,} points. Came out wrong: {bad}. Inconclusive: {unreached}. "
    total += f"Calls that are made only on a busy machine: {unsteady}.\n"
    return "\n".join([HEAD, total, *_errors(results), *_stories(results)])


def _errors(results: Sequence[Result]) -> Iterable[str]:
    for result in results:
        if result.is_bad:
            yield f"- {result}\n"


def _stories(results: Sequence[Result]) -> Iterable[str]:
    for story, of_story in groupby(results, lambda result: result.point.story):
        yield f"## {story.capitalize()}\n"
        yield f"| function | call | | {COLUMNS} |\n|---|---|---|{'---|' * len(OUTCOMES)}"
        for point, of_point in groupby(of_story, lambda result: result.point):
            cells = {result.outcome: _cell(result) for result in of_point}
            row = " | ".join(cells.get(outcome, "") for outcome in OUTCOMES)
            yield f"| {point.call.function} | {point.call.name} | {point.nth} | {row} |"
        yield ""


def _cell(result: Result) -> str:
    if result.is_bad:
        return "✗"
    if not result.is_steady:
        return "-"
    if not result.is_conclusive:
        return "·"
    return f"✓+{result.repeats}" if result.repeats else "✓"
