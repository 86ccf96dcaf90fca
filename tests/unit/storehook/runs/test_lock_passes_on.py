"""A resource lock is passed on however its holder ends, and waiting for it costs little."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from tests.support.clocks import NOW
from tests.support.deployment import STEADY, Deployment, Died, declared, queued
from tests.support.operations import run_operations
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.consumer.recorder import Recorder
from storehook.errors import Fail, Retry
from storehook.queues.message import Message, decode_any, encode
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.resource_locks import LockHolder, LockWaiter, ResourceLock
from storehook.runs.run import Lease, Run
from storehook.testing.memory_waits import MemoryLockTable

HOUR = 3600.0

SOON = 30.0
"""Seconds in which the next run starts if the holder's end wakes it. The timer looks after 300 s at the earliest."""


class Shop:
    """One order, and an action that runs one at a time. Each step is what an attempt of that event does."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.steps: dict[str, list[BaseException | Callable[[], object]]] = {}
        self.deployment = Deployment(declared(self.push(), "store/order/*", one_at_a_time=True, retries=STEADY))

    def push(self) -> Callable[[Params, Context], None]:
        def push(_params: Params, ctx: Context) -> None:
            name = ctx.trigger.hash or ctx.run_key
            self.ran.append(name)
            if steps := self.steps.get(name):
                step = steps.pop(0)
                if isinstance(step, BaseException):
                    raise step
                step()

        return push

    def post(self, *names: str) -> None:
        """Deliver events about the order, one second apart, and work on each."""
        for name in names:
            self.deployment.post(event(name))
            self.deployment.work()
            self.deployment.clock.now += 1

    def fails_beside(self, name: str) -> Callable[[], None]:
        """Return a step that fails for good after another run has begun to wait."""

        def fails() -> None:
            self.post(name)
            raise Fail("no")

        return fails

    def is_delivered_again(self, name: str) -> None:
        """Let the message of a process that died become visible again. All wake-ups are lost."""
        queue = self.deployment.queues["default"]
        queue.messages = [message for message in queue.messages if isinstance(decode_any(message.text), Message)]
        assert [message.text for message in queue.messages] == [encode(event(name))]
        self.deployment.clock.now += 360

    def run(self, name: str) -> Run:
        return self.deployment.repository.rows[key(name)]

    def works_soon(self) -> list[str]:
        """Work on all messages that become visible within `SOON`, without a tick of the timer. Return the results."""
        results: list[str] = []
        until, queue = self.deployment.clock.now + SOON, self.deployment.queues["default"]
        while waiting := [queued.visible_at for queued in queue.messages if queued.visible_at <= until]:
            self.deployment.clock.now = max(self.deployment.clock.now, min(waiting))
            results.append(self.deployment.work().result)
        return results


def event(name: str) -> Message:
    return queued(event_body(hash=name, data={"type": "order", "id": 113}), delivery_id=name)


def key(name: str) -> RunKey:
    return RunKey(STORE, name, "push")


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_cancelled_holder_passes_its_lock_on(shop: Shop) -> None:
    shop.steps = {"first": [Retry(after=HOUR)]}
    shop.post("first", "second", "third")

    run_operations(shop.deployment).cancel([key("first")])
    shop.works_soon()

    assert shop.ran == ["first", "second", "third"]


def test_a_holder_whose_process_dies_before_its_dead_letter_passes_its_lock_on(shop: Shop) -> None:
    shop.steps = {"first": [shop.fails_beside("second")]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Recorder, "dead_letter", died)
        with pytest.raises(Died):
            shop.post("first")
    shop.is_delivered_again("first")

    assert shop.works_soon() == ["failed", "completed"]
    assert shop.ran == ["first", "second"]


def test_a_holder_whose_process_dies_before_it_releases_passes_its_lock_on(shop: Shop) -> None:
    shop.steps = {"first": [lambda: shop.post("second")]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Recorder, "release_lock", died)
        with pytest.raises(Died):
            shop.post("first")
    assert shop.run("first").state == "completed"
    shop.is_delivered_again("first")

    assert shop.works_soon() == ["duplicate", "completed"]
    assert shop.ran == ["first", "second"]


def test_a_lock_that_was_passed_on_without_a_wake_up_is_found_again(shop: Shop) -> None:
    shop.steps = {"first": [lambda: shop.post("second")]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Recorder, "wake", lambda _recorder, run: died() if run else None)
        with pytest.raises(Died):
            shop.post("first")
    shop.is_delivered_again("first")

    assert shop.works_soon() == ["duplicate", "completed"]


def test_cancelled_waiters_are_skipped(shop: Shop) -> None:
    shop.steps = {"first": [Retry(after=75)]}
    names = [f"{number}" for number in range(60)]
    shop.post("first", *names, "last")

    run_operations(shop.deployment).cancel([key(name) for name in names])
    shop.works_soon()

    assert shop.ran == ["first", "first", "last"]


def test_a_waiter_whose_run_is_gone_is_skipped(shop: Shop) -> None:
    shop.steps = {"first": [Retry(after=10)]}
    shop.post("first", "gone", "last")
    shop.deployment.repository.delete(key("gone"))

    shop.works_soon()

    assert shop.ran == ["first", "first", "last"]


def test_a_run_that_failed_and_is_retried_at_once_keeps_its_lock(shop: Shop) -> None:
    """A worker that is slow to release the lock does not take it from the next attempt."""
    shop.steps = {"first": [Fail("no"), lambda: (release(slow[0]), shop.post("second"))]}
    slow: list[Run] = []
    release: Callable[[Run], object] = shop.deployment.consumer().resource_locks.release
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Recorder, "release_lock", lambda _self, outcome, _action: slow.append(outcome.run) or outcome)
        shop.post("first")
    run_operations(shop.deployment).retry([key("first")])

    shop.deployment.work()

    assert shop.ran == ["first", "first"]
    assert shop.run("second").state == "waiting"


class TimedLockTable(MemoryLockTable):
    """Lock table that records the times of its writes. The stored rows expire some time after them."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[tuple[str, float]] = []

    def acquire(
        self, lock: ResourceLock, holder: LockHolder, now: float, *, after: LockHolder | None = None
    ) -> LockHolder:
        self.times.append(("acquire", now))
        return super().acquire(lock, holder, now, after=after)

    def wait(self, lock: ResourceLock, waiter: LockWaiter, now: float) -> None:
        self.times.append(("wait", now))
        super().wait(lock, waiter, now)

    def pass_on(self, lock: ResourceLock, holder: LockHolder, waiter: LockWaiter, now: float) -> bool:
        self.times.append(("pass on", now))
        return super().pass_on(lock, holder, waiter, now)


