"""Questions of runs that wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.queues.run_key import RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Question without an answer. Times are in unix seconds.

    Args:
        step: name of the question, or of the step that may have happened.
        text: None if it asks whether the step happened.
        choices: empty if it asks whether the step happened.
        until: time at which the run continues without an answer. None if it never does.
    """

    key: RunKey
    step: str
    text: str | None = None
    choices: tuple[str, ...] = ()
    asked_at: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Page of questions. It may be empty and still have a `next`."""

    questions: Sequence[Question]
    next: str | None


class Questions(Protocol):
    """Questions of all runs that have no answer."""

    def page(self, cursor: str | None, limit: int) -> QuestionPage:
        """Return the next questions, oldest first. A question that was asked a moment ago may be missing.

        Args:
            cursor: `next` of the page before. None for the first page.
            limit: number of questions to read. Those of runs that no longer ask are read and left out.

        Raises:
            CursorInvalid: the cursor is invalid.
        """
        ...
