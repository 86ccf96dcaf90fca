"""Whether a store has uninstalled the app: remembered only for those that have not."""

from dataclasses import dataclass, field

import pytest
from tests.support.clocks import Clock
from tests.support.memory import MemoryStores

from storehook.bigcommerce.tokens import TTL
from storehook.stores.store import Credentials, Status, Store
from storehook.stores.uninstalls import CachedUninstalls


@dataclass
class CountingStores(MemoryStores):
    """Counts the reads; nobody may decrypt a token for this."""

    read: list[str] = field(default_factory=list[str])

    def get(self, store_hash: str) -> Store | None:
        self.read.append(store_hash)
        return super().get(store_hash)

    def credentials(self, store_hash: str) -> Credentials | None:
        raise AssertionError(store_hash)


@pytest.fixture
def stores() -> CountingStores:
    return CountingStores()


@pytest.fixture
def uninstalls(stores: CountingStores, clock: Clock) -> CachedUninstalls:
    return CachedUninstalls(stores, clock)


@pytest.mark.parametrize(("status", "expected"), [("active", False), ("paused", False), ("uninstalled", True)])
def test_the_stores_record_tells(
    uninstalls: CachedUninstalls, stores: CountingStores, status: Status, expected: bool
) -> None:
    stores.save(Store("abc", status=status))

    assert uninstalls.is_uninstalled("abc") is expected


def test_a_store_without_a_record_has_not_uninstalled_anything(uninstalls: CachedUninstalls) -> None:
    assert not uninstalls.is_uninstalled("abc")


def test_that_a_store_has_not_is_read_once_in_its_time(
    uninstalls: CachedUninstalls, stores: CountingStores, clock: Clock
) -> None:
    stores.save(Store("abc"))
    uninstalls.is_uninstalled("abc")
    clock.now += TTL - 0.1

    assert not uninstalls.is_uninstalled("abc")
    assert stores.read == ["abc"]


def test_an_uninstall_is_noticed_after_that_time(
    uninstalls: CachedUninstalls, stores: CountingStores, clock: Clock
) -> None:
    stores.save(Store("abc"))
    uninstalls.is_uninstalled("abc")
    stores.save(Store("abc", status="uninstalled"))
    clock.now += TTL

    assert uninstalls.is_uninstalled("abc")


def test_an_uninstalled_store_is_looked_up_each_time(uninstalls: CachedUninstalls, stores: CountingStores) -> None:
    stores.save(Store("abc", status="uninstalled"))

    assert [uninstalls.is_uninstalled("abc") for _ in range(3)] == [True] * 3
    assert stores.read == ["abc"] * 3


def test_a_new_install_is_noticed_at_once(uninstalls: CachedUninstalls, stores: CountingStores) -> None:
    stores.save(Store("abc", status="uninstalled"))
    assert uninstalls.is_uninstalled("abc")
    stores.save(Store("abc"))

    assert not uninstalls.is_uninstalled("abc")


def test_each_store_is_told_from_the_others(uninstalls: CachedUninstalls, stores: CountingStores) -> None:
    stores.save(Store("abc"))
    stores.save(Store("other", status="uninstalled"))

    assert [uninstalls.is_uninstalled(store) for store in ("abc", "other", "abc")] == [False, True, False]