def test_locks_are_written_with_the_time_and_waiters_with_the_version_of_their_run(shop: Shop) -> None:
    table = shop.deployment.lock_table = TimedLockTable()
    shop.steps = {"first": [Retry(after=10)]}
    shop.post("first", "second")

    (waiter,) = table.waiters.values()
    assert (waiter.name, waiter.version) == (key("second").path, shop.run("second").version)
    shop.works_soon()

    assert table.times == [
        ("acquire", NOW),
        *[("acquire", NOW + 1), ("wait", NOW + 1), ("acquire", NOW + 1)],
        *[("acquire", NOW + 10), ("pass on", NOW + 10), ("acquire", NOW + 10)],
    ]


class OvertakenLockTable(MemoryLockTable):
    """Lock table in which another worker has always passed the lock on already."""

    def pass_on(self, lock: ResourceLock, holder: LockHolder, waiter: LockWaiter, now: float) -> bool:
        super().pass_on(lock, holder, waiter, now)
        return False


def test_a_lock_that_another_worker_passed_on_meanwhile_wakes_nobody(shop: Shop) -> None:
    shop.steps = {"first": [lambda: shop.post("second")]}
    shop.deployment.lock_table = OvertakenLockTable()

    shop.post("first")

    assert shop.works_soon() == []


