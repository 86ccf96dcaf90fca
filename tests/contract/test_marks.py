"""Contract of every table of write marks."""

import secrets
import time

import pytest
from tests.support.moto_stack import Cloud  # noqa: TC002

from storehook.aws.write_marks import DynamoWriteMarks
from storehook.runs.loops import WriteMark
from storehook.runs.ports import WriteMarks
from storehook.testing.memory import MemoryWriteMarks


@pytest.fixture(params=["memory", "stack", "moto"])
def write_marks(request: pytest.FixtureRequest) -> WriteMarks:
    if request.param == "memory":
        return MemoryWriteMarks()
    stack: Cloud = request.getfixturevalue(request.param)
    return DynamoWriteMarks(stack.emulator.client("dynamodb"), stack.outputs()["Runs"])


def test_a_resource_that_was_never_written_has_no_mark(write_marks: WriteMarks) -> None:
    assert write_marks.between("contractstore", f"order/{secrets.token_hex(8)}", 0.0, time.time()) == []


def test_every_write_within_a_time_is_remembered_as_it_was(write_marks: WriteMarks) -> None:
    resource = f"order/{secrets.token_hex(8)}"
    at = 1_786_447_831.25
    marks = [WriteMark(at + second, second + 1, "sync", second + 2) for second in range(5)]
    for mark in marks:
        write_marks.put("contractstore", resource, mark)

    found = write_marks.between("contractstore", resource, at + 1, at + 3)

    assert sorted(found, key=lambda mark: mark.at) == marks[1:4]


def test_stores_and_resources_do_not_share_marks(write_marks: WriteMarks) -> None:
    resource = f"order/{secrets.token_hex(8)}"
    write_marks.put("contractstore", resource, WriteMark(1.0, 1))

    assert write_marks.between("otherstore", resource, 0.0, 9.0) == []
    assert write_marks.between("contractstore", f"{resource}0", 0.0, 9.0) == []
