"""A pass over all stores: a task for each active one, in the same queue."""

from collections.abc import Callable

from storehook.ports import Stores, Tasks
from storehook.registration.task import Task

RESERVE = 20.0
"""Seconds: with less than that left, no further page is begun. A page of 1,000 stores is 100 calls of SQS."""


def fan_out(task: Task, stores: Stores, tasks: Tasks, seconds_left: Callable[[], float]) -> int:
    """Send a task for each active store after the task's `after`, a page at a time; gives how many were sent.

    When the function's time is nearly up, it sends a task to go on from there. There is always one page of progress.

    Args:
        task: what to begin or go on with.
        stores: the table of stores.
        tasks: the queue.
        seconds_left: gives for how many seconds the function may still run.
    """
    after, sent = task.after, 0
    while True:
        page = stores.hashes("active", after)
        tasks.send(Task("reconcile", store_hash, why=task.why) for store_hash in page.hashes)
        after, sent = page.after, sent + len(page.hashes)
        if not after:
            return sent
        if seconds_left() < RESERVE:
            tasks.send([Task("reconcile-all", why=task.why, after=after)])
            return sent
