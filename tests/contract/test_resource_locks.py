"""Contract of every lock table."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.support.memory import MemoryLockTable
from tests.support.moto_stack import Cloud  # noqa: TC002

from storehook.aws.resource_locks import DynamoLockTable
from storehook.runs.resource_locks import LockTable, LockWaiter, ResourceLock

NOW = 1_786_447_831.25


@pytest.fixture(params=["memory", "stack", "moto"])
def locks(request: pytest.FixtureRequest) -> LockTable:
    if request.param == "memory":
        return MemoryLockTable()
    stack: Cloud = request.getfixturevalue(request.param)
    return DynamoLockTable(stack.emulator.client("dynamodb"), stack.outputs()["Runs"])


@pytest.fixture
def lock() -> ResourceLock:
    """Return a lock that no other test uses."""
    return ResourceLock("contractstore", f"order/{secrets.token_hex(8)}", "push")


def asks(number: int) -> LockWaiter:
    return LockWaiter(f"event-{number}/push", NOW + number, NOW)


def test_the_first_waiter_holds_the_lock_however_often_it_asks(locks: LockTable, lock: ResourceLock) -> None:
    assert [locks.acquire(lock, asks(1)) for _ in range(2)] == ["event-1/push"] * 2


def test_a_second_waiter_is_told_the_holder(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, asks(1))

    assert locks.acquire(lock, asks(2)) == "event-1/push"


def test_a_released_lock_goes_to_the_oldest_waiter(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, asks(1))
    for number in (4, 3, 5):
        locks.acquire(lock, asks(number))

    following = locks.release(lock, "event-1/push")

    assert following is not None
    assert following.name == "event-3/push"
    assert locks.acquire(lock, asks(3)) == "event-3/push"


def test_a_holder_no_longer_waits(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, asks(1))
    locks.acquire(lock, asks(2))
    locks.release(lock, "event-1/push")
    locks.acquire(lock, asks(2))

    assert locks.release(lock, "event-2/push") is None


def test_a_released_lock_without_waiters_is_free(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, asks(1))

    assert locks.release(lock, "event-1/push") is None
    assert locks.acquire(lock, asks(9)) == "event-9/push"


def test_a_waiter_cannot_release_another_runs_lock(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, asks(1))
    locks.acquire(lock, asks(2))

    assert locks.release(lock, "event-2/push") is None
    assert locks.acquire(lock, asks(2)) == "event-1/push"


def test_the_lock_of_an_ended_run_is_taken_over(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, asks(1))

    assert locks.acquire(lock, asks(2), after="event-1/push") == "event-2/push"


def test_a_lock_that_has_a_new_holder_is_not_taken_over(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, asks(3))

    assert locks.acquire(lock, asks(2), after="event-1/push") == "event-3/push"


def test_one_of_twenty_concurrent_waiters_gets_the_lock(locks: LockTable, lock: ResourceLock) -> None:
    with ThreadPoolExecutor(20) as askers:
        holders = list(askers.map(lambda number: locks.acquire(lock, asks(number)), range(20)))

    (holder,) = set(holders)
    assert sum(holder == asks(number).name for number, holder in enumerate(holders)) == 1
    assert holder
