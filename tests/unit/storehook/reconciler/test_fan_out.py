"""A pass over all stores: each active one exactly once, in constant memory, and on from where the time was up."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest
from tests.support.memory import PAGE, MemoryStores, MemoryTasks

from storehook.queues.task import Task
from storehook.reconciler.fan_out import RESERVE, fan_out
from storehook.stores.ports import StorePage
from storehook.stores.store import Status, Store

ALL = Task("reconcile-all", why="schedule")


def stores(count: int) -> MemoryStores:
    found = MemoryStores()
    for number in range(count):
        found.save(Store(f"store{number:05}"), "token")
    return found


def time_for(pages: int) -> Callable[[], float]:
    """Time enough for so many pages."""
    left = [pages]

    def seconds_left() -> float:
        left[0] -= 1
        return RESERVE if left[0] > 0 else RESERVE - 1

    return seconds_left


@dataclass
class CountingTasks(MemoryTasks):
    """The queue, which looks at what is sent without keeping it, and sees how much comes at once."""

    stores: Counter[str] = field(default_factory=Counter)
    largest: int = 0

    def send(self, tasks: Iterable[Task], delay: float = 0.0) -> None:
        given = list(tasks)
        self.largest = max(self.largest, len(given))
        self.stores.update(task.store_hash for task in given)
        assert delay == 0


def test_each_active_store_has_its_task_and_no_other_store_has() -> None:
    found, tasks = stores(3), MemoryTasks()
    for status in ("paused", "uninstalled"):
        found.save(Store(f"store-{status}", status))

    assert fan_out(ALL, found, tasks, lambda: 100) == 3
    assert tasks.sent == [Task("reconcile", f"store{number:05}", why="schedule") for number in range(3)]


def test_the_paused_stores_have_their_tasks_if_it_is_about_them() -> None:
    found, tasks = stores(3), MemoryTasks()
    found.save(Store("store-paused", "paused"))

    assert fan_out(Task("reconcile-all", why="refused", status="paused"), found, tasks, lambda: 100) == 1
    assert tasks.sent == [Task("reconcile", "store-paused", why="refused")]


def test_where_the_time_is_up_the_next_task_goes_on_with_the_same_stores() -> None:
    found, tasks = MemoryStores(), MemoryTasks()
    for number in range(PAGE + 1):
        found.save(Store(f"store{number:05}", "paused"))

    fan_out(Task("reconcile-all", why="refused", status="paused"), found, tasks, lambda: 0)

    assert tasks.sent[-1] == Task("reconcile-all", why="refused", after=f"store{PAGE - 1:05}", status="paused")


def test_five_thousand_stores_have_one_task_each_a_page_at_a_time() -> None:
    tasks = CountingTasks()

    assert fan_out(ALL, stores(5000), tasks, lambda: 100) == 5000
    assert set(tasks.stores.values()) == {1}
    assert (len(tasks.stores), tasks.largest) == (5000, PAGE)


@pytest.mark.parametrize("pages", [0, 1, 2, 4])
def test_when_the_time_is_up_another_task_goes_on_and_nobody_is_left_out_or_visited_twice(pages: int) -> None:
    found, waiting, visited = stores(5000), [ALL], Counter[str]()
    rounds = 0
    while waiting:
        rounds += 1
        tasks = MemoryTasks()
        fan_out(waiting.pop(), found, tasks, time_for(pages))
        waiting += [task for task in tasks.sent if task.kind == "reconcile-all"]
        visited.update(task.store_hash for task in tasks.sent if task.kind == "reconcile")
        assert {task.why for task in tasks.sent} == {"schedule"}

    assert (len(visited), set(visited.values())) == (5000, {1})
    assert rounds == -(-5 // max(pages, 1))


def test_a_store_that_changes_while_the_pages_turn_keeps_no_other_from_its_turn() -> None:
    @dataclass
    class Changing(MemoryStores):
        def hashes(self, status: Status, after: str = "") -> StorePage:
            page = MemoryStores.hashes(self, status, after)
            self.save(Store(page.hashes[-1], "paused"))
            return page

    found, tasks = Changing(), MemoryTasks()
    for number in range(2500):
        found.save(Store(f"store{number:05}"), "token")

    assert fan_out(ALL, found, tasks, lambda: 100) == 2500
    assert len({task.store_hash for task in tasks.sent}) == 2500


def test_without_stores_nothing_is_sent() -> None:
    tasks = MemoryTasks()

    assert fan_out(ALL, MemoryStores(), tasks, lambda: 100) == 0
    assert tasks.sent == []
