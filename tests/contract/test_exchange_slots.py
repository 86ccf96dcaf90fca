"""Contract of the slots that bound how many codes are exchanged at the same time."""

import pytest
from tests.support.moto_stack import Cloud

from storehook.aws.exchange_slots import DynamoExchangeSlots
from storehook.aws.stores import DynamoStores
from storehook.stores.store import STATUSES

NOW = 1_790_000_000.25
UNTIL = NOW + 8


@pytest.fixture
def slots(cloud: Cloud) -> DynamoExchangeSlots:
    slots = DynamoExchangeSlots(cloud.emulator.client("dynamodb"), cloud.outputs()["Stores"])
    for number in range(2):
        slots.acquire(number, 10 * UNTIL, NOW)
    return slots


def test_one_process_at_a_time_has_a_slot(slots: DynamoExchangeSlots) -> None:
    assert slots.acquire(0, NOW, UNTIL)

    assert not slots.acquire(0, NOW + 1, UNTIL + 1)
    assert slots.acquire(1, NOW + 1, UNTIL + 1)


def test_a_released_slot_is_free(slots: DynamoExchangeSlots) -> None:
    slots.acquire(0, NOW, UNTIL)
    slots.release(0, UNTIL)

    assert slots.acquire(0, NOW + 1, UNTIL + 1)


def test_the_slot_of_a_process_that_died_is_free_after_its_time(slots: DynamoExchangeSlots) -> None:
    slots.acquire(0, NOW, UNTIL)

    assert not slots.acquire(0, UNTIL - 0.1, UNTIL + 1)
    assert slots.acquire(0, UNTIL, UNTIL + 1)


def test_a_late_release_frees_no_slot_that_another_process_has_taken_since(slots: DynamoExchangeSlots) -> None:
    slots.acquire(0, NOW, UNTIL)
    slots.acquire(0, UNTIL, UNTIL + 8)
    slots.release(0, UNTIL)

    assert not slots.acquire(0, UNTIL + 1, UNTIL + 9)


def test_a_slot_is_no_store(slots: DynamoExchangeSlots, cloud: Cloud) -> None:
    slots.acquire(0, NOW, UNTIL)
    stores = DynamoStores(slots.client, slots.table, cipher=None)  # type: ignore[arg-type]

    assert [name for status in STATUSES for name in stores.hashes(status).hashes if "#" in name] == []
