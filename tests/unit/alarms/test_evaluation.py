"""The evaluator does what CloudWatch's user guide says: its own tables, row by row."""

import pytest
from tests.support.cloudwatch import Alarm, Metric, Sample, Samples, State, embedded, evaluated, states

TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
BEFORE: State = "INSUFFICIENT_DATA"
"""State that "retain current state" keeps. With a datapoint, no other rule leads to it."""


def alarm(needed: int = 1, periods: int = 1, **fields: object) -> Alarm:
    usual = {"EvaluationPeriods": periods, "DatapointsToAlarm": needed, "Threshold": 0, "Period": 60}
    watched = {"Namespace": "n", "MetricName": "m", "Dimensions": [], "Statistic": "Sum"}
    return usual | watched | {"ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching"} | fields


@pytest.mark.parametrize(
    ("points", "needed", "expected"),
    [
        ("0-X-X", 3, ("OK", "OK", "OK", "OK")),
        ("0----", 3, ("OK", "OK", "OK", "OK")),
        ("-----", 3, ("INSUFFICIENT_DATA", BEFORE, "ALARM", "OK")),
        ("0XX-X", 3, ("ALARM", "ALARM", "ALARM", "ALARM")),
        ("--X--", 3, ("ALARM", BEFORE, "ALARM", "OK")),
        ("0-X-X", 2, ("ALARM", "ALARM", "ALARM", "ALARM")),
        ("00X0X", 2, ("ALARM", "ALARM", "ALARM", "ALARM")),
        ("0-X--", 2, ("OK", "OK", "ALARM", "OK")),
        ("----0", 2, ("OK", "OK", "ALARM", "OK")),
        ("---X-", 2, ("ALARM", BEFORE, "ALARM", "OK")),
    ],
)
def test_a_row_of_the_guides_tables(points: str, needed: int, expected: tuple[State, ...]) -> None:
    values = [{"0": 0.0, "X": 1.0, "-": None}[each] for each in points]

    found = [evaluated(alarm(needed, 3, TreatMissingData=treat), values, BEFORE) for treat in TREATMENTS]

    assert tuple(found) == expected


def samples(*minutes: float, dimensions: tuple[tuple[str, str], ...] = (), value: float = 1.0) -> Samples:
    metric = Metric("n", "m", frozenset(dimensions))
    return Samples(Sample(metric, minute * 60.0, value) for minute in minutes)


def test_an_alarm_is_looked_at_every_minute_over_a_period_that_ends_then() -> None:
    """The guide's example: at the end of minute 5 from minutes 1 to 5, at the end of minute 6 from minutes 2 to 6."""
    five = alarm(Period=300, ComparisonOperator="GreaterThanThreshold", Threshold=1)

    assert states(five, samples(0, 4), 6) == ["OK", "OK", "OK", "OK", "ALARM", "OK"]


def test_a_datapoint_counts_on_for_as_long_as_it_is_the_only_one_in_the_range() -> None:
    assert states(alarm(), samples(0), 5) == ["ALARM", "ALARM", "ALARM", "OK", "OK"]


@pytest.mark.parametrize("dimensions", [(), (("service", "timer"),), (("service", "ingest"), ("stage", "live"))])
def test_a_metric_of_other_dimensions_is_another_metric(dimensions: tuple[tuple[str, str], ...]) -> None:
    watching = alarm(Dimensions=[{"Name": "service", "Value": "ingest"}])

    assert states(watching, samples(0, dimensions=dimensions), 1) == ["OK"]
    assert states(watching, samples(0, dimensions=(("service", "ingest"),)), 1) == ["ALARM"]


@pytest.mark.parametrize(
    ("statistic", "threshold"), [("Sum", 5.9), ("Average", 1.9), ("Maximum", 2.9), ("Minimum", 0.9), ("SampleCount", 2)]
)
def test_each_statistic(statistic: str, threshold: float) -> None:
    three = Samples(Sample(Metric("n", "m", frozenset()), 1.0, value) for value in (1.0, 2.0, 3.0))

    assert states(alarm(Statistic=statistic, Threshold=threshold), three, 1) == ["ALARM"]
    assert states(alarm(Statistic=statistic, Threshold=threshold + 0.2 + (statistic == "SampleCount")), three, 1) == [
        "OK"
    ]


def test_a_line_of_a_log_is_a_sample_of_each_metric_and_set_of_dimensions() -> None:
    line = (
        '{"_aws": {"Timestamp": 1, "CloudWatchMetrics": [{"Namespace": "n", "Dimensions": [["service"], []],'
        ' "Metrics": [{"Name": "one"}, {"Name": "two"}]}]}, "service": "timer", "one": [3.0, 4.0], "two": 5}'
    )

    found = {(each.metric.name, each.value, len(each.metric.dimensions)) for each in embedded(line, at=7.0)}

    assert found == {(name, value, size) for name, value in (("one", 3), ("one", 4), ("two", 5)) for size in (0, 1)}
