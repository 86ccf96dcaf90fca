"""`storehook dlq`: dead letters are looked at by cause, and go back to their lane."""

import json
import time
from dataclasses import replace
from typing import get_args

import pytest
from tests.support import runs
from tests.support.memory import MemoryDeadLetters
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.operations import dead_letters_service
from storehook.queues.lanes import LANES
from storehook.queues.message import Message, encode
from storehook.queues.ports import DeadLetter, Moved
from storehook.runs.run import Run
from storehook.testing.memory import MemoryQueue
from storehook_cli.commands.parameters import Lane


@pytest.fixture(autouse=True)
def letters(memory_stack: MemoryStack) -> None:
    for lane in LANES:
        for number in range(3):
            memory_stack.letters[lane].letters.put(f"{lane} {number}")


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        ((), {"default": 3, "long": 0}),
        (("--lane", "long"), {"default": 0, "long": 3}),
        (("--limit", "1"), {"default": 1, "long": 0}),
    ],
)
def test_as_many_go_back_as_was_said_and_of_that_lane_only(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...], moved: dict[str, int]
) -> None:
    done = storehook("dlq", "redrive", *words)

    assert done.exit_code == 0
    assert {lane: len(found.queue.messages) for lane, found in memory_stack.letters.items()} == moved
    assert f"Dead letters redriven: {sum(moved.values())}." in done.output


def test_that_there_were_none_is_said(storehook: Storehook) -> None:
    storehook("dlq", "redrive")

    assert "No dead letter matches." in storehook("dlq", "redrive").output


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_below_one_is_wrong_usage(storehook: Storehook, limit: str) -> None:
    assert storehook("dlq", "redrive", "--limit", limit).exit_code == 2


def test_every_lane_that_is_deployed_can_be_named() -> None:
    assert get_args(Lane) == LANES


def cause(fingerprint: str, **more: str) -> dict[str, str]:
    return {"action": "bill", "store": "abc", "scope": "s", "error_type": "KeyError", "fingerprint": fingerprint} | more


@pytest.fixture
def causes(memory_stack: MemoryStack) -> MemoryQueue:
    """Letters of two causes, in place of those above."""
    queue = memory_stack.letters["default"].letters
    queue.messages.clear()
    for number in range(30):
        queue.put(f"letter {number}", cause("f1" if number % 3 else "f2", store=f"store{number % 2}"))
    return queue


def test_letters_are_listed_by_cause_and_none_is_taken(storehook: Storehook, causes: MemoryQueue) -> None:
    lines = storehook("dlq", "list").output.splitlines()

    assert [line.split()[:5] for line in lines[1:]] == [
        ["20", "bill", "KeyError", "f1", "2"],
        ["10", "bill", "KeyError", "f2", "2"],
    ]
    assert len(causes.messages) == 30
    assert all(message.visible_at <= time.time() for message in causes.messages)


def test_a_program_can_read_the_list(storehook: Storehook, causes: MemoryQueue) -> None:
    found = json.loads(storehook("dlq", "list", "--json").stdout)

    assert [(each["fingerprint"], each["count"], each["stores"]) for each in found] == [("f1", 20, 2), ("f2", 10, 2)]
    assert found[1]["example"] == causes.messages[0].id


def test_one_letter_is_shown_with_what_bigcommerce_sent(storehook: Storehook, causes: MemoryQueue) -> None:
    causes.put(encode(Message("abc", "delivery-1", b'{"a":1}', 0, 0.0, action="bill")), cause("f3"))
    letter = causes.messages[-1].id

    found = json.loads(storehook("dlq", "show", letter, "--json").stdout)

    assert (found["fingerprint"], found["delivery_id"], found["payload"]) == ("f3", "delivery-1", '{"a":1}')
    assert '{"a":1}' in storehook("dlq", "show", letter).output


@pytest.mark.parametrize("payload", [b"\xff", b"\x1b]0;owned"])
def test_a_letter_shows_nothing_that_moves_the_terminal(
    storehook: Storehook, causes: MemoryQueue, payload: bytes
) -> None:
    causes.put(encode(Message("abc", "delivery-1", payload, 0, 0.0)), cause("f3"))

    done = storehook("dlq", "show", causes.messages[-1].id)

    assert (done.exit_code, "\x1b" in done.output) == (0, False)


def test_a_letter_that_nobody_can_read_is_shown_as_it_is(storehook: Storehook, causes: MemoryQueue) -> None:
    assert "letter 0" in storehook("dlq", "show", causes.messages[0].id).output


