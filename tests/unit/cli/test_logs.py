"""`storehook logs`: the lines of one run, and of no other."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from tests.support.runs import run
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.aws.log_lines import CloudWatchLines
from storehook.operations.errors import LogTooLarge
from storehook.runs.run import Run

GROUP = "/storehook/shop/default-consumer"
NAMES = ("store1", "event-1", "sync_order")
ENDED_AT = 1_786_447_831.0


def line(message: str, **more: Any) -> str:
    plain = {"level": "INFO", "correlation_id": "event-1", "store_hash": "store1", "action": "sync_order", "attempt": 1}
    return json.dumps({**plain, "message": message, "timestamp": "x", "location": "y:1", "service": "z", **more})


@pytest.fixture
def ended(memory_stack: MemoryStack) -> Run:
    """A run that has ended long ago, and what it and others have logged."""
    memory_stack.has_run(found := run(1, created_at=ENDED_AT))
    memory_stack.logged[GROUP] = [
        (ENDED_AT, line("begun")),
        (ENDED_AT, line("of another store", store_hash="store2")),
        (ENDED_AT, line("of another action", action="bill")),
        (ENDED_AT, line("of another event", correlation_id="event-11")),
        (ENDED_AT, "START event-1"),
        (ENDED_AT, '"event-1"'),
        (ENDED_AT + 1, line("paid", order=113)),
        (ENDED_AT + 100_000, line("of another time")),
    ]
    return found


def logged(storehook: Storehook) -> list[dict[str, Any]]:
    return json.loads(storehook("logs", *NAMES, "--json").stdout)


def test_the_lines_of_the_run_are_shown_and_no_others(storehook: Storehook, ended: Run) -> None:
    assert [each["message"] for each in logged(storehook)] == ["begun", "paid"]


def test_a_line_tells_what_was_logged_beside_its_message(storehook: Storehook, ended: Run) -> None:
    assert logged(storehook)[1] == {
        "at": ENDED_AT + 1,
        "level": "INFO",
        "message": "paid",
        "attempt": 1,
        "more": {"order": 113},
    }


def test_people_see_a_line_a_line(storehook: Storehook, ended: Run) -> None:
    assert storehook("logs", *NAMES).output.splitlines() == [
        "2026-08-11T11:30:31.000Z  INFO     1  begun",
        "2026-08-11T11:30:32.000Z  INFO     1  paid  order=113",
    ]


def test_the_lines_of_the_runs_own_lane_are_looked_at(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.has_run(run(1, created_at=ENDED_AT, lane="long"))
    memory_stack.logged = {GROUP: [(ENDED_AT, line("no"))], GROUP.replace("default", "long"): [(ENDED_AT, line("yes"))]}

    assert [each["message"] for each in logged(storehook)] == ["yes"]


def test_a_logged_exception_stands_below_its_line(storehook: Storehook, memory_stack: MemoryStack, ended: Run) -> None:
    told = 'Traceback (most recent call last):\n  File "/var/task/actions/sync.py", line 1, in sync\nKeyError: 1'
    memory_stack.logged[GROUP] = [(ENDED_AT, line("oh", exception=told, exception_name="KeyError", stack_trace={}))]

    lines = storehook("logs", *NAMES).output.splitlines()

    assert lines[0].endswith("oh")
    assert lines[1:] == [
        "Traceback (most recent call last):",
        '  File "actions/sync.py", line 1, in sync',
        "KeyError: 1",
    ]


def test_that_nothing_was_logged_is_said(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.has_run(run(1))

    done = storehook("logs", *NAMES)

    assert (done.exit_code, done.stdout, "ctx.logger" in done.stderr) == (0, "", True)


def test_a_run_that_nobody_knows_is_an_error(storehook: Storehook) -> None:
    assert storehook("logs", *NAMES).exit_code == 1


def test_a_list_for_programs_is_not_followed(storehook: Storehook, ended: Run) -> None:
    assert storehook("logs", *NAMES, "--follow", "--json").exit_code == 2


def test_what_is_followed_is_shown_once_as_it_comes_and_to_the_runs_end(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    going = run(1, created_at=now - 60, state="running")
    memory_stack.has_run(going)
    memory_stack.logged[GROUP] = lines = [(now - 60, line("begun"))]

    def goes_on() -> None:
        lines.extend([(now - 50, line("half")), (now - 50, line("half"))])

    def ends() -> None:
        memory_stack.has_run(replace(going, state="completed", updated_at=now - 40))
        lines.insert(1, (now - 55, line("late")))

    happens = iter([goes_on, ends])
    monkeypatch.setattr(time, "sleep", lambda _: next(happens)())

    done = storehook("logs", *NAMES, "--follow")

    assert [each.split()[3] for each in done.output.splitlines()] == ["begun", "half", "half", "late"]
    assert next(happens, None) is None


class Pages:
    """CloudWatch Logs, as far as one operation goes."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def get_paginator(self, _operation: str) -> "Pages":
        return self

    def paginate(self, **asked: Any) -> list[dict[str, Any]]:
        self.asked.append(asked)
        events = [{"timestamp": 1_500, "message": "a"}]
        return [{"events": []}, {"events": events}]


def test_an_empty_page_is_not_taken_for_the_last() -> None:
    assert [*CloudWatchLines(Pages()).about("group", "event-1", 1.5, None)] == [(1.5, "a")]


def test_no_more_pages_are_read_than_may_be() -> None:
    lines = CloudWatchLines(Pages(), pages=1).about("group", "event-1", 1.5, None)

    with pytest.raises(LogTooLarge):
        list(lines)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("64d346b7", '"64d346b7"'),
        ("key:a/b", '"key:a/b"'),
        ('a"b', None),
        ("a b", None),
        ("é", None),
        ("e" * 300, None),
    ],
)
def test_a_term_that_could_mean_something_else_is_not_sent(text: str, pattern: str | None) -> None:
    pages = Pages()

    list(CloudWatchLines(pages).about("group", text, 1.5, 2.5))

    wanted = {"logGroupName": "group", "startTime": 1_500, "endTime": 2_500}
    assert pages.asked == [wanted | ({"filterPattern": pattern} if pattern else {})]
