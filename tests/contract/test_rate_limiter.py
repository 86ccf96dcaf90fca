"""Contract of every table of rate windows, and of the limiter that uses it."""

import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.support.memory import MemoryRateWindows
from tests.support.moto_stack import Cloud  # noqa: TC002

from storehook.aws.rate_windows import DynamoRateWindows
from storehook.bigcommerce.rate_headers import Budget
from storehook.bigcommerce.rate_limiter import RateWindows, WindowRateLimiter
from storehook.bigcommerce.rate_windows import RateWindow
from storehook.errors import Throttled
from storehook.saves import SAVED, Conflict


@pytest.fixture(params=["memory", "stack", "moto"], scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[RateWindows]:
    """A table of rate windows."""
    if request.param == "memory":
        yield MemoryRateWindows()
        return
    stack: Cloud = request.getfixturevalue(request.param)
    dynamodb = stack.emulator.client("dynamodb")
    dynamodb.create_table(
        TableName="contract-rates",
        KeySchema=[{"AttributeName": "store_hash", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "store_hash", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield DynamoRateWindows(dynamodb, "contract-rates")
    dynamodb.delete_table(TableName="contract-rates")


def first() -> RateWindow:
    """The first version of a window of a store that no other test knows."""
    return RateWindow(
        store_hash=secrets.token_hex(5),
        version=1,
        owner="one",
        serial=3,
        quota=450,
        opened_at=1_786_447_831.123456,
        ends_at=1_786_447_861.654321,
        known=True,
        granted=17,
        carried=2,
        late=1,
        most=435,
        blocked_until=1_786_447_840.5,
    )


def limiter(table: RateWindows) -> WindowRateLimiter:
    """The limiter of one process."""
    return WindowRateLimiter(
        table, clock=time.time, sleep=time.sleep, random=lambda: 0.0, token=lambda: secrets.token_hex(8)
    )


def test_a_window_that_nobody_stored_before_is_stored(table: RateWindows) -> None:
    assert table.save(first()) == SAVED


def test_a_second_consumer_is_shown_the_window_that_is_there(table: RateWindows) -> None:
    window = first()
    table.save(window)

    assert table.save(replace(window, owner="two")) == Conflict(window)


def test_saving_the_same_window_twice_is_saving_it_once(table: RateWindows) -> None:
    window = first()
    table.save(window)

    assert table.save(window) == SAVED


def test_the_next_version_replaces_the_one_before(table: RateWindows) -> None:
    window = first()
    table.save(window)
    following = replace(window, version=2, owner="two", granted=27, known=False)

    assert table.save(following) == SAVED
    assert table.save(replace(window, version=2, owner="three")) == Conflict(following)


@pytest.mark.parametrize("version", [1, 3])
def test_any_other_version_is_refused(table: RateWindows, version: int) -> None:
    window = first()
    table.save(window)

    assert table.save(replace(window, version=version, owner="two")) == Conflict(window)


def test_who_remembers_a_window_that_has_expired_goes_on_from_there(table: RateWindows) -> None:
    assert table.save(replace(first(), version=57)) == SAVED


def test_stores_have_windows_of_their_own(table: RateWindows) -> None:
    one, two = first(), first()
    table.save(one)

    assert table.save(two) == SAVED


def test_of_twenty_consumers_that_write_at_once_one_does(table: RateWindows) -> None:
    window = first()

    with ThreadPoolExecutor(20) as consumers:
        answers = list(consumers.map(lambda number: table.save(replace(window, owner=str(number))), range(20)))

    assert answers.count(SAVED) == 1


def test_a_429_seen_by_one_consumer_holds_back_the_others_of_its_store_only(table: RateWindows) -> None:
    store, other_store = first().store_hash, first().store_hash
    limiter(table).block(store, 30.0)

    for consumer in (limiter(table), limiter(table)):
        with pytest.raises(Throttled) as throttled:
            consumer.enter(store, 1.0)
        assert throttled.value.after == pytest.approx(30.0, abs=2.0)
        consumer.enter(other_store, 0.0)


def test_eight_consumers_that_call_at_once_are_not_granted_more_than_there_is(table: RateWindows) -> None:
    store, lock, sent = first().store_hash, threading.Lock(), 0
    ends_at = time.time() + 25

    def consume() -> None:
        nonlocal sent
        mine = limiter(table)
        try:
            while True:
                mine.enter(store, 1.0)
                with lock:
                    sent += 1
                    left = 150 - sent
                mine.leave(store, Budget(max(left, 0), 150, ends_at - time.time(), 30.0))
        except Throttled:
            return

    with ThreadPoolExecutor(8) as consumers:
        for each in [consumers.submit(consume) for _ in range(8)]:
            each.result()

    assert 130 <= sent <= 145
