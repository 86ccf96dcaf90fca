"""At most one run of an action per resource is running."""

from dataclasses import replace

import pytest
from tests.support.deployment import STEADY, Deployment, declared, queued
from tests.support.operations import run_operations
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import Fail
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs.resource_locks import LockWaiter, ResourceLock, lock_of
from storehook.runs.retries import Retries
from storehook.runs.run import Run
from storehook.testing.memory_waits import MemoryLockTable


class Push:
    """An action that must not run beside itself. Each of its steps is what an attempt does."""

    __name__ = "push"

    def __init__(self) -> None:
        self.deployment = Deployment(declared(self, "store/order/*", one_at_a_time=True, retries=STEADY))
        self.given: list[str | None] = []
        self.live: set[str | None] = set()
        self.steps: dict[str, list[BaseException]] = {}

    def __call__(self, _params: Params, ctx: Context) -> None:
        name = ctx.trigger.hash
        self.given.append(name)
        if steps := self.steps.get(name or ""):
            raise steps.pop(0)

    def post(self, *names: str, order: int = 113) -> None:
        for name in names:
            self.deployment.post(about(order, name))

    def run(self, name: str) -> Run:
        return self.deployment.repository.rows[RunKey(STORE, name, "push")]


def about(order: int, name: str) -> Message:
    return queued(event_body(hash=name, data={"type": "order", "id": order}), delivery_id=name)


def test_while_one_runs_the_next_waits_and_begins_when_it_has_ended() -> None:
    push = Push()
    push.post("created", "updated")
    seen: list[str] = []

    def beside(_params: Params, ctx: Context) -> None:
        if ctx.trigger.hash == "created":
            seen.append(push.deployment.work().result)
            assert push.run("updated").state == "waiting"
        push.given.append(ctx.trigger.hash)

    beside.__name__ = "push"
    push.deployment.registry = type(push.deployment.registry)([declared(beside, "store/order/*", one_at_a_time=True)])

    assert push.deployment.work().result == "completed"
    assert push.deployment.waits() == [0.0]
    assert push.deployment.drain() == ["completed"]
    assert (seen, push.given) == (["queued"], ["created", "updated"])


def test_a_run_that_waits_for_a_retry_keeps_its_lock() -> None:
    push = Push()
    push.steps = {"created": [KeyError(), KeyError()]}
    push.post("created", "updated")

    push.deployment.drain()

    assert push.given == ["created", "created", "created", "updated"]


def test_a_run_that_fails_releases_its_lock() -> None:
    push = Push()
    push.steps = {"created": [Fail("no")]}
    push.post("created", "updated")

    push.deployment.drain()

    assert push.given == ["created", "updated"]


def test_waiting_runs_start_oldest_first() -> None:
    push = Push()
    push.steps = {"0": [KeyError()]}
    for number in range(5):
        push.post(str(number))
        push.deployment.work()
        push.deployment.clock.now += 1

    push.deployment.drain()

    assert push.given == ["0", "0", "1", "2", "3", "4"]


def test_runs_about_two_resources_do_not_wait_for_each_other() -> None:
    push = Push()
    push.steps = {"one": [KeyError()]}
    push.post("one")
    push.post("other", order=114)

    assert [push.deployment.work().result for _ in range(2)] == ["retrying", "completed"]


def test_a_run_without_a_resource_or_key_needs_no_lock() -> None:
    push = Push()
    push.deployment.post(queued(b'{"id":1}', action="push", kind="action", delivery_id="asked-for"))

    assert push.deployment.work().result == "completed"


@pytest.mark.parametrize("end", ["completed", "cancelled", "gone"])
def test_an_ended_run_that_kept_its_lock_blocks_no_other(end: str) -> None:
    push = Push()
    push.steps = {"created": [KeyError()]}
    push.post("created", "updated")
    push.deployment.work()
    push.deployment.work()
    if end == "cancelled":
        run_operations(push.deployment).cancel([RunKey(STORE, "created", "push")])
    elif end == "completed":
        push.deployment.repository.rows[push.run("created").key] = replace(push.run("created"), state="completed")
    else:
        del push.deployment.repository.rows[push.run("created").key]
    push.deployment.queues["default"].messages.clear()

    push.deployment.drain()

    assert push.run("updated").state == "completed"


def test_a_lock_is_not_passed_on_to_the_run_that_releases_it() -> None:
    push = Push()
    push.steps = {"created": [KeyError()]}
    push.post("created")
    push.deployment.work()
    run = push.run("created")
    lock = lock_of(run)
    assert lock is not None
    locks = push.deployment.consumer().resource_locks
    locks.table.wait(lock, LockWaiter(run.key.path, run.created_at, run.version), push.deployment.clock.now)

    assert locks.release(run) is None
    assert locks.table.read(lock).holder is None


def test_a_run_whose_lock_is_released_while_it_joins_the_waiters_is_woken_at_once() -> None:
    push = Push()
    push.steps = {"created": [KeyError()]}
    push.post("created", "updated")
    push.deployment.work()

    class Hasty(MemoryLockTable):
        """Locks whose holder ends before another run joins those that wait."""

        def wait(self, lock: ResourceLock, waiter: LockWaiter, now: float) -> None:
            push.deployment.repository.rows[push.run("created").key] = replace(push.run("created"), state="completed")
            super().wait(lock, waiter, now)

    push.deployment.lock_table = Hasty(push.deployment.lock_table.holders)

    assert push.deployment.work().result == "queued"
    assert push.deployment.waits()[-1] == 0.0


def test_a_run_that_waits_and_could_not_join_the_others_that_wait_has_not_failed() -> None:
    push = Push()
    push.steps = {"created": [KeyError()]}
    push.post("created", "updated")
    push.deployment.work()
    once = declared(push, "store/order/*", one_at_a_time=True, retries=Retries(retry_count=0))
    push.deployment.registry = Registry([once])

    class Unreachable(MemoryLockTable):
        """Locks whose waiters cannot be written."""

        def wait(self, lock: ResourceLock, waiter: LockWaiter, now: float) -> None:
            raise ConnectionError(lock, waiter, now)

    locks = push.deployment.lock_table
    push.deployment.lock_table = Unreachable(locks.holders)
    with pytest.raises(ConnectionError):
        push.deployment.work()

    assert push.run("updated").state == "waiting"
    assert not push.deployment.dead_letters["default"].messages
    push.deployment.lock_table = locks
    push.deployment.drain()
    assert (push.run("updated").state, push.given) == ("completed", ["created", "created", "updated"])


def test_a_waiter_is_read_from_its_stored_form() -> None:
    waiting = LockWaiter("event 1/push", 1_786_447_831.25, 3)

    assert LockWaiter.of(waiting.text, 3) == waiting


def test_stored_waiters_sort_by_time() -> None:
    times = [5.0, 10.5, 10.25, 1_786_447_831.25]

    texts = sorted(LockWaiter("name", at, 1).text for at in times)

    assert [LockWaiter.of(text, 1).created_at for text in texts] == sorted(times)


def test_a_lock_is_named_by_store_resource_and_action() -> None:
    push = Push()
    push.post("first")
    push.deployment.work()
    run = push.run("first")

    assert lock_of(run) == ResourceLock(STORE, "order/113", "push")
    assert lock_of(replace(run, resource=None)) is None


def test_a_key_names_the_lock_of_an_enqueued_run() -> None:
    push = Push()
    push.deployment.post(queued(b"{}", action="push", kind="action", event_id="key:order/113"))
    push.deployment.work()

    assert lock_of(push.run("key:order/113")) == ResourceLock(STORE, "order/113", "push")
