"""Contract of every table of quota queues."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.support.memory import MemoryQuotaQueues
from tests.support.moto_stack import Cloud  # noqa: TC002

from storehook.aws.quota_queues import DynamoQuotaQueues
from storehook.bigcommerce.admission import QuotaQueues
from storehook.bigcommerce.quota_queue import AdmittedRun, CallStatistics, QuotaQueue
from storehook.saves import SAVED, Conflict

NOW = 1_786_447_831.123456


@pytest.fixture(params=["memory", "stack", "moto"], scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[QuotaQueues]:
    """A table of lines."""
    if request.param == "memory":
        yield MemoryQuotaQueues()
        return
    stack: Cloud = request.getfixturevalue(request.param)
    dynamodb = stack.emulator.client("dynamodb")
    dynamodb.create_table(
        TableName="contract-quota-queues",
        KeySchema=[{"AttributeName": "store_hash", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "store_hash", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield DynamoQuotaQueues(dynamodb, "contract-quota-queues", "default")
    dynamodb.delete_table(TableName="contract-quota-queues")


@pytest.fixture
def store() -> str:
    """A store that no other test knows."""
    return secrets.token_hex(5)


def first(store: str) -> QuotaQueue:
    """The first version of its queue."""
    return QuotaQueue(
        store_hash=store,
        version=1,
        owner="one",
        written_at=NOW,
        lag=12.345678,
        held_until=NOW + 3.5,
        closed_until=NOW + 2.25,
        inside={"token": AdmittedRun(NOW + 58.0, 2.0689655172413793)},
        calls={"sync_order": CallStatistics(10.0, 1), "sync_product": CallStatistics(2.718281828, 50)},
    )


def test_the_first_position_is_the_earliest_possible(table: QuotaQueues, store: str) -> None:
    position, queue = table.take(store, NOW, 2.0)

    assert (position, queue.next_at) == (NOW, NOW + 2.0)


def test_the_next_position_is_later_by_what_the_one_before_needs(table: QuotaQueues, store: str) -> None:
    table.take(store, NOW, 2.0)

    assert table.take(store, NOW + 1.0, 3.0)[0] == NOW + 2.0


def test_a_position_is_never_before_the_earliest(table: QuotaQueues, store: str) -> None:
    table.take(store, NOW, 2.0)

    assert table.take(store, NOW + 60.0, 2.0)[0] == NOW + 60.0


def test_of_twenty_who_take_a_position_at_once_each_has_its_own(table: QuotaQueues, store: str) -> None:
    with ThreadPoolExecutor(20) as consumers:
        taken = list(consumers.map(lambda _: table.take(store, NOW, 0.25)[0], range(20)))

    assert sorted(taken) == pytest.approx([NOW + 0.25 * each for each in range(20)])


def test_who_takes_a_position_is_shown_the_whole_line(table: QuotaQueues, store: str) -> None:
    table.save(first(store))

    assert table.take(store, NOW, 2.0)[1] == replace(first(store), next_at=NOW + 2.0)


def test_a_line_that_nobody_stored_before_is_stored(table: QuotaQueues, store: str) -> None:
    assert table.save(first(store)) == SAVED


def test_a_line_of_which_positions_were_taken_is_stored_too(table: QuotaQueues, store: str) -> None:
    table.take(store, NOW, 2.0)

    assert table.save(first(store)) == SAVED


def test_saving_moves_no_position(table: QuotaQueues, store: str) -> None:
    table.take(store, NOW, 2.0)
    table.save(replace(first(store), next_at=NOW - 100))

    assert table.take(store, NOW, 2.0)[0] == NOW + 2.0


def test_taking_a_position_is_no_version(table: QuotaQueues, store: str) -> None:
    table.save(first(store))
    table.take(store, NOW, 2.0)

    assert table.save(replace(first(store), version=2, owner="two")) == SAVED


def test_a_second_consumer_is_shown_the_line_that_is_there(table: QuotaQueues, store: str) -> None:
    table.save(first(store))

    assert table.save(replace(first(store), owner="two")) == Conflict(first(store))


def test_saving_the_same_line_twice_is_saving_it_once(table: QuotaQueues, store: str) -> None:
    table.save(first(store))

    assert table.save(first(store)) == SAVED


@pytest.mark.parametrize("version", [1, 3])
def test_any_other_version_than_the_next_is_refused(table: QuotaQueues, store: str, version: int) -> None:
    table.save(first(store))

    assert table.save(replace(first(store), version=version, owner="two")) == Conflict(first(store))


def test_stores_have_lines_of_their_own(table: QuotaQueues, store: str) -> None:
    table.take(store, NOW, 1000.0)

    assert table.take(f"{store}x", NOW, 2.0)[0] == NOW
