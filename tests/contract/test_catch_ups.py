"""Contract of every table of stores, for catch-ups."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.memory import MemoryCatchUps, MemoryStores

from storehook.aws.catch_ups import DynamoCatchUps
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.stores import DynamoStores
from storehook.catch_up.paging import MAX_SEEN, Position
from storehook.catch_up.progress import CatchUpProgress, CatchUps, ResourceProgress, new_progress
from storehook.stores.gaps import Interval
from storehook.stores.ports import Stores
from storehook.stores.store import Store
from storehook.stores.tombstone import Tombstone

if TYPE_CHECKING:
    from tests.support.moto_stack import Cloud

NOW = 1_786_447_831.75


@dataclass
class Table:
    """A table of stores."""

    stores: Stores
    catch_ups: CatchUps


@pytest.fixture(params=["memory", "stack", "moto"])
def table(request: pytest.FixtureRequest) -> Table:
    if request.param == "memory":
        stores = MemoryStores()
        return Table(stores, MemoryCatchUps(stores))
    stack: Cloud = request.getfixturevalue(request.param)
    client, name = stack.emulator.client("dynamodb"), request.getfixturevalue("stores_tables")(stack)
    return Table(DynamoStores(client, name, KmsCipher(None, "none")), DynamoCatchUps(client, name))  # type: ignore[arg-type]


@pytest.fixture
def first(table: Table) -> CatchUpProgress:
    """The first version of the first catch-up of a store that no other test knows."""
    store_hash = secrets.token_hex(5)
    table.stores.save(Store(store_hash))
    return new_progress(None, store_hash, Interval.of(NOW - 3600, NOW), NOW, ["orders", "products"])


def test_a_store_that_was_never_caught_up_has_none(table: Table, first: CatchUpProgress) -> None:
    assert table.catch_ups.get(first.store_hash) is None


def test_a_store_that_is_not_there_has_none_and_gets_none(table: Table, first: CatchUpProgress) -> None:
    assert table.catch_ups.save(replace(first, store_hash="never")) is False
    assert table.catch_ups.get("never") is None
    assert table.stores.get("never") is None


def test_what_is_saved_comes_back_as_it_was(table: Table, first: CatchUpProgress) -> None:
    assert table.catch_ups.save(first) is True
    assert table.catch_ups.get(first.store_hash) == first


LONGEST = tuple((1_786_447_831, 10**9 + number) for number in range(MAX_SEEN))
"""The most items that a position remembers."""


@pytest.mark.parametrize(
    "change",
    [
        lambda first: first.ended(NOW + 0.125),
        lambda first: first.waiting(NOW + 0.125, "The store ☃ is paused."),
        lambda first: first.with_resource(first.resources[0].skipped("not granted"), NOW),
        lambda first: first.with_resource(
            ResourceProgress("orders", Position(7, 3, True, LONGEST), 300, 290, 10, "", ("order/7",)), NOW
        ),
    ],
    ids=["done", "waiting", "left out", "in the middle of the longest second"],
)
def test_every_next_version_comes_back_as_it_was(
    table: Table, first: CatchUpProgress, change: Callable[[CatchUpProgress], CatchUpProgress]
) -> None:
    table.catch_ups.save(first)

    assert table.catch_ups.save(change(first)) is True
    assert table.catch_ups.get(first.store_hash) == change(first)


def test_a_version_that_somebody_else_has_written_is_not_written_again(table: Table, first: CatchUpProgress) -> None:
    table.catch_ups.save(first)
    second = first.ended(NOW)
    table.catch_ups.save(second)

    assert table.catch_ups.save(first) is False
    assert table.catch_ups.save(first.ended(NOW + 1)) is False
    assert table.catch_ups.save(replace(second, version=4)) is False
    assert table.catch_ups.get(first.store_hash) == second


def test_a_purged_store_has_none_and_gets_none(table: Table, first: CatchUpProgress) -> None:
    table.catch_ups.save(first)
    tombstone = Tombstone(first.store_hash, NOW)
    table.stores.purge(tombstone, 0.0)

    assert table.catch_ups.save(first) is False
    assert table.catch_ups.get(first.store_hash) is None
    assert table.stores.find(first.store_hash) == tombstone


def test_of_ten_workers_that_go_on_at_once_one_does(table: Table, first: CatchUpProgress) -> None:
    table.catch_ups.save(first)

    with ThreadPoolExecutor(10) as workers:
        saved = list(workers.map(lambda number: table.catch_ups.save(first.ended(NOW + number)), range(10)))

    assert saved.count(True) == 1


def test_the_store_itself_stays_as_it_was(table: Table, first: CatchUpProgress) -> None:
    store = Store(first.store_hash, name="Zoë's", scopes=("store_v2_orders",))
    table.stores.save(store)

    table.catch_ups.save(first)
    assert table.stores.get(first.store_hash) == store

    table.stores.save(replace(store, status="paused"))
    assert table.catch_ups.get(first.store_hash) == first


def test_a_state_of_a_later_version_counts_as_failed(cloud: "Cloud", stores_tables: Callable[["Cloud"], str]) -> None:
    client: Any = cloud.emulator.client("dynamodb")
    stores_table = stores_tables(cloud)
    catch_ups, store_hash = DynamoCatchUps(client, stores_table), secrets.token_hex(5)
    client.put_item(TableName=stores_table, Item={"store_hash": {"S": store_hash}})
    unknown: Any = "suspended"
    catch_ups.save(replace(new_progress(None, store_hash, Interval.of(NOW, NOW), NOW, []), state=unknown))

    found = catch_ups.get(store_hash)
    assert found is not None
    assert found.state == "failed"
