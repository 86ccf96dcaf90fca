"""Selection and format of the functions' log lines in the terminal of `make run`."""

import json
from typing import Any

import pytest

from storehook.queues.run_key import RunKey
from storehook_cli.local.log_lines import LogLine, read

KEY = RunKey("abc123", "event-1", "bill")

ABOUT = {"correlation_id": "event-1", "store_hash": "abc123", "action": "bill", "attempt": 1}

FRAME = {"location": "bill:9", "timestamp": "2026-08-01 12:00:00,000+0000", "service": "default-consumer"}


def entry(text: str, function: str = "storehook-local-DefaultConsumer-7AF8F537845E7") -> str:
    return json.dumps([function, text]) + "\n"


def logged(message: str, level: str = "INFO", **fields: Any) -> str:
    return entry(json.dumps({"level": level, "message": message, **FRAME, **fields}))


def test_what_an_action_prints_is_shown_as_it_is() -> None:
    assert read(entry('{"a": 1} printed')) == LogLine("DefaultConsumer", '{"a": 1} printed')


def test_json_that_an_action_prints_is_no_line_of_ours() -> None:
    assert read(entry('{"a": 1}')) == LogLine("DefaultConsumer", '{"a": 1}')


def test_what_an_action_logs_is_shown_with_its_own_keys_alone() -> None:
    found = read(logged("billed", **ABOUT, params={"id": 1}, to="zoe"))

    assert found == LogLine("bill", 'billed params={"id":1} to=zoe', KEY)


def test_a_level_that_is_not_the_usual_is_shown() -> None:
    assert read(logged("slow", "WARNING", **ABOUT)) == LogLine("bill", "WARNING slow", KEY)


def test_of_an_exception_that_is_logged_its_last_line_is_shown() -> None:
    found = read(
        logged("oh", "ERROR", **ABOUT, exception="Traceback\n  ...\nKeyError: 'VAT'", exception_name="KeyError")
    )

    assert found == LogLine("bill", "ERROR oh KeyError: 'VAT'", KEY)


@pytest.mark.parametrize("result", ["completed", "held", "throttled", "coalesced"])
def test_what_became_of_a_run_is_shown(result: str) -> None:
    assert read(logged(result, **ABOUT, event="event-1", delivery_id="event-1")) == LogLine("bill", result, KEY)


@pytest.mark.parametrize("result", ["failed", "retrying"])
def test_an_attempt_that_failed_is_marked(result: str) -> None:
    found = read(logged(result, **ABOUT, event="event-1", error_type="KeyError"))

    assert found == LogLine("bill", result, KEY, failed=True)


@pytest.mark.parametrize("result", ["split", "early", "duplicate", "queued"])
def test_what_another_line_says_as_well_is_left_out(result: str) -> None:
    assert read(logged(result, **ABOUT, event="event-1")) is None


@pytest.mark.parametrize("text", ["", "  ", '{"_aws": {}, "service": "ingest", "Accepted": [1.0]}'], ids=repr)
def test_metrics_and_empty_lines_are_left_out(text: str) -> None:
    assert read(entry(text)) is None


def test_of_other_functions_only_trouble_is_shown() -> None:
    assert read(logged("reconciled", store_hash="abc123")) is None
    assert read(logged("refused", "ERROR")) == LogLine("DefaultConsumer", "ERROR refused")
