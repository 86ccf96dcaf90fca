"""The route for a run's log lines."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from storehook.console.schemas import EventId, Generation, RequiredName
from storehook.operations.log_lines import RunLog, RunLogAnswer
from storehook.operations.runs_service import RunsService
from storehook.queues.run_key import RunKey


def add_log_route(app: APIGatewayHttpResolver, runs: RunsService, run_log: RunLog) -> None:
    """Add the route."""

    @app.get("/console/api/run/log")
    def log(store: RequiredName, event: EventId, action: RequiredName, generation: Generation = 0) -> RunLogAnswer:
        """Return the latest lines that a run has logged."""
        return run_log.latest(runs.stored(RunKey(store, event, action, generation)))
