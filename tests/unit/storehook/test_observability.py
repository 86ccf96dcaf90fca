"""Metrics are written as they were counted, because alarms depend on them."""

from tests.support.telemetry import Counts

from storehook.observability import count, count_all


def test_a_zero_is_written_too_for_silence_would_look_like_a_function_that_does_not_run(metric_counts: Counts) -> None:
    count_all([{"SecondsLate": 0, "ProcessesRecycled": 0}])

    assert metric_counts() == {"SecondsLate": 0, "ProcessesRecycled": 0}


def test_where_nothing_is_counted_nothing_is_written(metric_counts: Counts) -> None:
    count_all([{}, {}])

    assert metric_counts() == {}


def test_of_messages_that_nobody_could_handle_it_is_told_how_often_they_have_come(metric_counts: Counts) -> None:
    count(["completed", None, None], [9, 7, 2])

    assert metric_counts() == {"MessagesCompleted": 1, "MessagesUnhandled": 2, "UnhandledReceives": 7}
