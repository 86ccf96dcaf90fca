"""What every table of marks promises: the last event of a window, and the marks of our own writes."""

import secrets
import time

import pytest
from tests.support.memory import MemoryLastEvents

from storehook.aws.runs import DynamoLastEvents, DynamoWriteMarks
from storehook.runs.loops import WriteMark
from storehook.runs.ports import LastEvents, WriteMarks
from storehook.testing.memory import MemoryWriteMarks
from storehook_cli.local.local_stack import LocalStack  # noqa: TC001


@pytest.fixture(params=["memory", "dynamodb"])
def last_events(request: pytest.FixtureRequest) -> LastEvents:
    if request.param == "memory":
        return MemoryLastEvents()
    stack: LocalStack = request.getfixturevalue("stack")
    return DynamoLastEvents(stack.emulator.client("dynamodb"), stack.outputs()["Runs"])


@pytest.fixture(params=["memory", "dynamodb"])
def write_marks(request: pytest.FixtureRequest) -> WriteMarks:
    if request.param == "memory":
        return MemoryWriteMarks()
    stack: LocalStack = request.getfixturevalue("stack")
    return DynamoWriteMarks(stack.emulator.client("dynamodb"), stack.outputs()["Runs"])


def test_the_highest_rank_is_the_last_whatever_comes_after_it(last_events: LastEvents) -> None:
    window, ends_at = secrets.token_hex(8), time.time() + 60

    answers = [last_events.is_last(window, rank, ends_at) for rank in ("2", "1", "3", "3", "2")]

    assert answers == [True, False, True, True, False]


def test_windows_do_not_know_of_each_other(last_events: LastEvents) -> None:
    one, other, ends_at = secrets.token_hex(8), secrets.token_hex(8), time.time() + 60
    last_events.is_last(one, "9", ends_at)

    assert last_events.is_last(other, "1", ends_at)


def test_a_resource_that_was_never_written_has_no_mark(write_marks: WriteMarks) -> None:
    assert write_marks.between("contractstore", f"order/{secrets.token_hex(8)}", 0.0, time.time()) == []


def test_every_write_within_a_time_is_remembered_as_it_was(write_marks: WriteMarks) -> None:
    resource = f"order/{secrets.token_hex(8)}"
    at = 1_786_447_831.25
    marks = [WriteMark(at + second, second + 1) for second in range(5)]
    for mark in marks:
        write_marks.put("contractstore", resource, mark)

    found = write_marks.between("contractstore", resource, at + 1, at + 3)

    assert sorted(found, key=lambda mark: mark.at) == marks[1:4]


def test_stores_and_resources_do_not_share_marks(write_marks: WriteMarks) -> None:
    resource = f"order/{secrets.token_hex(8)}"
    write_marks.put("contractstore", resource, WriteMark(1.0, 1))

    assert write_marks.between("otherstore", resource, 0.0, 9.0) == []
    assert write_marks.between("contractstore", f"{resource}0", 0.0, 9.0) == []
