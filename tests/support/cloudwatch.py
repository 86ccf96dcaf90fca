"""CloudWatch's documented rule for the state of an alarm: the local AWS has neither metrics of log lines nor math.

Sources, in the CloudWatch user guide: "Alarm evaluation" (a look every minute, at periods that end then; M out of N),
"Configuring how CloudWatch alarms treat missing data" (the evaluation range, and what fills it), "Avoiding premature
transitions to alarm state", "Using math expressions with CloudWatch metrics" (FILL). "Embedded metric format
specification" for what a log line is. The range is N + 2 periods in all of the guide's examples; its rule is not told.
"""

import ast
import json
import operator
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Literal

type State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
type Alarm = Mapping[str, Any]

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
    """A metric: another dimension, or one more, is another metric.

    Args:
        namespace: such as `AWS/SQS`.
        name: such as `Errors`.
        dimensions: names and values.
    """

    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]

    @classmethod
    def watched(cls, found: Mapping[str, Any]) -> "Metric":
        """The metric that an alarm, or a `Metric` within one, names."""
        dimensions = frozenset((each["Name"], each["Value"]) for each in found.get("Dimensions", []))
        return cls(found["Namespace"], found["MetricName"], dimensions)


@dataclass(frozen=True, slots=True)
class Sample:
    """A value of a metric; `at` is in unix seconds."""

    metric: Metric
    at: float
    value: float


def embedded(written: str, at: float) -> Iterator[Sample]:
    """The samples in what a function has printed, line by line in the embedded metric format.

    Args:
        written: the lines.
        at: the time that they count for, in unix seconds.
    """
    for line in map(json.loads, written.splitlines()):
        for directive in line["_aws"]["CloudWatchMetrics"]:
            for names in directive["Dimensions"]:
                dimensions = frozenset((name, line[name]) for name in names)
                for each in (found["Name"] for found in directive["Metrics"]):
                    values = line[each] if isinstance(line[each], list) else [line[each]]
                    yield from (Sample(Metric(directive["Namespace"], each, dimensions), at, value) for value in values)


class Samples:
    """Samples, to be asked for statistics."""

    def __init__(self, every: Iterable[Sample]) -> None:
        self._of = defaultdict[Metric, list[tuple[float, float]]](list)
        for sample in sorted(every, key=lambda sample: sample.at):
            self._of[sample.metric].append((sample.at, sample.value))

    def statistic(self, metric: Metric, name: str, begin: float, end: float) -> float | None:
        """A statistic of a metric from a time until before another, in unix seconds; None if there is no sample."""
        found = self._of.get(metric, [])
        values = [value for _, value in found[bisect_left(found, (begin,)) : bisect_left(found, (end,))]]
        return STATISTICS[name](values) if values else None


def states(alarm: Alarm, samples: Samples, minutes: int) -> list[State]:
    """The state of an alarm at the end of each minute, from second 0 on.

    Args:
        alarm: its properties, as deployed.
        samples: of whatever metrics.
        minutes: for how many.
    """
    state: State = "INSUFFICIENT_DATA"
    found: list[State] = []
    for minute in range(1, minutes + 1):
        state = evaluated(alarm, datapoints(alarm, samples, minute * MINUTE), state)
        found.append(state)
    return found


def datapoints(alarm: Alarm, samples: Samples, end: float) -> list[float | None]:
    """What is in the evaluation range that ends then, the oldest period first; None where a datapoint is missing."""
    period, count = period_of(alarm), alarm["EvaluationPeriods"] + EXTRA_PERIODS
    begins = [end - period * back for back in range(count, 0, -1)]
    return [_datapoint(alarm, samples, begin, begin + period) for begin in begins]


def period_of(alarm: Alarm) -> int:
    """An alarm's period in seconds; all metrics of an expression have the same."""
    if "Metrics" not in alarm:
        return alarm["Period"]
    (period,) = {each["MetricStat"]["Period"] for each in alarm["Metrics"] if "MetricStat" in each}
    return period


def _datapoint(alarm: Alarm, samples: Samples, begin: float, end: float) -> float | None:
    if "Metrics" not in alarm:
        return samples.statistic(Metric.watched(alarm), alarm["Statistic"], begin, end)
    values: dict[str, float | None] = {}
    for each in alarm["Metrics"]:
        if stat := each.get("MetricStat"):
            values[each["Id"]] = samples.statistic(Metric.watched(stat["Metric"]), stat["Stat"], begin, end)
    (expression,) = (each["Expression"] for each in alarm["Metrics"] if each.get("ReturnData", True))
    return _calculated(ast.parse(expression, mode="eval").body, values)


def _calculated(node: ast.expr, values: Mapping[str, float | None]) -> float | None:
    """An expression's value. Only what the template uses is known."""
    match node:
        case ast.Name(name):
            return values[name]
        case ast.Constant(int(value)):
            return value
        case ast.BinOp(left, ast.Sub(), right):
            one, other = _calculated(left, values), _calculated(right, values)
            return None if one is None or other is None else one - other
        case ast.Call(ast.Name("FILL"), [metric, instead]):
            found = _calculated(metric, values)
            return _calculated(instead, values) if found is None else found
        case _:
            raise AssertionError(ast.unparse(node))


def evaluated(alarm: Alarm, points: Sequence[float | None], before: State) -> State:
    """The state that an alarm takes.

    Args:
        alarm: its properties.
        points: what is in its evaluation range, the oldest first.
        before: its state until now.
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
            return "ALARM"  # there will hardly be better news
        case _:
            return before if all(real) else _state(sum(real) >= needed)


def _state(breaching: bool) -> State:
    return "ALARM" if breaching else "OK"


def _age(points: Sequence[float | None]) -> int:
    """How many periods ago the oldest datapoint is; 1 for the newest."""
    return len(points) - next(place for place, point in enumerate(points) if point is not None)
