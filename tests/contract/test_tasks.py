"""Contract of every reconcile queue."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.support.memory import MemoryTasks
from tests.support.moto_stack import Cloud

from storehook.aws.queues import SqsTasks
from storehook.queues.ports import Tasks
from storehook.queues.task import Task, decode


@dataclass
class Queue:
    """A queue, and what has been sent to it so far."""

    tasks: Tasks
    read: Callable[[], list[Task]]


@pytest.fixture(params=["memory", "stack", "moto"])
def queue(request: pytest.FixtureRequest) -> Generator[Queue]:
    """A queue of its own for each test."""
    if request.param == "memory":
        memory = MemoryTasks()
        yield Queue(memory, lambda: memory.sent)
        return
    stack: Cloud = request.getfixturevalue(request.param)
    sqs = stack.emulator.client("sqs")
    url = sqs.create_queue(QueueName="contract-reconcile")["QueueUrl"]
    yield Queue(SqsTasks(sqs, url), lambda: [decode(message["Body"]) for message in received(sqs, url)])
    sqs.delete_queue(QueueUrl=url)


def received(sqs: Any, url: str) -> list[dict[str, Any]]:
    """Every message that is visible; they are hidden from now on."""
    found: list[dict[str, Any]] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=600).get("Messages"):
        found += messages
    return found


def test_tasks_of_every_kind_arrive_as_they_were_sent(queue: Queue) -> None:
    tasks = [
        Task("reconcile-all", why="schedule", after="8jbhprizry"),
        Task("reconcile-all", why="refused", status="paused"),
        Task("reconcile", "8jbhprizry", why="install"),
        Task("catch-up", "8jbhprizry", why="gap", since=1_800_000_000.25),
    ]
    queue.tasks.send(tasks)

    assert sorted(queue.read(), key=str) == sorted(tasks, key=str)


@pytest.mark.parametrize("count", [0, 1, 10, 11, 95])
def test_each_of_any_number_arrives_once(queue: Queue, count: int) -> None:
    queue.tasks.send(Task("reconcile", f"store{number}") for number in range(count))

    assert sorted(task.store_hash for task in queue.read()) == sorted(f"store{number}" for number in range(count))


# --- In SQS only ------------------------------------------------------------------------------------------------------


def test_a_postponed_task_is_hidden_for_as_long_as_it_says(cloud: Cloud) -> None:
    sqs = cloud.emulator.client("sqs")
    url = sqs.create_queue(QueueName="contract-postponed")["QueueUrl"]
    tasks = SqsTasks(sqs, url)
    tasks.send([Task("reconcile", "8jbhprizry")])
    (message,) = received(sqs, url)

    tasks.postpone(message["ReceiptHandle"], 0)
    (again,) = received(sqs, url)
    tasks.postpone(again["ReceiptHandle"], 60.5)

    assert received(sqs, url) == []
    sqs.delete_queue(QueueUrl=url)


def test_a_task_with_a_delay_is_hidden_at_first(cloud: Cloud) -> None:
    sqs = cloud.emulator.client("sqs")
    url = sqs.create_queue(QueueName="contract-delayed")["QueueUrl"]
    tasks = SqsTasks(sqs, url)

    tasks.send([Task("reconcile", "later")], delay=60.5)
    tasks.send([Task("reconcile", "now")])

    assert [decode(message["Body"]).store_hash for message in received(sqs, url)] == ["now"]
    sqs.delete_queue(QueueUrl=url)
