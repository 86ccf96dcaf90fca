"""The SAM template's alarms; the rest is read as the command reads it."""

from typing import Any


def watched(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """The metrics that an alarm watches: its own, or those of its expression."""
    if "Metrics" not in alarm:
        return [alarm]
    _, expressed, _ = alarm["Metrics"]["If"]
    return [each["MetricStat"]["Metric"] for each in expressed if "MetricStat" in each]
