"""The SAM template's alarms. The command's code reads the rest."""

from typing import Any


def watched(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the metrics of an alarm: its own, or those of its expression."""
    if "Metrics" not in alarm:
        return [alarm]
    _, expressed, _ = alarm["Metrics"]["If"]
    return [part["MetricStat"]["Metric"] for part in expressed if "MetricStat" in part]
