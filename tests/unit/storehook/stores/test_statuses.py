"""Statuses of stores. Only active ones are cached."""

from dataclasses import dataclass, field

import pytest
from tests.support.clocks import Clock
from tests.support.memory import MemoryStores

from storehook.stores.statuses import CachedStatuses
from storehook.stores.store import STATUSES, Credentials, Status, Store
from storehook.stores.tombstone import Tombstone


@dataclass
class CountingStores(MemoryStores):
    """Counts the reads; nobody may decrypt a token for this."""

    read: list[str] = field(default_factory=list[str])

    def find(self, store_hash: str) -> Store | Tombstone | None:
        self.read.append(store_hash)
        return super().find(store_hash)

    def credentials(self, store_hash: str) -> Credentials | None:
        raise AssertionError(store_hash)


@pytest.fixture
def stores() -> CountingStores:
    return CountingStores()


@pytest.fixture
def statuses(stores: CountingStores, clock: Clock) -> CachedStatuses:
    return CachedStatuses(stores, clock)


NOT_ACTIVE = pytest.mark.parametrize("status", ["paused", "uninstalled"])


@pytest.mark.parametrize("status", STATUSES)
def test_the_stores_record_tells(statuses: CachedStatuses, stores: CountingStores, status: Status) -> None:
    stores.save(Store("abc", status=status))

    assert statuses.of("abc") == status


def test_a_store_without_a_record_is_active(statuses: CachedStatuses) -> None:
    assert statuses.of("abc") == "active"


def test_a_purged_store_is_purged_until_it_is_installed_anew(statuses: CachedStatuses, stores: CountingStores) -> None:
    stores.purge(Tombstone("abc", 1.0), None)
    purged = [statuses.of("abc") for _ in range(2)]
    stores.save(Store("abc"))

    assert (purged, statuses.of("abc")) == (["purged", "purged"], "active")


def test_that_a_store_is_active_is_read_once_in_ten_seconds(
    statuses: CachedStatuses, stores: CountingStores, clock: Clock
) -> None:
    stores.save(Store("abc"))
    statuses.of("abc")
    clock.now += 9.9

    assert statuses.of("abc") == "active"
    assert stores.read == ["abc"]


@NOT_ACTIVE
def test_that_it_is_so_no_more_is_noticed_after_that_time(
    statuses: CachedStatuses, stores: CountingStores, clock: Clock, status: Status
) -> None:
    stores.save(Store("abc"))
    statuses.of("abc")
    stores.save(Store("abc", status=status))
    clock.now += 10.0

    assert statuses.of("abc") == status


@NOT_ACTIVE
def test_a_store_that_is_not_active_is_looked_up_each_time(
    statuses: CachedStatuses, stores: CountingStores, status: Status
) -> None:
    stores.save(Store("abc", status=status))

    assert [statuses.of("abc") for _ in range(3)] == [status] * 3
    assert stores.read == ["abc"] * 3


@NOT_ACTIVE
def test_that_it_is_active_again_is_noticed_at_once(
    statuses: CachedStatuses, stores: CountingStores, status: Status
) -> None:
    stores.save(Store("abc", status=status))
    assert statuses.of("abc") == status
    stores.save(Store("abc"))

    assert statuses.of("abc") == "active"


def test_each_store_is_told_from_the_others(statuses: CachedStatuses, stores: CountingStores) -> None:
    stores.save(Store("abc"))
    stores.save(Store("other", status="uninstalled"))

    assert [statuses.of(store) for store in ("abc", "other", "abc")] == ["active", "uninstalled", "active"]