def test_runs_that_wait_for_hours_are_looked_at_rarely_and_not_all_together(shop: Shop) -> None:
    shop.steps = {"first": [Retry(after=12 * HOUR)]}
    names = [f"{number}" for number in range(5)]
    shop.post("first", *names)

    results = shop.deployment.drain()

    assert shop.ran == ["first", "first", *names]
    assert results.count("queued") <= 20 * len(names)


def test_the_checks_of_a_run_that_waits_for_its_lock_come_at_growing_intervals(shop: Shop) -> None:
    shop.steps = {"first": [Retry(after=9 * HOUR)]}
    shop.post("first", "second")
    checks: list[float] = []
    while shop.run("first").state == "retrying":
        checks.append(shop.run("second").due_at)
        shop.deployment.clock.now = shop.run("second").due_at
        shop.deployment.timer().tick()
        shop.works_soon()

    intervals = [later - earlier for earlier, later in pairwise(checks)]

    assert intervals[0] < 2 * runs.LATE + SOON
    assert all(2 * before >= after >= before - SOON for before, after in pairwise(intervals))
    assert HOUR - SOON < intervals[-1] <= HOUR + SOON


def test_an_enqueued_run_takes_the_lock_that_its_key_names() -> None:
    shop, beside = Shop(), list[str]()
    shop.steps = {"webhook": [lambda: beside.append(shop.deployment.work().result)]}
    shop.deployment.post(event("webhook"))
    shop.deployment.post(replace(enqueued("key:order/113"), delivery_id="enqueued"))

    shop.deployment.drain()

    assert beside == ["queued"]
    assert shop.ran[0] == "webhook"
    assert len(shop.ran) == 2


@pytest.mark.parametrize("died_before_wake", [False, True])
def test_the_next_run_is_woken_in_its_own_lane(*, died_before_wake: bool) -> None:
    shop = Shop()
    long = replace(runs_of_a_key("key:order/113"), lane="long")
    shop.deployment.repository.save(long)
    shop.deployment.queues["long"].put(encode(long.key))

    def waits() -> None:
        assert shop.deployment.work("long").result == "queued"

    shop.steps = {"webhook": [waits]}
    shop.deployment.post(event("webhook"))
    if died_before_wake:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Recorder, "wake", lambda _recorder, run: died() if run else None)
            with pytest.raises(Died):
                shop.deployment.work()
        shop.is_delivered_again("webhook")
    shop.deployment.work()

    assert [lane for lane, queue in shop.deployment.queues.items() for _ in queue.messages] == ["long"]


def test_a_run_that_finds_the_lock_passed_on_to_a_run_of_another_lane_wakes_it_there() -> None:
    shop = Shop()
    long = replace(runs_of_a_key("key:order/113"), lane="long")
    shop.deployment.repository.save(long)
    lock = ResourceLock(STORE, "order/113", "push")
    shop.deployment.lock_table.holders[lock] = LockHolder(long.key.path, long.version, started=False)

    shop.post("webhook")

    assert [lane for lane, queue in shop.deployment.queues.items() for _ in queue.messages] == ["long"]


def runs_of_a_key(event_id: str) -> Run:
    """Return a run that was enqueued with a key and is due."""
    message = enqueued(event_id)
    first = runs.first(
        RunKey(STORE, event_id, "push"), message, scope=runs.ENQUEUED, lane="default", lease=Lease("test", NOW, NOW)
    )
    return runs.scheduled(first, NOW)


def test_two_generations_of_a_key_do_not_overlap() -> None:
    shop = Shop()
    shop.steps = {}
    beside: list[str] = []

    def push(_params: Params, _ctx: Context) -> None:
        if not beside:
            beside.append(shop.deployment.work().result)

    shop.deployment.registry = type(shop.deployment.registry)([declared(push, one_at_a_time=True)])
    for generation in (0, 1):
        shop.deployment.post(enqueued("key:customer/1", generation))

    shop.deployment.drain()

    assert beside == ["queued"]


def enqueued(event_id: str, generation: int = 0) -> Message:
    return queued(b"{}", kind="action", action="push", event_id=event_id, generation=generation)


def died(*_: object) -> None:
    raise Died
