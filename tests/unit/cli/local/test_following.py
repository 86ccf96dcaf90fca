"""The functions' lines in the terminal of `make run`, as they are printed."""

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.runs import run
from tests.support.storehook_command import MemoryStack

from storehook.runs.run import Run, State
from storehook_cli.local.following import Following

NOON = time.mktime((2026, 8, 1, 12, 0, 0, 0, 0, -1))
"""Noon of this machine's time."""

TRACEBACK = """Traceback (most recent call last):
  File "/opt/python/storehook/actions/attempt.py", line 40, in call
  File "/var/task/actions/bill.py", line 7, in bill
  File "/var/task/requests/api.py", line 60, in get
"""

ABOUT = {"correlation_id": "event-7", "store_hash": "store1", "action": "sync_order", "attempt": 1}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "functions.log"
    file.write_text(entry("printed before"))
    return file


def entry(text: str) -> str:
    return json.dumps(["stack-DefaultConsumer-1", text]) + "\n"


def logged(message: str, **fields: Any) -> str:
    return entry(json.dumps({"level": "INFO", "message": message, **ABOUT, **fields}))


class Writer:
    """Writes to the log whenever its reader waits for more; then has it stop."""

    def __init__(self, log: Path, *texts: str) -> None:
        self.log, self.texts = log, [*texts]

    def __call__(self) -> bool:
        if not self.texts:
            return False
        with self.log.open("a") as out:
            out.write(self.texts.pop(0))
        return True


def followed(log: Path, stack: MemoryStack, *texts: str) -> list[str]:
    following = Following(log, stack.runs(), worker=log.parent, clock=lambda: NOON)
    return list(following.lines(Writer(log, *texts)))


def test_only_what_is_printed_from_now_on_is_shown(log: Path, memory_stack: MemoryStack) -> None:
    (line,) = followed(log, memory_stack, entry("printed now"))

    assert line.split() == ["12:00:00", "DefaultConsumer", "printed", "now"]


def test_a_line_that_is_half_written_is_waited_for(log: Path, memory_stack: MemoryStack) -> None:
    text = entry("printed in two")

    (line,) = followed(log, memory_stack, text[:20], text[20:])

    assert line.endswith("printed in two")


def test_a_line_names_action_and_resource(log: Path, memory_stack: MemoryStack) -> None:
    memory_stack.has_run(run(7))

    (line,) = followed(log, memory_stack, logged("synced"))

    assert line.split() == ["12:00:00", "sync_order", "order/113", "synced"]


def test_a_line_of_a_run_that_is_not_stored_is_shown_all_the_same(log: Path, memory_stack: MemoryStack) -> None:
    (line,) = followed(log, memory_stack, logged("synced"))

    assert line.split() == ["12:00:00", "sync_order", "synced"]


def failed(number: int, state: State, traceback: str = TRACEBACK) -> Run:
    """A run whose attempt has failed in the author's code."""
    stored = run(number, state=state, error=ValueError("much to say:\nno VAT"))
    (attempt,) = stored.attempts
    assert attempt.failure
    return replace(stored, attempts=(replace(attempt, failure=replace(attempt.failure, traceback=traceback)),))


def test_a_failure_is_one_line_and_the_command_that_shows_all(log: Path, memory_stack: MemoryStack) -> None:
    memory_stack.has_run(failed(7, "failed", ""))

    (shown,) = followed(log, memory_stack, logged("failed", event="event-7"))

    line, command = shown.splitlines()
    assert line.endswith("failed, attempt 1: ValueError: much to say: no VAT")
    assert command.split()[-6:] == ["runs", "show", "store1", "event-7", "sync_order", "--local"]


def test_a_failure_names_the_last_line_of_the_authors_own_code(log: Path, memory_stack: MemoryStack) -> None:
    (log.parent / "actions").mkdir()
    (log.parent / "actions" / "bill.py").touch()
    memory_stack.has_run(failed(7, "failed"))

    (shown,) = followed(log, memory_stack, logged("failed", event="event-7"))

    assert "failed, attempt 1 at actions/bill.py:7: ValueError: much to say: no VAT" in shown


def test_a_failure_that_is_retried_says_when(log: Path, memory_stack: MemoryStack) -> None:
    memory_stack.has_run(replace(failed(7, "retrying"), next_attempt_at=NOON + 130))

    (shown,) = followed(log, memory_stack, logged("retrying", event="event-7"))

    assert "no VAT. Next attempt at 12:02:10" in shown


def test_the_traceback_of_a_cause_is_shown_once(log: Path, memory_stack: MemoryStack) -> None:
    for number in (7, 8):
        memory_stack.has_run(failed(number, "failed"))
    again = logged("failed", event="event-8", correlation_id="event-8")

    first, second = followed(log, memory_stack, logged("failed", event="event-7"), again)

    assert 'File "actions/bill.py", line 7, in bill' in first
    assert "1 frame of storehook" in first
    assert len(second.splitlines()) == 2


def test_what_a_line_says_can_steer_no_terminal(log: Path, memory_stack: MemoryStack) -> None:
    (line,) = followed(log, memory_stack, entry("\x1b[2Jprinted"))

    assert "\x1b" not in line
