"""CloudWatch's documented rule for the state of an alarm. The local AWS has no metrics from log lines.

Sources, in the CloudWatch user guide: "Alarm evaluation" (an evaluation every minute, at periods that end then; M out
of N), "Configuring how CloudWatch alarms treat missing data" (the evaluation range, and how it is filled), "Avoiding
premature transitions to alarm state". The format of a log line is in "Embedded metric format specification". The range
is N + 2 periods in all of the guide's examples, but no rule is documented.
"""

import ast
import json
import operator
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from statistics import fmean
from typing import Any, Literal

type State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
type Alarm = Mapping[str, Any]

type Datapoint = Callable[[float, float], float | None]
"""Gives the datapoint from a time until before another, in unix seconds; None if it is missing."""

MINUTE = 60.0
EXTRA_PERIODS = 2
STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {
    "Sum": sum,
    "Average": fmean,
    "Maximum": max,
    "Minimum": min,
    "SampleCount": len,
}
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric. A different or an additional dimension makes a different metric.

    Args:
        namespace: such as `AWS/SQS`.
        name: such as `Errors`.
        dimensions: pairs of name and value.
    """

    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]

    @classmethod
    def watched(cls, properties: Mapping[str, Any]) -> "Metric":
        """Return the metric of an alarm."""
        dimensions = frozenset((dimension["Name"], dimension["Value"]) for dimension in properties["Dimensions"])
        return cls(properties["Namespace"], properties["MetricName"], dimensions)


@dataclass(frozen=True, slots=True)
class Sample:
    """A value of a metric. `at` is in unix seconds."""

    metric: Metric
    at: float
    value: float


def is_matched(pattern: str, line: Mapping[str, str]) -> bool:
    """Return whether a metric filter's pattern matches a JSON line ("Filter pattern syntax for metric filters").

    Args:
        pattern: an expression of equal signs, `&&`, `||` and parentheses, in braces.
    """
    text = pattern.strip(" {}").replace("&&", " and ").replace("||", " or ")
    compared = re.sub(r'\$\.(\w+) = ("[^"]*")', lambda match: str(line[match[1]] == ast.literal_eval(match[2])), text)
    return _is_true(ast.parse(compared, mode="eval").body)


def _is_true(node: ast.expr) -> bool:
    match node:
        case ast.BoolOp(ast.And(), values):
            return all(map(_is_true, values))
        case ast.BoolOp(ast.Or(), values):
            return any(map(_is_true, values))
        case ast.Constant(bool(value)):
            return value
        case _:
            raise AssertionError(ast.dump(node))


def embedded(written: str, at: float) -> Iterator[Sample]:
    """Read the samples in a function's output, line by line, in the embedded metric format.

    Args:
        written: the lines.
        at: the time of the samples, in unix seconds.
    """
    for line in map(json.loads, written.splitlines()):
        for directive in line["_aws"]["CloudWatchMetrics"]:
            for names in directive["Dimensions"]:
                dimensions = frozenset((name, line[name]) for name in names)
                for name in (metric["Name"] for metric in directive["Metrics"]):
                    values = line[name] if isinstance(line[name], list) else [line[name]]
                    yield from (Sample(Metric(directive["Namespace"], name, dimensions), at, value) for value in values)


class Samples:
    """Samples that can be queried for statistics."""

    def __init__(self, every: Iterable[Sample]) -> None:
        self._of = defaultdict[Metric, list[tuple[float, float]]](list)
        for sample in sorted(every, key=operator.attrgetter("at")):
            self._of[sample.metric].append((sample.at, sample.value))

    def statistic(self, metric: Metric, name: str, begin: float, end: float) -> float | None:
        """Return a statistic of a metric from a time until before another, in unix seconds; None without samples."""
        samples = self._of.get(metric, [])
        values = [value for _, value in samples[bisect_left(samples, (begin,)) : bisect_left(samples, (end,))]]
        return STATISTICS[name](values) if values else None


def states(alarm: Alarm, samples: Samples, minutes: int) -> list[State]:
    """Return the state of an alarm at the end of each minute, from second 0 on.

    Args:
        alarm: its deployed properties.
        samples: samples of any metrics.
        minutes: the number of minutes.
    """
    state: State = "INSUFFICIENT_DATA"
    history: list[State] = []
    # A period is in the range of several minutes.
    datapoint = cache(partial(samples.statistic, Metric.watched(alarm), alarm["Statistic"]))
    for minute in range(1, minutes + 1):
        state = evaluated(alarm, datapoints(alarm, datapoint, minute * MINUTE), state)
        history.append(state)
    return history


def datapoints(alarm: Alarm, datapoint: Datapoint, end: float) -> list[float | None]:
    """Return the datapoints of the evaluation range that ends at a time, oldest first; None for a missing one."""
    period, count = alarm["Period"], alarm["EvaluationPeriods"] + EXTRA_PERIODS
    begins = [end - period * back for back in range(count, 0, -1)]
    return [datapoint(begin, begin + period) for begin in begins]


def evaluated(alarm: Alarm, points: Sequence[float | None], before: State) -> State:
    """Return the state that an alarm takes.

    Args:
        alarm: its properties.
        points: the datapoints of its evaluation range, oldest first.
        before: its previous state.
    """
    breaches = COMPARISONS[alarm["ComparisonOperator"]]
    real = [breaches(point, alarm["Threshold"]) for point in points if point is not None]
    needed, filled = alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"]), alarm["EvaluationPeriods"] - len(real)
    if filled <= 0:
        return _state(sum(real[-alarm["EvaluationPeriods"] :]) >= needed)
    match alarm.get("TreatMissingData", "missing"):
        case "breaching":
            return _state(sum(real) + filled >= needed)
        case "notBreaching":
            return _state(sum(real) >= needed)
        case "missing" if not real:
            return "INSUFFICIENT_DATA"
        case "missing" if all(real) and _age(points) >= needed:
            return "ALARM"  # better news is unlikely
        case _:
            return before if all(real) else _state(sum(real) >= needed)


def _state(breaching: bool) -> State:
    return "ALARM" if breaching else "OK"


def _age(points: Sequence[float | None]) -> int:
    """Return the age of the oldest datapoint in periods; 1 for the newest."""
    return len(points) - next(place for place, point in enumerate(points) if point is not None)
