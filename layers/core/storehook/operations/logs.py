"""Finding a run's log lines in CloudWatch Logs."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from storehook.runs.run import Run

MARGIN = 300.0
"""Seconds before and after a run in which its log lines are looked for."""


@dataclass(frozen=True, slots=True)
class LogQuery:
    """A log group, a query for CloudWatch Logs Insights, and a link that runs the query."""

    group: str
    query: str
    url: str


@dataclass(frozen=True, slots=True)
class Logs:
    """The consumers' logs in CloudWatch. Their names begin with a prefix such as `/storehook/my-stack`."""

    prefix: str
    region: str

    def group(self, run: Run) -> str:
        """Return the log group of a run's lane."""
        return f"{self.prefix}/{run.lane}-consumer"

    def of_run(self, run: Run) -> LogQuery:
        """Return the query for a run's log lines."""
        group = self.group(run)
        query = (
            "fields @timestamp, level, message, attempt, @message\n"
            f"| filter correlation_id = {_quoted(run.key.event_id)} and action = {_quoted(run.key.action)}\n"
            f"| filter store_hash = {_quoted(run.key.store_hash)}\n"
            "| sort @timestamp"
        )
        detail = (
            f"~(end~'{_time(run.updated_at + MARGIN)}~start~'{_time(run.created_at - MARGIN)}~timeType~'ABSOLUTE"
            f"~tz~'UTC~editorString~'{_starred(query)}~source~(~'{_starred(group)}))"
        )
        home = f"https://{self.region}.console.aws.amazon.com/cloudwatch/home?region={self.region}"
        # The AWS console quotes the part after # as a query string, with $ instead of %.
        url = f"{home}#logsV2:logs-insights{quote('?queryDetail=' + detail, safe='~()*').replace('%', '$')}"
        return LogQuery(group, query, url)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _time(at: float) -> str:
    return _starred(f"{datetime.fromtimestamp(max(at, 0.0), UTC):%Y-%m-%dT%H:%M:%S}.000Z")


def _starred(value: str) -> str:
    """Quote text in the notation of the AWS console, with * instead of %."""
    return quote(value, safe="", errors="replace").replace("%", "*")
