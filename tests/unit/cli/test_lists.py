"""Lists: what they say if they are empty, and how they look where there is little room."""

import json
import re
import time
from dataclasses import replace

import pytest
from tests.support.runs import run
from tests.support.storehook_command import MemoryStack, Storehook
from typer.testing import Result

LAST_DAY = "of the last day matches. To search further back: --since 7d. To create one: storehook send SCOPE"
ALL = "matches. Use fewer filters, or list all recent runs: storehook runs list --since 30d"
LISTS = [
    (("runs", "list"), LAST_DAY),
    (("runs", "list", "--resource", "order/1"), LAST_DAY),
    (("runs", "list", "--since", "2h"), ALL),
    (
        ("runs", "list", "--state", "failed"),
        "matches. Use fewer filters, or list all recent runs: storehook runs list",
    ),
    (
        ("runs", "list", "--store", "abc123"),
        "matches. Use fewer filters, or list all recent runs: storehook runs list",
    ),
    (("stores", "list"), "storehook stores add"),
    (("stores", "list", "--status", "active"), "storehook stores list"),
    (("dlq", "list"), "--lane long"),
    (("dlq", "list", "--lane", "long"), "storehook dlq list"),
    (("webhooks", "list", "--store", "abc123"), "storehook webhooks reconcile --store abc123"),
    (("runs", "paused"), "storehook stores list --status paused"),
]
EVENT = "64d346b71e4c02453da81c5d97cec8063a6e7a4d"


@pytest.mark.parametrize(("words", "advice"), LISTS, ids=lambda each: each if isinstance(each, str) else " ".join(each))
def test_an_empty_list_says_so_and_what_to_do(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...], advice: str
) -> None:
    if words[0] == "webhooks":
        memory_stack.add("abc123")

    done = storehook(*words)

    assert (done.exit_code, done.stdout) == (0, "")
    assert re.match(r"(No|The lane \w+ has no) .*" + re.escape(advice), done.stderr)


@pytest.mark.parametrize("words", [words for words, _ in LISTS], ids=" ".join)
def test_an_empty_list_for_programs_is_an_empty_list_and_nothing_else(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]
) -> None:
    if words[0] == "webhooks":
        memory_stack.add("abc123")

    done = storehook(*words, "--json")

    assert (done.exit_code, json.loads(done.stdout), done.stderr) == (0, [], "")


@pytest.fixture
def failed(memory_stack: MemoryStack) -> None:
    now = time.time()
    runs = {
        EVENT: run(created_at=now - 7200, store="8jbhprizry", state="failed", error=KeyError("a")),
        EVENT[::-1]: run(created_at=now - 7300, store="8jbhprizry"),
    }
    memory_stack.has_run(*(replace(each, key=replace(each.key, event_id=event)) for event, each in runs.items()))


def on_a_terminal(storehook: Storehook, columns: int) -> Result:
    return storehook("runs", "list", env={"COLUMNS": str(columns), "TTY_COMPATIBLE": "1", "NO_COLOR": "1"})


def lines(done: Result) -> list[str]:
    return [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in done.stdout.splitlines()]


@pytest.mark.parametrize("columns", [80, 100, 120, 160])
def test_a_run_is_recognised_at_any_width(
    storehook: Storehook, memory_stack: MemoryStack, failed: None, columns: int
) -> None:
    text = lines(on_a_terminal(storehook, columns))

    assert max(map(len, text)) <= columns
    for word in (
        "failed",
        "2 h ago",
        "sync_order",
        "order/113",
        "KeyError",
        "store/order/updated",
        "8jbhprizry",
        EVENT,
    ):
        assert any(word in line for line in text), word


def test_at_80_columns_what_matters_most_of_a_run_is_in_its_first_line(storehook: Storehook, failed: None) -> None:
    first = lines(on_a_terminal(storehook, 80))[3:]

    assert first[0].split() == ["failed", "2", "h", "ago", "sync_order", "order/113", "KeyError", "store/order/updated"]
    assert f"8jbhprizry  {EVENT}" in "\n".join(first)


def test_where_all_columns_have_room_each_run_is_a_line(storehook: Storehook, failed: None) -> None:
    assert len(lines(on_a_terminal(storehook, 160))) == 3


def test_what_is_piped_is_a_line_for_each_run_whatever_the_width(storehook: Storehook, failed: None) -> None:
    done = storehook("runs", "list", env={"COLUMNS": "40"})

    assert [line.split()[:6] for line in done.stdout.splitlines()[1:]] == [
        ["failed", "2", "h", "ago", "8jbhprizry", EVENT],
        ["completed", "2", "h", "ago", "8jbhprizry", EVENT[::-1]],
    ]
