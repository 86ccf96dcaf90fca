"""Questions of runs that wait for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.queues.run_key import RunKey
from storehook.runs.run import Run, asked_step
from storehook.runs.steps import Step


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


def question_of(run: Run, steps: Mapping[str, Step]) -> Question | None:
    """Return the question of a run with these steps. None if it asks nothing."""
    name = asked_step(run)
    if name is not None and run.state == "held":
        return Question(key=run.key, step=name, asked_at=run.updated_at)
    step = steps.get(name or "")
    return to_person(run.key, step) if step and step.choices and step.result is None else None


def to_person(key: RunKey, step: Step) -> Question:
    """Return the question that a run's step stores."""
    return Question(
        key=key,
        step=step.name,
        text=step.question,
        choices=step.choices,
        asked_at=step.stored_at,
        until=step.until,
    )