def test_a_letter_that_there_is_not_is_an_error_that_says_where_to_look(
    storehook: Storehook, causes: MemoryQueue
) -> None:
    done = storehook("dlq", "show", "nothing")

    assert (done.exit_code, "storehook dlq list" in done.output) == (1, True)


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        (("--fingerprint", "f2"), 10),
        (("--fingerprint", "f1", "--store", "store0"), 10),
        (("--action", "bill"), 30),
        (("--scope", "s", "--limit", "4"), 4),
        (("--action", "another"), 0),
    ],
    ids=str,
)
def test_only_those_that_are_asked_for_go_back_and_a_dry_run_tells_how_many(
    storehook: Storehook, memory_stack: MemoryStack, causes: MemoryQueue, words: tuple[str, ...], moved: int
) -> None:
    told = storehook("dlq", "redrive", *words, "--dry-run").output
    before = len(causes.messages)

    storehook("dlq", "redrive", *words)

    assert (told, before) == (f"Dead letters that would be redriven: {moved}.\n", 30)
    assert len(memory_stack.letters["default"].queue.messages) == moved


def test_sqs_moves_all_by_itself_where_it_can(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_letters_service, "PAUSE", 0.001)
    memory_stack.moving = [Moved(1, ended=False), Moved(2, ended=False), Moved(3, ended=True)]

    done = storehook("dlq", "redrive")

    assert (done.exit_code, done.output.splitlines()[0]) == (0, "Dead letters redriven: 3.")
    assert memory_stack.letters["default"].queue.messages == []


def test_that_sqs_has_stopped_is_an_error_with_the_reason(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.moving = [Moved(2, ended=True, problem="AccessDenied")]

    done = storehook("dlq", "redrive")

    assert (done.exit_code, "moved 2 dead letters, then stopped: AccessDenied" in done.output) == (1, True)


@pytest.mark.parametrize("words", [("--limit", "1"), ("--fingerprint", "f1")], ids=" ".join)
def test_sqs_cannot_choose(storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]) -> None:
    memory_stack.moving = [Moved(9, ended=True)]

    storehook("dlq", "redrive", *words)

    assert len(memory_stack.moving) == 1


def test_letters_that_another_process_looks_at_are_told_of(
    storehook: Storehook, memory_stack: MemoryStack, causes: MemoryQueue
) -> None:
    memory_stack.letters["default"].receive_some(7)

    assert "hides 7 more" in storehook("dlq", "redrive").output


def test_what_is_left_is_told(storehook: Storehook, causes: MemoryQueue) -> None:
    done = storehook("dlq", "redrive", "--fingerprint", "f2")

    assert "Dead letters redriven: 10.\nDead letters left in the lane: 20." in done.output
    told = json.loads(storehook("dlq", "redrive", "--fingerprint", "f2", "--json").output)
    assert told == {"moved": 0, "hidden": 0, "left": 20}


def test_after_ctrl_c_it_says_how_many_were_sent(
    storehook: Storehook, memory_stack: MemoryStack, causes: MemoryQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = memory_stack.letters["default"]
    take = type(lane).receive_some

    def receive_some(letters: MemoryDeadLetters, limit: int = 10, *, seconds: float = 60.0) -> list[DeadLetter]:
        if len(letters.queue.messages) >= 20:
            raise KeyboardInterrupt
        return take(letters, limit, seconds=seconds)

    monkeypatch.setattr(type(lane), "receive_some", receive_some)

    done = storehook("dlq", "redrive")

    assert done.exit_code == 130
    assert "Stopped. At least 20 dead letters were sent." in done.output
    assert (len(lane.queue.messages), lane.count()) == (20, 10)


def letter_of(run: Run) -> str:
    """Return the text of a run's dead letter."""
    return encode(replace(run.message, event_id=run.key.event_id, generation=run.key.generation))


def test_the_list_has_the_message_of_the_newest_run(
    storehook: Storehook, memory_stack: MemoryStack, causes: MemoryQueue
) -> None:
    causes.messages.clear()
    failed = [runs.run(n, state="failed", error=KeyError(f"order {n}\x1b[31m")) for n in range(3)]
    memory_stack.has_run(*failed)
    for run in failed:
        assert run.failure
        causes.put(letter_of(run), cause(run.failure.fingerprint))

    lines = storehook("dlq", "list").output.splitlines()
    (group,) = json.loads(storehook("dlq", "list", "--json").stdout)

    assert lines[1].endswith("'order 2\\x1b[31m'")
    assert (group["count"], group["error"], group["run"]["event_id"]) == (3, "'order 2\\x1b[31m'", "event-2")


def test_the_message_is_left_out_if_the_run_is_gone_or_failed_otherwise(
    storehook: Storehook, memory_stack: MemoryStack, causes: MemoryQueue
) -> None:
    causes.messages.clear()
    gone, another = (runs.run(n, state="failed", error=KeyError("canary")) for n in range(2))
    memory_stack.has_run(another)
    causes.put(letter_of(gone), cause("f1"))
    causes.put(letter_of(another), cause("f2"))
    causes.put(encode(Message("abc", "d" * 3000, b"", 0, 0.0, action="bill")), cause("f3"))

    groups = json.loads(storehook("dlq", "list", "--json").stdout)

    assert [group["error"] for group in groups] == ["", "", ""]
