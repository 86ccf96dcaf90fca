"""The routes about runs."""

from dataclasses import dataclass

from aws_lambda_powertools.event_handler import APIGatewayRestResolver

from schemas import Cancel, EventId, Hours, Instant, Name, Next, Required, Retry, StateName
from storehook.history.rows import Filter
from storehook.operations.answers import (
    CancelledAnswer,
    FailuresAnswer,
    PreviewAnswer,
    RetriedAnswer,
    RunAnswer,
    RunsAnswer,
    SummaryAnswer,
)
from storehook.operations.overview import Overview
from storehook.operations.runs_service import RunsService
from storehook.runs.run import RunKey


@dataclass(frozen=True, slots=True)
class RunRoutes:
    """Answers requests about runs."""

    service: RunsService
    overview: Overview

    def add_to(self, app: APIGatewayRestResolver) -> None:
        """Make the routes."""
        app.get("/console/api/summary")(self.summary)
        app.get("/console/api/failures")(self.failures)
        app.get("/console/api/runs")(self.runs)
        app.get("/console/api/run")(self.run)
        app.post("/console/api/retry")(self.retry)
        app.post("/console/api/cancel")(self.cancel)

    def summary(self, hours: Hours = 6.0, store: Name = None) -> SummaryAnswer:
        """The last hours: runs by state, how full the lanes are, and what came and went."""
        return self.overview.summary(hours, store)

    def failures(self, since: Instant = None, store: Name = None) -> FailuresAnswer:
        """Failed runs by cause."""
        return self.overview.failures(since, store)

    def runs(
        self,
        state: StateName = None,
        store: Name = None,
        scope: Name = None,
        action: Name = None,
        resource: Name = None,
        fingerprint: Name = None,
        since: Instant = None,
        until: Instant = None,
        cursor: Next = None,
    ) -> RunsAnswer:
        """A page of runs, newest first."""
        asked = Filter(
            state=state,
            store=store,
            scope=scope,
            action=action,
            resource=resource,
            fingerprint=fingerprint,
            since=since,
            until=until,
        )
        return self.service.page(asked, cursor)

    def run(self, store: Required, event: EventId, action: Required) -> RunAnswer:
        """All about a run."""
        return self.service.run(RunKey(store, event, action))

    def retry(self, body: Retry) -> PreviewAnswer | RetriedAnswer:
        """Retry runs, or show what a retry would do."""
        if body.runs is not None or body.filter is None:
            return self.service.retry([run.key() for run in body.runs or ()], again=body.again)
        if body.dry_run:
            return self.service.preview(body.filter.filter(), again=body.again)
        return self.service.retry_matching(body.filter.filter(), body.next, most=body.max, again=body.again)

    def cancel(self, body: Cancel) -> CancelledAnswer:
        """Cancel runs that wait."""
        return self.service.cancel([run.key() for run in body.runs])
