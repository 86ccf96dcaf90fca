"""The console's route for log lines."""

import json
from typing import Any

import pytest
from tests.support.console_function import Answer, ConsoleStack
from tests.support.runs import run

from storehook.operations.errors import LogTooLarge
from storehook.operations.log_lines import MAX_CHARACTERS, MAX_LINES
from storehook.runs.run import Run

GROUP = "/storehook/shop/default-consumer"


@pytest.fixture
def ended(operated: ConsoleStack) -> Run:
    """A run that has ended."""
    operated.add(found := run(1))
    return found


def line(found: Run, message: object, **more: Any) -> str:
    key = found.key
    names = {"correlation_id": key.event_id, "store_hash": key.store_hash, "action": key.action}
    return json.dumps({"level": "INFO", "attempt": 1, **names, "message": message, **more})


def asked(operated: ConsoleStack, found: Run) -> Answer:
    key = found.key
    return operated.get("api/run/log", store=key.store_hash, event=key.event_id, action=key.action)


def logs(operated: ConsoleStack, found: Run, *texts: str) -> Any:
    operated.log_lines.groups[GROUP] = [(found.created_at + number / 1000, text) for number, text in enumerate(texts)]
    return asked(operated, found).json()


def test_the_lines_of_the_run_are_told_and_no_others(operated: ConsoleStack, ended: Run) -> None:
    other = line(ended, "other", action="bill")

    found = logs(operated, ended, line(ended, "begun", order=113), other, "START event-1")

    (told,) = found["lines"]
    assert (told["message"], told["level"], told["attempt"], told["more"]) == ("begun", "INFO", 1, {"order": 113})
    assert found["capped"] is False


def test_of_very_many_lines_the_latest_are_told(operated: ConsoleStack, ended: Run) -> None:
    found = logs(operated, ended, *(line(ended, number) for number in range(MAX_LINES + 1)))

    assert [line["message"] for line in found["lines"]] == list(range(1, MAX_LINES + 1))
    assert found["capped"] is True


def test_of_very_long_lines_no_more_are_told_than_an_answer_can_hold(operated: ConsoleStack, ended: Run) -> None:
    found = logs(operated, ended, *(line(ended, letter * (2 * MAX_CHARACTERS // 5)) for letter in "abcd"))

    assert [line["message"][0] for line in found["lines"]] == ["c", "d"]
    assert found["capped"] is True


def test_what_was_found_is_told_where_there_is_too_much_to_look_through(
    operated: ConsoleStack, ended: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def about(*_: object) -> Any:
        yield ended.created_at, line(ended, "begun")
        raise LogTooLarge

    monkeypatch.setattr(type(operated.log_lines), "about", about)

    found = asked(operated, ended).json()

    assert ([line["message"] for line in found["lines"]], found["capped"]) == (["begun"], True)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e400"])
def test_a_number_that_no_browser_reads_is_told_as_text(operated: ConsoleStack, ended: Run, number: str) -> None:
    (told,) = logs(operated, ended, line(ended, "number").replace('"number"', number))["lines"]

    assert told["message"] == number


@pytest.mark.parametrize("text", ["[" * 100_000, "\ud800", "null", "{}"])
def test_a_line_that_is_none_of_ours_is_no_trouble(operated: ConsoleStack, ended: Run, text: str) -> None:
    found = logs(operated, ended, text, line(ended, "begun"))

    assert [line["message"] for line in found["lines"]] == ["begun"]


def test_a_line_whose_names_are_of_other_kinds_is_told(operated: ConsoleStack, ended: Run) -> None:
    (told,) = logs(operated, ended, line(ended, {"a": ["\ud800"]}, attempt={"no": "number"}, level=["x"]))["lines"]

    assert (told["attempt"], told["level"], told["message"]) == (None, "['x']", {"a": ["\ud800"]})


def test_a_run_that_is_not_there_has_no_log(operated: ConsoleStack) -> None:
    assert asked(operated, run(1)).status == 404
