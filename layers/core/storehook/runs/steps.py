"""Steps of a run: named results that later attempts reuse, the ends of sleeps, and questions to people.

Each step is a separate row, so runs without steps cost nothing more. Its result is stored once. Two workers may both
have executed a step, if one of them has lost its lease. The worker that stores its result second gets the first one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

DAY = 24 * 3600.0

SPARE = 60 * DAY
"""Seconds for which a step is kept in addition to the retention of runs, so that it outlives its run.

A sleep leaves at least half of that to each step before it."""

MAX_RESULT = 64 * 1024
"""Bytes of a result as JSON. A row of DynamoDB has up to 400 KB, and each KB costs a write unit."""

LONGEST_SLEEP = 366 * DAY
"""Seconds."""

MAX_QUESTION, MAX_CHOICES, MAX_CHOICE = 1_000, 20, 100
"""Bytes of a question, its choices, and bytes of a choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Stored step, sleep or question. Times are in unix seconds.

    Args:
        result: JSON text of the result. None for a sleep, a step that has been started, and a question without an
            answer. The answer `null` says that nobody answered in time.
        until: end of a sleep or a question. 0 for any other step.
        owner: token of the attempt that started a step with `once`. Empty once it has a result.
        question: text of a question.
        choices: its choices. Empty for any other step.
        stored_at: time at which it was stored.
    """

    name: str
    result: str | None = None
    until: float = 0.0
    owner: str = ""
    question: str = ""
    choices: tuple[str, ...] = ()
    stored_at: float

    @property
    def kind(self) -> Literal["step", "sleep", "question"]:
        """Kind of the call that stored it."""
        if self.choices:
            return "question"
        return "sleep" if self.result is None and not self.owner else "step"

    @property
    def is_started(self) -> bool:
        """The step was started with `once`, and its result is not known."""
        return self.result is None and bool(self.owner)


class StepTable(Protocol):
    """Table of the steps of all runs, by `Run.run_key`."""

    def of_run(self, run_key: str) -> Mapping[str, Step]:
        """Return the stored steps of a run by name."""
        ...

    def put(self, run_key: str, step: Step) -> Step:
        """Store a step unless one of that name is stored. Return the stored one."""
        ...

    def finish(self, run_key: str, step: Step) -> Step:
        """Store the result of a step that was started, unless it has one. Return the stored step."""
        ...

    def forget(self, run_key: str, step: Step) -> bool:
        """Delete a step, unless it has changed since it was read. Return whether it is deleted."""
        ...

    def keep(self, run_key: str, steps: Mapping[str, Step], until: float) -> None:
        """Keep steps of a run for longer, so that they outlive a sleep until a time in unix seconds."""
        ...
