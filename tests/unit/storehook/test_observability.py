"""Metrics are written as they were counted, because alarms depend on them."""

import json

import pytest
from tests.support.telemetry import Counts

from storehook.observability import PATIENCE, QUEUES, count, count_all, count_stuck


def test_a_zero_is_written_too_for_silence_would_look_like_a_function_that_does_not_run(metric_counts: Counts) -> None:
    count_all([{"StoresFailed": 0, "WebhooksMissing": 0}])

    assert metric_counts() == {"StoresFailed": 0, "WebhooksMissing": 0}


def test_where_nothing_is_counted_nothing_is_written(metric_counts: Counts) -> None:
    count_all([{}, {}])

    assert metric_counts() == {}


def test_messages_that_nobody_could_handle_are_stuck_once_they_have_come_too_often(metric_counts: Counts) -> None:
    count(["completed", None, None, None], [9, 7, 6, PATIENCE])

    assert metric_counts() == {"MessagesCompleted": 1, "MessagesUnhandled": 3, "MessagesStuck": 2}


def test_stuck_messages_of_all_queues_are_one_metric(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "long-consumer")

    count_stuck([2], 1)

    line = json.loads(capsys.readouterr().out)
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]
    assert line["service"] == QUEUES
