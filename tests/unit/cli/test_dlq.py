"""`storehook dlq redrive`: dead letters go back to their lane."""

from typing import get_args

import pytest
from tests.unit.cli.conftest import MemoryStack, Storehook

from storehook.actions import LANES
from storehook_cli.parameters import Lane


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
    assert f"{sum(moved.values())} sent back." in done.output


def test_that_there_were_none_is_said(storehook: Storehook) -> None:
    storehook("dlq", "redrive")

    assert "There were none." in storehook("dlq", "redrive").output


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_below_one_is_wrong_usage(storehook: Storehook, limit: str) -> None:
    assert storehook("dlq", "redrive", "--limit", limit).exit_code == 2


def test_every_lane_that_is_deployed_can_be_named() -> None:
    assert get_args(Lane) == LANES
