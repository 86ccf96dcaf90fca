"""Scripts: what an action does with one event, call by call, and how its run ends without other faults."""

from random import Random
from typing import Literal

Step = Literal["succeeds", "raises", "errs", "retries", "is throttled", "meets a pause", "stalls", "fails", "kills"]

QUICK = 1
"""Retries after a programming error, of every action."""

UNCOUNTED: tuple[Step, ...] = ("is throttled", "meets a pause")
"""Steps that count no attempt."""


def script(random: Random) -> tuple[Step, ...]:
    """Draw the script of an action for one event."""
    troubles: list[Step] = ["raises", "retries", "is throttled", "meets a pause"]
    mixed = random.choices(troubles, k=random.randint(1, 4))
    alike: list[Step] = [random.choice(troubles)] * random.randint(1, 4)
    drawn: list[tuple[Step, ...]] = [
        ("succeeds",),
        ("raises",),
        ("fails",),
        ("kills",),
        ("kills", *mixed, "succeeds"),
        ("stalls", *mixed, "succeeds"),
        (*alike, "succeeds"),
        (*alike, "succeeds"),
        (*alike, "succeeds"),
        (*mixed, "succeeds"),
        (*mixed, "fails"),
    ]
    return random.choice(drawn)


def with_errors(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return a script whose errors are programming errors."""
    return tuple("errs" if step == "raises" else step for step in steps)


def expected(steps: tuple[Step, ...], retry_count: int) -> tuple[Literal["completed", "failed"], int]:
    """Return how a run ends without other faults, and after how many calls."""
    attempts = errors = 0
    for calls in range(1, len(steps) + retry_count + 2):
        step = steps[min(calls, len(steps)) - 1]
        if step == "succeeds":
            return "completed", calls
        if step not in UNCOUNTED:
            attempts, errors = attempts + 1, errors + 1 if step == "errs" else 0
        if step == "fails" or attempts > retry_count or errors > QUICK:
            return "failed", calls
    raise AssertionError(f"{steps} never ends")
