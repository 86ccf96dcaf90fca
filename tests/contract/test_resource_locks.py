"""Contract of every lock table."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.support.aws_costs import KIB, size
from tests.support.moto_stack import Cloud

from storehook.aws.resource_locks import DynamoLockTable
from storehook.runs.resource_locks import MOST_READ, LockHolder, LockState, LockTable, LockWaiter, ResourceLock
from storehook.testing.memory_waits import MemoryLockTable

NOW = 1_786_447_831.25

FIRST = LockHolder("event-1/push", 4)

SECOND = LockHolder("event-2/push", 2)


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


def waiter(number: int, version: int = 3) -> LockWaiter:
    return LockWaiter(f"event-{number}/push", NOW + number, version)


def test_the_first_run_holds_the_lock_however_often_it_asks(locks: LockTable, lock: ResourceLock) -> None:
    assert [locks.acquire(lock, FIRST, NOW) for _ in range(2)] == [FIRST] * 2
    assert locks.read(lock) == LockState(FIRST, ())


def test_a_second_run_is_told_the_holder(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, FIRST, NOW)

    assert locks.acquire(lock, SECOND, NOW) == FIRST


def test_a_lock_that_nobody_has_asked_for_is_free(locks: LockTable, lock: ResourceLock) -> None:
    assert locks.read(lock) == LockState(None, ())


def test_runs_wait_in_the_order_of_their_creation(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, FIRST, NOW)
    for number in (4, 3, 5, 3):
        locks.wait(lock, waiter(number), NOW)

    assert locks.read(lock) == LockState(FIRST, (waiter(3), waiter(4), waiter(5)))


def test_runs_can_wait_for_a_lock_that_is_free_by_now(locks: LockTable, lock: ResourceLock) -> None:
    locks.wait(lock, waiter(2), NOW)

    assert locks.read(lock) == LockState(None, (waiter(2),))


def test_only_the_oldest_are_read(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, FIRST, NOW)
    for number in range(MOST_READ + 2):
        locks.wait(lock, waiter(number), NOW)

    assert locks.read(lock).waiters == tuple(waiter(number) for number in range(MOST_READ))


def test_locks_of_actions_with_similar_names_are_apart(locks: LockTable, lock: ResourceLock) -> None:
    others = [ResourceLock(lock.store_hash, lock.resource, name) for name in ("push_all", "pus", "push2", "Push")]
    for other in others:
        locks.acquire(other, FIRST, NOW)
        locks.wait(other, waiter(2), NOW)

    assert locks.read(lock) == LockState(None, ())
    assert locks.read(others[0]) == LockState(FIRST, (waiter(2),))


def test_a_run_that_no_longer_waits_is_removed(locks: LockTable, lock: ResourceLock) -> None:
    locks.wait(lock, waiter(2), NOW)
    locks.wait(lock, waiter(3), NOW)

    locks.remove(lock, waiter(2))
    locks.remove(lock, waiter(2))

    assert locks.read(lock).waiters == (waiter(3),)


def test_a_run_that_waits_again_is_not_removed(locks: LockTable, lock: ResourceLock) -> None:
    locks.wait(lock, waiter(2, version=3), NOW)
    locks.wait(lock, waiter(2, version=8), NOW)

    locks.remove(lock, waiter(2, version=3))

    assert locks.read(lock).waiters == (waiter(2, version=8),)


def test_a_lock_is_passed_on(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, FIRST, NOW)

    assert locks.pass_on(lock, LockHolder(FIRST.name, 9), waiter(2, version=1), NOW)
    assert locks.read(lock).holder == LockHolder(SECOND.name, 1, started=False)
    assert locks.acquire(lock, LockHolder("event-3/push", 1), NOW) == LockHolder(SECOND.name, 1, started=False)
    assert locks.acquire(lock, SECOND, NOW) == SECOND
    assert locks.read(lock).holder == SECOND


@pytest.mark.parametrize("ended", [LockHolder(SECOND.name, 9), LockHolder(FIRST.name, FIRST.version - 1)])
def test_a_lock_of_another_run_or_of_a_later_start_stays(
    locks: LockTable, lock: ResourceLock, ended: LockHolder
) -> None:
    locks.acquire(lock, FIRST, NOW)

    assert not locks.pass_on(lock, ended, waiter(3), NOW)
    locks.free(lock, ended)

    assert locks.acquire(lock, LockHolder("event-3/push", 1), NOW, after=ended) == FIRST
    assert locks.read(lock).holder == FIRST


def test_a_freed_lock_is_free(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, FIRST, NOW)
    locks.free(lock, FIRST)
    locks.free(lock, FIRST)

    assert locks.read(lock) == LockState(None, ())
    assert locks.acquire(lock, SECOND, NOW) == SECOND


def test_a_lock_that_is_not_there_is_not_passed_on(locks: LockTable, lock: ResourceLock) -> None:
    assert not locks.pass_on(lock, FIRST, waiter(2), NOW)
    assert locks.read(lock) == LockState(None, ())


def test_the_lock_of_an_ended_run_is_taken_over(locks: LockTable, lock: ResourceLock) -> None:
    locks.acquire(lock, FIRST, NOW)

    assert locks.acquire(lock, SECOND, NOW, after=LockHolder(FIRST.name, 9)) == SECOND
    assert locks.read(lock).holder == SECOND


def test_one_of_twenty_concurrent_runs_gets_the_lock(locks: LockTable, lock: ResourceLock) -> None:
    names = [f"event-{number}/push" for number in range(20)]
    with ThreadPoolExecutor(20) as askers:
        holders = list(askers.map(lambda name: locks.acquire(lock, LockHolder(name, 1), NOW), names))

    (holder,) = set(holders)
    assert holder.name in names


def test_the_rows_of_a_lock_stay_small_however_many_runs_wait(cloud: Cloud, lock: ResourceLock) -> None:
    table = cloud.outputs()["Runs"]
    dynamodb: Any = cloud.emulator.client("dynamodb")
    locks = DynamoLockTable(dynamodb, table)
    locks.acquire(lock, FIRST, NOW)
    for number in range(50):
        locks.wait(lock, waiter(number), NOW)

    key = {":lock": {"S": f"lock#{lock.store_hash}#{lock.resource}"}}
    rows = dynamodb.query(TableName=table, KeyConditionExpression="pk = :lock", ExpressionAttributeValues=key)["Items"]

    assert len(rows) == 51
    assert max(map(size, rows)) < KIB / 4


def test_a_lock_that_a_run_got_again_stays(locks: LockTable, lock: ResourceLock) -> None:
    """The run failed with version 4, was retried, and waited with version 6. A slow worker still knows version 4."""
    locks.acquire(lock, SECOND, NOW)
    locks.pass_on(lock, SECOND, LockWaiter(FIRST.name, NOW, 6), NOW)

    locks.free(lock, FIRST)

    assert locks.read(lock).holder == LockHolder(FIRST.name, 6, started=False)
