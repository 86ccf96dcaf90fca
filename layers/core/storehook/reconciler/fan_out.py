"""Fan-out of a schedule's task into one task per store."""

from collections.abc import Callable
from dataclasses import replace

from storehook.queues.ports import Tasks
from storehook.queues.task import Task
from storehook.stores.ports import Stores

RESERVE = 20.0
"""Seconds. With less time left, no further page is read. A page of 1,000 stores takes 100 calls to SQS."""


def fan_out(task: Task, stores: Stores, tasks: Tasks, seconds_left: Callable[[], float]) -> int:
    """Send a task for each store of the task's status after its `after`, page by page. Return how many were sent.

    When time runs short, it sends a task that continues from there. It always sends at least one page.
    """
    after, sent = task.after, 0
    while True:
        page = stores.hashes(task.status, after)
        tasks.send(Task("reconcile", store_hash, why=task.why) for store_hash in page.hashes)
        after, sent = page.after, sent + len(page.hashes)
        if not after:
            return sent
        if seconds_left() < RESERVE:
            tasks.send([replace(task, after=after)])
            return sent
