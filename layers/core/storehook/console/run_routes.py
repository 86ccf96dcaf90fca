"""The routes for runs."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from storehook.console.operator_notes import Operator
from storehook.console.schemas import (
    AnswerBody,
    CancelBody,
    Cursor,
    EventId,
    FilterQuery,
    Generation,
    Hours,
    OptionalName,
    QueryTime,
    RequiredName,
    RetryBody,
)
from storehook.operations.audit import answered_with, runs_named
from storehook.operations.log_lines import RunLog, RunLogAnswer
from storehook.operations.overview import FailuresAnswer, Overview, SummaryAnswer
from storehook.operations.run_answers import (
    CancelAnswer,
    QuestionsAnswer,
    RetryAnswer,
    RetryPreviewAnswer,
    RunAnswer,
    RunsAnswer,
    StepAnsweredAnswer,
)
from storehook.operations.runs_service import RunsService
from storehook.queues.run_key import RunKey


def add_run_routes(
    app: APIGatewayHttpResolver, service: RunsService, overview: Overview, run_log: RunLog, operator: Operator
) -> None:
    """Add the routes."""

    @app.get("/console/api/summary")
    def summary(hours: Hours = 6.0, store: OptionalName = None) -> SummaryAnswer:
        """Summarize the last hours: runs by state, lanes, and runs by time."""
        return overview.summary(hours, store)

    @app.get("/console/api/failures")
    def failures(since: QueryTime = None, store: OptionalName = None) -> FailuresAnswer:
        """Group failed runs by cause."""
        return overview.failures(since, store)

    @app.get("/console/api/runs")
    def runs(query: FilterQuery, cursor: Cursor = None) -> RunsAnswer:
        """Return a page of runs, newest first."""
        return service.page(query.filter(), cursor)

    @app.get("/console/api/run")
    def run(store: RequiredName, event: EventId, action: RequiredName, generation: Generation = 0) -> RunAnswer:
        """Return a run with all its details."""
        key = RunKey(store, event, action, generation)
        answer = service.run(key)
        operator.note_read("read payload", str(key))
        return answer

    @app.get("/console/api/questions")
    def questions(cursor: Cursor = None) -> QuestionsAnswer:
        """Return a page of the questions that wait for a person, oldest first."""
        return service.questions(cursor)

    @app.get("/console/api/run/log")
    def log(store: RequiredName, event: EventId, action: RequiredName, generation: Generation = 0) -> RunLogAnswer:
        """Return the latest lines that a run has logged."""
        return run_log.latest(service.stored(RunKey(store, event, action, generation)))

    _add_acts(app, service, operator)


def _add_acts(app: APIGatewayHttpResolver, service: RunsService, operator: Operator) -> None:
    @app.post("/console/api/retry")
    def retry(body: RetryBody) -> RetryPreviewAnswer | RetryAnswer:
        """Retry runs, or preview it."""
        return _retry(service, body, operator)

    @app.post("/console/api/cancel")
    def cancel(body: CancelBody) -> CancelAnswer:
        """Cancel runs that wait or are held."""
        keys = [run.key() for run in body.runs]
        service.require(keys)
        operator.note("cancel runs", *runs_named(keys))
        return service.cancel(keys)

    @app.post("/console/api/answer")
    def answer(body: AnswerBody) -> StepAnsweredAnswer:
        """Answer the question of a run, and continue the run."""
        key = body.run.key()
        service.require([key])
        operator.note("answer question", str(key), answered_with(body.result, body.choice))
        return service.answer(key, body.result, body.choice)


def _retry(service: RunsService, body: RetryBody, operator: Operator) -> RetryPreviewAnswer | RetryAnswer:
    if body.runs is not None or body.filter is None:
        keys, cursor = [run.key() for run in body.runs or ()], None
        service.require(keys)
    elif body.dry_run:
        return service.preview(body.filter.filter(), again=body.again)
    else:
        keys, cursor = service.matching(body.filter.filter(), body.next, most=body.max, again=body.again)
    if keys:
        operator.note("retry runs", *runs_named(keys))
    return service.retry(keys, again=body.again, cursor=cursor)
