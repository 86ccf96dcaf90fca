"""Questions about runs, and the operations on them."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from storehook.history.key_ranges import index_for
from storehook.history.partitions import DAY
from storehook.history.reading import RunHistory, RunPage
from storehook.history.rows import Filter, RunRow, can_be_stored, row_of
from storehook.operations.errors import (
    AnswerInvalid,
    NoQuestion,
    NoSuchRun,
    NoSuchStep,
    StepInUse,
    StepMayRun,
)
from storehook.operations.logs import Logs
from storehook.operations.run_answers import (
    ActionRunsAnswer,
    CancelAnswer,
    QuestionsAnswer,
    RetryAnswer,
    RetryPreviewAnswer,
    RunAnswer,
    RunRowAnswer,
    RunsAnswer,
    StepAnsweredAnswer,
    StepForgottenAnswer,
    attempt_answers,
    payload_answer,
    question_answer,
    row_answer,
    row_answers,
    step_answers,
)
from storehook.operations.run_operations import RunOperations
from storehook.operations.step_results import may_run_until, valid_result
from storehook.queues.run_key import RunKey
from storehook.runs.interventions import CANCELLABLE, is_retryable
from storehook.runs.ports import RunRepository
from storehook.runs.questions import Questions, question_of
from storehook.runs.run import STATES, Run, State, asked_step
from storehook.runs.steps import Step, StepTable

SAMPLE = 10
"""Runs in a preview."""

RELATED = 20
"""Related runs of each kind beside a run."""

MAX_RETRIED = 100
"""Runs that one request retries, at most."""

PAGE = 1_000
"""Runs that a search reads at once, at most."""

QUESTIONS = 100
"""Questions that one request reads, at most."""

FORGETFUL: frozenset[State] = frozenset({*CANCELLABLE, "failed"})
"""States of a run in which a step can be forgotten: no worker works on it, and another attempt may follow."""

MAX_READ = 10_000
"""Runs that a list reads, give or take a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsService:
    """Finds, retries and cancels runs."""

    repository: RunRepository
    step_table: StepTable
    open_questions: Questions
    history: RunHistory
    run_operations: RunOperations
    logs: Logs

    def page(self, where: Filter, cursor: str | None) -> RunsAnswer:
        """Return a page of runs."""
        return _runs_answer(self.history.page(where, cursor))

    def newest(self, where: Filter, limit: int) -> RunsAnswer:
        """Return the newest runs that match. A search by time alone stops after about `MAX_READ` runs."""
        # Open runs, and those of one resource, are not bounded by time: a caller could not ask for older ones.
        max_read = MAX_READ if index_for(where) in ("by-time", "by-store") else math.inf
        answer = _runs_answer(self.history.page(where, limit=min(limit, PAGE)))
        while answer.next and len(answer.runs) < limit and answer.rows_read < max_read:
            older = _runs_answer(self.history.page(where, answer.next, limit=min(limit - len(answer.runs), PAGE)))
            answer = replace(older, runs=answer.runs + older.runs, rows_read=answer.rows_read + older.rows_read)
        return answer

    def search(self, where: Filter, limit: int) -> Iterator[RunRowAnswer]:
        """Yield runs, newest first, however many have to be read. Pages are read on demand."""
        cursor: str | None = None
        while limit > 0:
            page = self.history.page(where, cursor, limit=min(limit, PAGE))
            yield from map(row_answer, page.rows)
            limit -= len(page.rows)
            cursor = page.next
            if cursor is None:
                return

    def by_action(self) -> Mapping[str, ActionRunsAnswer]:
        """Return the last day's runs of each action. An action without runs is missing."""
        since = self.history.clock() - DAY
        latest = self.history.all(Filter(since=since), brief=True)
        failures = self.history.all(Filter(state="failed", since=since))
        failed = Counter(row.key.action for row in failures.rows)
        capped = bool(latest.next or failures.next)
        return {
            # The rows come newest first, and the last one that is put into the mapping stays.
            row.key.action: ActionRunsAnswer(row.created_at, row.state, failed[row.key.action], capped)
            for row in reversed([*latest.rows, *failures.rows])
        }

    def stored(self, key: RunKey) -> Run:
        """Return a run as it is stored."""
        run = self.repository.get(key) if can_be_stored(key) else None
        if run is None:
            raise NoSuchRun(key)
        return run

    def require(self, keys: Sequence[RunKey]) -> None:
        """Raise `NoSuchRun` if one of these runs doesn't exist."""
        for _ in self.run_operations.parallel_map(self.stored, dict.fromkeys(keys)):
            pass

    def of_event(self, store_hash: str, event_id: str) -> list[Run]:
        """Return the runs of an event."""
        return [self.stored(row.key) for row in self.history.indexes.of_event(store_hash, event_id)]

    def run(self, key: RunKey) -> RunAnswer:
        """Return a run with all its details."""
        run = self.stored(key)
        steps = self.step_table.of_run(run.run_key)
        payload, is_text = payload_answer(run.message.payload)
        return RunAnswer(
            **asdict(row_answer(row_of(run))),
            payload=payload,
            payload_is_text=is_text,
            delivery_id=run.message.delivery_id,
            redrives=run.message.redrives,
            attempts=attempt_answers(run.attempts),
            steps=step_answers(steps.values()),
            step_count=len(steps),
            question=question_answer(question) if (question := question_of(run, steps)) else None,
            dead_lettered=run.dead_lettered,
            triggered_by=_caller_of(run),
            covered_by=RunKey.in_store(run.key.store_hash, run.covered_by) if run.covered_by else None,
            cancelled_by=run.cancelled_by,
            enqueued=row_answers(self._enqueued_by(run)),
            same_event=row_answers(self._same_event(run)),
            same_resource=row_answers(self._same_resource(run)),
            logs=self.logs.of_run(run),
        )

    def retry(self, keys: Sequence[RunKey], *, again: bool, cursor: str | None = None) -> RetryAnswer:
        """Retry runs by their keys. The answer contains the cursor."""
        count = self.run_operations.retry(keys, again=again)
        return RetryAnswer(count, len(set(keys)) - count, cursor)

    def preview(self, where: Filter, *, again: bool) -> RetryPreviewAnswer:
        """Return what a retry of all matching runs would do."""
        page = self.history.all(retry_filter(where, again=again))
        return RetryPreviewAnswer(len(page.rows), page.next is not None, row_answers(page.rows[:SAMPLE]))

    def matching(self, where: Filter, cursor: str | None, *, most: int, again: bool) -> tuple[list[RunKey], str | None]:
        """Return the next of the runs that a retry would match, newest first, and the cursor of the rest.

        Args:
            cursor: the cursor that the call before returned; None at first.
        """
        page = self.history.page(retry_filter(where, again=again), cursor, limit=most)
        return [row.key for row in page.rows], page.next

    def cancel(self, keys: Sequence[RunKey]) -> CancelAnswer:
        """Cancel runs that wait or are held."""
        count = self.run_operations.cancel(keys)
        return CancelAnswer(count, len(set(keys)) - count)

    def answer(self, key: RunKey, result: str | None, choice: str | None = None) -> StepAnsweredAnswer:
        """Answer the question of a run, and continue the run.

        Args:
            result: JSON text of the step's result, if the run asks whether a step happened. None to execute it again.
            choice: one of the choices, if the run asks a person.

        Raises:
            NoQuestion: the run asks nothing.
            AnswerInvalid: the question has no such choice, or the result isn't JSON.
            StepMayRun: the step may still be running.
        """
        run = self.stored(key)
        step = asked_step(run)
        if step is None:
            raise NoQuestion(key, run.state)
        stored = self.step_table.of_run(run.run_key).get(step)
        if stored and stored.choices:
            return self._choose(run, stored, choice)
        if choice is not None:
            raise AnswerInvalid(f"The run asks whether the step {step!r} happened. Answer with its result, or again.")
        return self._say_whether_it_happened(run, step, stored, result)

    def _choose(self, run: Run, asked: Step, choice: str | None) -> StepAnsweredAnswer:
        if choice not in asked.choices:
            raise AnswerInvalid(f"{choice!r} is not a choice of {asked.name!r}. Choose one of {list(asked.choices)}.")
        if not self.run_operations.answer(run, asked.name, choice):
            raise NoQuestion(run.key, self.stored(run.key).state)
        return StepAnsweredAnswer(asked.name, json.dumps(choice, ensure_ascii=False), continued=True)

    def _say_whether_it_happened(
        self, run: Run, step: str, stored: Step | None, result: str | None
    ) -> StepAnsweredAnswer:
        if result is not None:
            done = Step(name=step, result=valid_result(result), stored_at=self.run_operations.clock())
            stored = self.step_table.finish(run.run_key, done)
        elif stored and stored.is_started:
            if (until := may_run_until(run, stored)) > self.run_operations.clock():
                raise StepMayRun(step, until)
            is_forgotten = self.step_table.forget(run.run_key, stored)
            stored = None if is_forgotten else self.step_table.of_run(run.run_key).get(step)
        return StepAnsweredAnswer(step, stored and stored.result, self.run_operations.answer(run, step))

    def forget_step(self, key: RunKey, name: str) -> StepForgottenAnswer:
        """Forget the stored result of a step, so that the next attempt executes it again.

        The end of a sleep and the event of a wait are such results, too.

        Raises:
            NoSuchStep: the run has no such step.
            StepInUse: the run is running or has ended well, or it asks about this step.
        """
        run = self.stored(key)
        steps = self.step_table.of_run(run.run_key)
        if name not in steps:
            raise NoSuchStep(key, name, sorted(steps, key=lambda other: steps[other].stored_at, reverse=True))
        if run.state not in FORGETFUL:
            raise StepInUse(key, name, f"the run is {run.state}")
        if asked_step(run) == name:
            raise StepInUse(key, name, "the run asks about it. Answer with `storehook runs answer`")
        if not self.run_operations.forget(run, steps[name]):
            raise StepInUse(key, name, "it has changed at this moment. Try again")
        return StepForgottenAnswer(name, run.state)

    def questions(self, cursor: str | None = None, limit: int = QUESTIONS) -> QuestionsAnswer:
        """Return the questions that wait for a person, oldest first: of runs that ask, and about unsure steps."""
        page = self.open_questions.page(cursor, min(limit, QUESTIONS))
        questions = [*page.questions]
        while page.next and len(questions) < limit:
            page = self.open_questions.page(page.next, min(limit - len(questions), QUESTIONS))
            questions += page.questions
        return QuestionsAnswer([question_answer(question) for question in questions], page.next)

    def _enqueued_by(self, run: Run) -> list[RunRow]:
        enqueued = map(self.repository.get, run.enqueued)
        return [row_of(child) for child in enqueued if child]

    def _same_event(self, run: Run) -> list[RunRow]:
        rows = self.history.indexes.of_event(run.key.store_hash, run.key.event_id)
        return [row for row in rows if row.key != run.key]

    def _same_resource(self, run: Run) -> list[RunRow]:
        if run.resource is None:
            return []
        where = Filter(store=run.key.store_hash, resource=run.resource)
        return [row for row in self.history.page(where, limit=RELATED + 1).rows if row.key != run.key][:RELATED]


def retry_filter(where: Filter, *, again: bool) -> Filter:
    """Narrow the filter of a bulk retry to runs that may be retried.

    Without a state, the filter matches failed runs, and with `again` completed ones too. It matches scheduled or
    cancelled runs only if it names that state.
    """
    if where.state is not None:
        return replace(where, states=tuple(state for state in STATES if is_retryable(state, again=again)))
    return replace(where, states=("failed", "completed")) if again else replace(where, state="failed")


def cancel_filter(where: Filter) -> Filter:
    """Narrow the filter of a bulk cancellation to runs that may be cancelled."""
    return replace(where, states=tuple(CANCELLABLE))


def covers_one_day(where: Filter) -> bool:
    """Tell whether a search covers only one day, because nothing but the time narrows it down."""
    return where.since is None and index_for(where) == "by-time"


def _runs_answer(page: RunPage) -> RunsAnswer:
    return RunsAnswer(row_answers(page.rows), page.next, page.searched_until, page.rows_read)


def _caller_of(run: Run) -> RunKey | None:
    key = RunKey.in_store(run.key.store_hash, run.message.caller or "")
    return key if key.event_id else None
