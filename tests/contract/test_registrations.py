"""Contract of every table of registrations."""

import secrets
from dataclasses import dataclass, replace

import pytest
from tests.support.memory import MemoryRegistrations, MemoryStores

from storehook.aws.registrations import DynamoRegistrations
from storehook.registration.record import (
    ActionScope,
    BlockedDomain,
    DeliveryException,
    RegisteredWebhook,
    Registration,
    Registrations,
    Subscription,
)
from storehook.stores.gaps import Interval
from storehook.stores.ports import Stores
from storehook.stores.store import Credentials, Store
from storehook.stores.tombstone import Tombstone

EXCEPTION = DeliveryException(90002, "Retries are used up ☕", 1_800_000_000.0, webhook_id=20_172_985)
FULL = Registration(
    webhooks=(
        RegisteredWebhook(20_172_984, "store/order/updated", "https://a.example/webhooks/s", active=True, since=7),
        RegisteredWebhook(20_172_985, "store/hook/deliveryException", "https://a.example/e/s", active=False, since=8),
    ),
    subscriptions=(
        Subscription("store/order/updated", 20_172_984, 1_799_999_100.25),
        Subscription("store/sku/created", 7, 1_799_990_000.0, broken="dropped", absent_since=1_799_990_900.5),
    ),
    action_scopes=(
        ActionScope("charge", "store/order/*", 1_799_000_000.25, absent_since=1_799_990_900.5),
        ActionScope("sync_order", "store/order/updated", 1_790_000_000.0),
    ),
    missing=("store/cart/*",),
    reconciled_at=1_800_000_000.123456,
    outcome="failed",
    detail="Zoë's store is full.",
    blocked=(BlockedDomain("a.example", 1_800_000_180.0, ("Non-200 (12 times)", "Timed out")),),
    retried_gaps=(Interval(1_799_000_000, 1_799_000_245),),
    left_out=(Interval(1_790_000_000, 1_791_000_000), Interval(1_792_000_000, 1_792_000_009)),
    exhausted_seen=1_799_980_000.0,
    version=1,
)


@dataclass
class Table:
    """Stores and their registrations, and a store that no other test knows."""

    stores: Stores
    registrations: Registrations
    store_hash: str

    def install(self) -> None:
        self.stores.save(Store(self.store_hash, installed_at=5.0), "canary-token")


@pytest.fixture(params=["memory", "stack", "moto"])
def table(request: pytest.FixtureRequest) -> Table:
    """Both over one table."""
    store_hash = secrets.token_hex(5)
    if request.param == "memory":
        memory = MemoryStores()
        return Table(memory, MemoryRegistrations(memory), store_hash)
    stores = request.getfixturevalue("stores_in")(request.getfixturevalue(request.param))
    return Table(stores, DynamoRegistrations(stores.client, stores.table), store_hash)


def test_a_store_that_was_never_reconciled_has_an_empty_registration(table: Table) -> None:
    before = table.registrations.get(table.store_hash)
    table.install()

    assert before == table.registrations.get(table.store_hash) == Registration()


def test_a_registration_comes_back_as_it_was(table: Table) -> None:
    table.install()
    table.registrations.save(table.store_hash, FULL)

    assert table.registrations.get(table.store_hash) == FULL


def test_a_store_comes_with_its_registration_and_none_is_known_of_a_store_that_is_not_there(table: Table) -> None:
    assert table.registrations.with_store(table.store_hash) is None
    table.install()
    assert table.registrations.with_store(table.store_hash) == (table.stores.get(table.store_hash), Registration())
    table.registrations.save(table.store_hash, FULL)

    assert table.registrations.with_store(table.store_hash) == (Store(table.store_hash, installed_at=5.0), FULL)


def test_a_later_registration_replaces_the_one_before(table: Table) -> None:
    table.install()
    table.registrations.save(table.store_hash, FULL)
    later = Registration(outcome="reconciled", reconciled_at=9.0, version=2)

    assert table.registrations.save(table.store_hash, later) is True
    assert table.registrations.get(table.store_hash) == later


@pytest.mark.parametrize("version", [1, 2, 4])
def test_of_two_registrations_that_follow_one_the_second_is_not_stored(table: Table, version: int) -> None:
    table.install()
    for number in (1, 2):
        assert table.registrations.save(table.store_hash, replace(FULL, version=number)) is True
    late = replace(FULL, detail="Late", version=version)

    assert table.registrations.save(table.store_hash, late) is False
    assert table.registrations.get(table.store_hash) == replace(FULL, version=2)


def test_a_registration_whose_answer_was_lost_is_stored_and_not_overtaken_by_itself(table: Table) -> None:
    table.install()
    table.registrations.save(table.store_hash, FULL)
    table.registrations.save_exception(table.store_hash, EXCEPTION)

    assert table.registrations.save(table.store_hash, FULL) is True  # as the SDK asks again


def test_an_exception_and_the_rest_leave_each_other_as_they_are(table: Table) -> None:
    table.install()
    table.registrations.save_exception(table.store_hash, EXCEPTION)
    table.registrations.save(table.store_hash, FULL)
    newer = replace(EXCEPTION, code=90003)
    table.registrations.save_exception(table.store_hash, newer)

    assert table.registrations.get(table.store_hash) == replace(FULL, exception=newer, exhausted=EXCEPTION)


def test_a_store_and_its_registration_leave_each_other_as_they_are(table: Table) -> None:
    table.install()
    table.registrations.save(table.store_hash, FULL)
    table.stores.save(Store(table.store_hash, name="Renamed", installed_at=5.0))
    table.registrations.save(table.store_hash, replace(FULL, version=2))

    renamed = Store(table.store_hash, name="Renamed", installed_at=5.0)
    assert table.stores.credentials(table.store_hash) == Credentials(renamed, "canary-token")
    assert table.registrations.get(table.store_hash) == replace(FULL, version=2)


def test_a_store_that_is_not_there_stays_away(table: Table) -> None:
    assert table.registrations.save(table.store_hash, FULL) is False
    table.registrations.save_exception(table.store_hash, EXCEPTION)

    assert table.stores.get(table.store_hash) is None
    assert table.registrations.get(table.store_hash) == Registration()


def test_a_purged_store_has_none_and_gets_none(table: Table) -> None:
    table.install()
    table.registrations.save(table.store_hash, FULL)
    tombstone = Tombstone(table.store_hash, 6.0)
    table.stores.purge(tombstone, 5.0)

    assert table.registrations.save(table.store_hash, FULL) is False
    table.registrations.save_exception(table.store_hash, EXCEPTION)
    assert table.registrations.get(table.store_hash) == Registration()
    assert table.registrations.with_store(table.store_hash) is None
    assert table.stores.find(table.store_hash) == tombstone
