"""docs/reference/alarms.md: the alarms of template.yaml."""

from typing import Any

from docs.site.pages import ROOT
from docs.site.reference.markdown import code, table
from docs.site.reference.markdown import page as whole_page

from storehook_cli.authoring import template
from storehook_cli.costs.prices import PRICES

INTRODUCTION = f"""\
Each alarm notifies the SNS topic that `storehook output AlarmTopic` prints, which sends an email to `AlarmEmail`. The
link leads to the alarm's section in the [runbooks](../guides/runbooks.md). Each alarm costs
${PRICES["alarms"].dollars:.2f} a month."""

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


def _row(name: str, alarm: dict[str, Any]) -> tuple[str, str, str, str]:
    description = alarm["AlarmDescription"]
    reason, _, runbook = description.partition(" Runbook: docs/")
    return f"[`{name}`](../{runbook})", reason, code(alarm["MetricName"]), _condition(alarm)


def _condition(alarm: dict[str, Any]) -> str:
    minutes, periods = alarm["Period"] // 60, alarm["EvaluationPeriods"]
    comparison = f"{_COMPARISON[alarm['ComparisonOperator']]} {alarm['Threshold']}"
    often = f", {periods} times in a row" if periods > 1 else ""
    return f"{alarm['Statistic'].lower()} of {minutes} min {comparison}{often}"
