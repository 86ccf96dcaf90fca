"""`storehook runs pause`, `resume` and `paused`, and how a store shows that it holds runs."""

import json
import time
from dataclasses import replace

import pytest
from tests.support.runs import run
from tests.support.storehook_command import OPERATOR, MemoryStack, Storehook

from storehook.runs.run import Run
from storehook.stores.store import Pause


def held(by: str, number: int = 1) -> Run:
    return replace(run(number, state="held"), held_by=by)


@pytest.mark.parametrize(
    ("words", "holder"), [(("--action", "sync_order"), "action/sync_order"), (("--lane", "long"), "lane/long")]
)
def test_an_action_or_a_lane_is_paused_with_who_and_when_and_why(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...], holder: str
) -> None:
    done = storehook("runs", "pause", *words, "--reason", "the printer is out")

    assert done.exit_code == 0
    assert list(memory_stack.paused.rows) == [holder]
    pause = memory_stack.paused.rows[holder]
    assert (pause.by, pause.reason, pause.at) == (OPERATOR, "the printer is out", pytest.approx(time.time(), abs=60))


def test_what_is_resumed_is_paused_no_more(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.paused.pause("lane/long", Pause("me", 5.0))

    assert storehook("runs", "resume", "--lane", "long").exit_code == 0
    assert memory_stack.paused.rows == {}


@pytest.mark.parametrize("command", ["pause", "resume"])
@pytest.mark.parametrize(
    "words", [(), ("--action", "a", "--lane", "long"), ("--lane", "none"), ("--action", "a/b")], ids=" ".join
)
def test_what_names_not_one_of_both_is_refused(
    storehook: Storehook, memory_stack: MemoryStack, command: str, words: tuple[str, ...]
) -> None:
    assert storehook("runs", command, *words).exit_code == 2
    assert memory_stack.paused.rows == {}


def test_what_is_paused_is_listed_with_how_many_runs_it_holds(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.paused.pause("action/sync_order", Pause("zoe", 5.0, "why"))
    memory_stack.has_run(held("action/sync_order", 1), held("action/sync_order", 2), held("lane/long", 3))

    shown = storehook("runs", "paused").output
    (pause,) = json.loads(storehook("runs", "paused", "--json").output)

    assert all(word in shown for word in ("action sync_order", "2", "by zoe", "why"))
    assert (pause["kind"], pause["name"], pause["by"], pause["at"]) == ("action", "sync_order", "zoe", 5.0)
    assert (pause["reason"], pause["held"]) == ("why", {"count": 2, "capped": False})


def test_a_paused_store_is_shown_with_how_many_runs_it_holds_since_when_and_by_whom(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    memory_stack.add(status="paused", reason="moves", paused_by="zoe", paused_at=86_400.0)
    memory_stack.has_run(held("store/abc123"))

    shown = storehook("stores", "show", "abc123").output

    assert "1 run is" in shown
    assert "1970-01-02" in shown
    assert "by zoe" in shown


def test_a_run_that_is_held_is_listed_says_by_what_and_can_be_cancelled(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    waiting = held("lane/long")
    memory_stack.has_run(waiting)
    name = (waiting.key.store_hash, waiting.key.event_id, waiting.key.action)

    assert "event-1" in storehook("runs", "list", "--store", "store1", "--state", "held").output
    assert "lane/long" in storehook("runs", "show", *name).output
    assert storehook("runs", "cancel", *name).exit_code == 0
    assert (memory_stack.ran.rows[waiting.key].state, memory_stack.ran.rows[waiting.key].held_by) == ("cancelled", None)
