"""Five thousand runs wait in the local AWS, and its queues hold only what is due or being worked on."""

import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import batched
from typing import Any

import pytest
from tests.support.aws_twins import Twins, twins
from tests.support.clocks import Clock
from tests.support.runs import run

from storehook.aws.due_runs import DynamoDueRuns
from storehook.aws.items import serialize
from storehook.aws.queues import SqsLanes
from storehook.aws.run_items import item
from storehook.queues.lanes import MAX_DELAY
from storehook.runs.run import Run
from storehook.testing.memory_waits import MemoryWakeProgress
from storehook.timer import timer
from storehook.timer.timer import Timer
from storehook_cli.local.local_stack import LocalStack

NUMBER = 5_000

HOUR = 3600.0


class World:
    """A table in which many runs wait, and the timer between it and the queues.

    Args:
        stack: the local AWS.
        made: the table and the queues.
    """

    def __init__(self, stack: LocalStack, made: Twins) -> None:
        self.dynamodb: Any = stack.emulator.client("dynamodb")
        self.sqs: Any = stack.emulator.client("sqs")
        self.made, self.url = made, made.queue_urls["default"]

    def wait(self, runs: Sequence[Run]) -> None:
        """Let these runs wait in their rows."""
        for batch in batched(runs, 25, strict=False):
            rows = [{"PutRequest": {"Item": serialize(item(each, retention=86_400))}} for each in batch]
            self.dynamodb.batch_write_item(RequestItems={self.made.runs_table: rows})

    def timer(self) -> Timer:
        """The timer as it is on AWS, in a tick that takes no time."""
        due_runs = DynamoDueRuns(self.dynamodb, self.made.runs_table)
        lanes = SqsLanes(self.sqs, self.made.queue_urls, "default", "")
        clock = Clock(time.time())
        return Timer(
            due_runs=due_runs,
            lanes=lanes,
            progress=MemoryWakeProgress(),
            clock=clock,
            parallel_map=ThreadPoolExecutor(8).map,
        )

    def counts(self) -> tuple[int, int, int]:
        """Count the visible, the in-flight and the delayed messages."""
        names = ("", "NotVisible", "Delayed")
        found = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=["All"])["Attributes"]
        visible, hidden, delayed = (int(found[f"ApproximateNumberOfMessages{name}"]) for name in names)
        return visible, hidden, delayed

    def receive(self) -> list[Any]:
        """Take ten messages, as a consumer does."""
        return self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10)["Messages"]


@pytest.fixture
def world(stack: LocalStack) -> Generator[World]:
    """A table and queues of their own."""
    with twins(stack) as made:
        yield World(stack, made)


def waiting(number: int, at: float) -> Run:
    """A run that goes on at a time, in unix seconds."""
    return replace(run(number, state="retrying"), version=1, next_attempt_at=at, due_at=at)


@pytest.mark.timeout(180)
def test_of_five_thousand_only_what_is_due_soon_has_a_message_and_only_what_was_taken_is_in_flight(
    world: World,
) -> None:
    now = time.time()
    world.wait([waiting(number, now + 20 * HOUR * number / NUMBER) for number in range(NUMBER)])
    soon = sum(20 * HOUR * number / NUMBER <= MAX_DELAY for number in range(NUMBER))

    world.timer().tick()

    visible, in_flight, delayed = world.counts()
    assert 0 < visible + delayed <= soon
    assert in_flight == 0
    taken = world.receive()
    assert world.counts()[1] == len(taken)


def test_of_more_overdue_runs_of_a_store_than_its_share_a_tick_wakes_the_share(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = (10, 100, 400)
    monkeypatch.setattr(timer, "SHARES", shares)
    began = time.time() - HOUR
    world.wait([waiting(number, began) for number in range(500)])

    report = world.timer().tick()

    assert report.woken["default"] == shares[-1]
    assert world.counts() == (shares[-1], 0, 0)
    taken = world.receive()
    assert world.counts() == (shares[-1] - len(taken), len(taken), 0)
