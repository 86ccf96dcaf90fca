"""Where a run's log lines are."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from storehook.operations.answers import LogsAnswer
from storehook.runs.run import Run

MARGIN = 300.0
"""Seconds before and after a run in which lines of it are looked for."""


@dataclass(frozen=True, slots=True)
class Logs:
    """The consumers' logs in CloudWatch.

    Args:
        prefix: of the log groups' names, such as `/storehook/my-stack`.
        region: AWS's.
    """

    prefix: str
    region: str

    def group(self, run: Run) -> str:
        """The log group of a run's lane."""
        return f"{self.prefix}/{run.lane}-consumer"

    def of_run(self, run: Run) -> LogsAnswer:
        """The group, the query and the link for a run."""
        group = self.group(run)
        query = (
            "fields @timestamp, level, message, attempt, @message\n"
            f"| filter correlation_id = {_text(run.key.event_id)} and action = {_text(run.key.action)}\n"
            f"| filter store_hash = {_text(run.key.store_hash)}\n"
            "| sort @timestamp"
        )
        detail = (
            f"~(end~'{_instant(run.updated_at + MARGIN)}~start~'{_instant(run.created_at - MARGIN)}~timeType~'ABSOLUTE"
            f"~tz~'UTC~editorString~'{_starred(query)}~source~(~'{_starred(group)}))"
        )
        home = f"https://{self.region}.console.aws.amazon.com/cloudwatch/home?region={self.region}"
        # The AWS console wants the part after # quoted as in a query, with $ for %.
        url = f"{home}#logsV2:logs-insights{quote('?queryDetail=' + detail, safe='~()*').replace('%', '$')}"
        return {"group": group, "query": query, "url": url}


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _instant(at: float) -> str:
    return _starred(f"{datetime.fromtimestamp(max(at, 0.0), UTC):%Y-%m-%dT%H:%M:%S}.000Z")


def _starred(value: str) -> str:
    """Text as the console's own notation has it: * for %."""
    return quote(value, safe="", errors="replace").replace("%", "*")
