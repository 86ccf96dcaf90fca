"""docs/reference/alarms.md: the alarms of template.yaml."""

from typing import Any

from docs.site.pages import ROOT
from docs.site.reference.markdown import code, table
from docs.site.reference.markdown import page as whole_page

from storehook_cli.authoring import template

INTRODUCTION = """\
Each alarm notifies the SNS topic that `storehook output AlarmTopic` prints, which sends an email to `AlarmEmail`. The
link leads to the alarm's section in the [runbooks](../guides/runbooks.md)."""

_COMPARISON = {
    "GreaterThanThreshold": "above",
    "GreaterThanOrEqualToThreshold": "at least",
    "LessThanThreshold": "below",
    "LessThanOrEqualToThreshold": "at most",
}


def page() -> str:
    """Write the page."""
    found = template.of_type(template.read(ROOT)["Resources"], "AWS::CloudWatch::Alarm")
    rows = (_row(name, alarm) for name, alarm in found.items())
    return whole_page("Alarms", "template.yaml", INTRODUCTION, table(("alarm", "reason", "metric", "condition"), rows))


def watched(alarm: dict[str, Any]) -> list[str]:
    """Return the names of the metrics that an alarm watches."""
    return [metric["MetricName"] for metric, _ in _metrics(alarm)]


def _row(name: str, alarm: dict[str, Any]) -> tuple[str, str, str, str]:
    description = alarm["AlarmDescription"]
    reason, _, runbook = description.partition(" Runbook: docs/")
    return f"[`{name}`](../{runbook})", reason, " - ".join(map(code, watched(alarm))), _condition(alarm)


def _condition(alarm: dict[str, Any]) -> str:
    (_, statistic), *_ = _metrics(alarm)
    minutes, periods = statistic["Period"] // 60, alarm["EvaluationPeriods"]
    comparison = f"{_COMPARISON[alarm['ComparisonOperator']]} {alarm['Threshold']}"
    often = f", {periods} times in a row" if periods > 1 else ""
    return f"{statistic['Statistic'].lower()} of {minutes} min {comparison}{often}"


def _metrics(alarm: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return each metric of an alarm, with its statistic and period. An alarm without an address has fewer metrics."""
    queries = [query["MetricStat"] for query in _first(alarm.get("Metrics", [])) if "MetricStat" in query]
    if queries:
        return [(query["Metric"], {"Statistic": query["Stat"], "Period": query["Period"]}) for query in queries]
    return [(alarm, alarm)]


def _first(value: Any) -> Any:
    """Return the value that holds if the condition of an `!If` does."""
    return value["If"][1] if isinstance(value, dict) else value
