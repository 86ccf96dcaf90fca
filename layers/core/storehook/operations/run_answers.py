"""Answers about runs, as the console and `--json` give them. Times are unix seconds. Nothing in them is secret."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from storehook.history.rows import RunRow
from storehook.operations.logs import LogQuery
from storehook.queues.message import Kind
from storehook.queues.run_key import RunKey
from storehook.runs.failure import Failure
from storehook.runs.open import holder_of
from storehook.runs.questions import Question
from storehook.runs.run import WAITS, Attempt, State
from storehook.runs.steps import Step

STEPS_SHOWN = 200

RESULT_SHOWN = 1_000
"""Characters of a step's result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRowAnswer(RunKey):
    """A run in a list, with its key. `next_attempt_at` is None unless an attempt is to come.

    Args:
        error: message of the last error in one line. None if the last attempt completed.
    """

    state: State
    scope: str
    lane: str
    kind: Kind
    attempt: int
    created_at: float
    updated_at: float
    received_at: float
    happened_at: float | None
    resource: str | None
    error_type: str | None
    error: str | None
    fingerprint: str | None
    next_attempt_at: float | None
    held_by: str | None
    waits_for: str | None


@dataclass(frozen=True, slots=True)
class StoredStepAnswer:
    """A stored step of a run.

    Args:
        result: the JSON text, cut after `RESULT_SHOWN` characters. None for a sleep, and for a question without answer.
        until: end of a sleep or a question. None for a step.
        question: text of a question. None for any other step.
    """

    name: str
    stored_at: float
    result: str | None
    until: float | None
    question: str | None
    choices: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswer(RunKey):
    """A question that waits for a person, with the key of its run.

    Args:
        step: name of the question, or of the step that may have happened.
        question: its text. None if it asks whether the step happened.
        choices: empty if it asks whether the step happened.
        asked_at: unix seconds.
        until: time at which the run continues without an answer. None if it never does.
    """

    step: str
    question: str | None
    choices: Sequence[str]
    asked_at: float
    until: float | None


@dataclass(frozen=True, slots=True)
class QuestionsAnswer:
    """Page of questions that wait for a person, oldest first. `next` is None if it is the last page."""

    questions: Sequence[QuestionAnswer]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAnswer(RunRowAnswer):
    """A run with its payload, attempts, steps and related runs. The payload is base64 unless `payload_is_text`.

    Args:
        steps: the last `STEPS_SHOWN` of its steps, oldest first.
        step_count: number of all its steps.
        question: None if it asks nothing.
        cancelled_by: scope of the event that cancelled it, or the option whose time has passed.
    """

    payload: str
    payload_is_text: bool
    delivery_id: str
    redrives: int
    attempts: list[Attempt]
    steps: list[StoredStepAnswer]
    step_count: int
    question: QuestionAnswer | None
    dead_lettered: bool
    triggered_by: RunKey | None
    covered_by: RunKey | None
    cancelled_by: str | None
    enqueued: list[RunRowAnswer]
    same_event: list[RunRowAnswer]
    same_resource: list[RunRowAnswer]
    logs: LogQuery


@dataclass(frozen=True, slots=True)
class RunsAnswer:
    """A page of runs, newest first. It may be empty and still have a `next`.

    All runs that are newer than `searched_until` have been read.
    """

    runs: list[RunRowAnswer]
    next: str | None
    searched_until: float
    rows_read: int


@dataclass(frozen=True, slots=True)
class RetryPreviewAnswer:
    """Preview of a retry. `capped` if more runs may match."""

    count: int
    capped: bool
    sample: list[RunRowAnswer]


@dataclass(frozen=True, slots=True)
class RetryAnswer:
    """Result of a retry, and the cursor of the runs that are left."""

    retried: int
    skipped: int
    next: str | None


@dataclass(frozen=True, slots=True)
class CancelAnswer:
    """Result of a cancellation."""

    cancelled: int
    skipped: int


@dataclass(frozen=True, slots=True)
class StepForgottenAnswer:
    """A step whose stored result is forgotten. `state` is that of its run."""

    step: str
    state: State


@dataclass(frozen=True, slots=True)
class StepAnsweredAnswer:
    """Answer to a question.

    Args:
        result: the result that counts, as JSON: the choice, or the result of the step. A late one of the step itself
            precedes that of the operator. None if the step is executed again.
        continued: the run still waited for the answer, and continues.
    """

    step: str
    result: str | None
    continued: bool


@dataclass(frozen=True, slots=True)
class ActionRunsAnswer:
    """An action's runs of the last day: the latest one, and the number of failures.

    `capped` if not all of them were read. The latest run and some failures may then be missing.
    """

    last_at: float | None = None
    last_state: State | None = None
    failed: int = 0
    capped: bool = False


def row_answer(row: RunRow) -> RunRowAnswer:
    """Return a run as it appears in a list."""
    fields = asdict(row)
    key, due_at, partition, _ = map(fields.pop, ("key", "next_attempt_at", "open", "open_at"))
    fields["happened_at"] = row.happened_at or None
    is_to_come = row.state in WAITS and due_at > 0
    return RunRowAnswer(**key, **fields, next_attempt_at=due_at if is_to_come else None, held_by=holder_of(partition))


def row_answers(rows: Iterable[RunRow]) -> list[RunRowAnswer]:
    """Return runs as they appear in a list."""
    return [row_answer(row) for row in rows]


def attempt_answers(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Return the attempts with complete tracebacks.

    A run stores the traceback only once for failures with the same fingerprint, and never its last line.
    """
    failures = [attempt.failure for attempt in attempts if attempt.failure]
    tracebacks = {failure.fingerprint: failure.traceback for failure in failures}
    return [replace(attempt, failure=attempt.failure and _whole(attempt.failure, tracebacks)) for attempt in attempts]


def step_answers(steps: Iterable[Step]) -> list[StoredStepAnswer]:
    """Return the steps that were stored last, oldest first."""
    by_age = sorted(steps, key=lambda step: step.stored_at)
    return [
        StoredStepAnswer(
            step.name,
            step.stored_at,
            step.result and _cut(step.result),
            step.until or None,
            step.question or None,
            step.choices,
        )
        for step in by_age[-STEPS_SHOWN:]
    ]


def _cut(text: str) -> str:
    return text if len(text) <= RESULT_SHOWN else f"{text[:RESULT_SHOWN]}…"


def _whole(failure: Failure, tracebacks: Mapping[str, str]) -> Failure:
    traceback = failure.traceback or tracebacks[failure.fingerprint]
    return replace(failure, traceback=f"{traceback}{failure.error_type}: {failure.error}\n")


def payload_answer(payload: bytes) -> tuple[str, bool]:
    """Return a payload as JSON can hold it, and whether that is the text itself. Otherwise it is base64."""
    try:
        return payload.decode(), True
    except UnicodeDecodeError:
        return base64.b64encode(payload).decode(), False


def question_answer(question: Question) -> QuestionAnswer:
    """Return a question as an answer of the API."""
    fields = {name: getattr(question, name) for name in ("step", "choices", "asked_at", "until")}
    return QuestionAnswer(**asdict(question.key), question=question.text, **fields)
