"""Contract of every table of stores, for open gaps."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.support.memory import MemoryOpenGaps, MemoryStores

from storehook.aws.gaps import DynamoOpenGaps
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.stores import DynamoStores
from storehook.stores.gaps import MOST, Gaps, Interval, OpenGaps, union, without
from storehook.stores.ports import Stores
from storehook.stores.store import Store
from storehook.stores.tombstone import Tombstone

if TYPE_CHECKING:
    from tests.support.moto_stack import Cloud

NIGHT, DAY = Interval(1_786_400_000, 1_786_403_600), Interval(1_786_447_831, 1_786_447_831)


@dataclass
class Table:
    """Stores and their gaps, and a store that no other test knows."""

    stores: Stores
    gaps: OpenGaps
    store_hash: str

    def found(self) -> Gaps:
        return self.gaps.get(self.store_hash)

    def open(self, *gaps: Interval) -> None:
        self.gaps.change(self.store_hash, lambda before: union(before, gaps))

    def close(self, covered: Interval) -> None:
        self.gaps.change(self.store_hash, lambda before: without(before, covered))


@pytest.fixture(params=["memory", "stack", "moto"])
def table(request: pytest.FixtureRequest) -> Table:
    store_hash = secrets.token_hex(5)
    if request.param == "memory":
        memory = MemoryStores()
        return Table(memory, MemoryOpenGaps(memory), store_hash)
    stack: Cloud = request.getfixturevalue(request.param)
    client, name = stack.emulator.client("dynamodb"), request.getfixturevalue("stores_tables")(stack)
    stores = DynamoStores(client, name, KmsCipher(None, "none"))  # type: ignore[arg-type]
    return Table(stores, DynamoOpenGaps(client, name), store_hash)


@pytest.fixture
def installed(table: Table) -> Table:
    table.stores.save(Store(table.store_hash, installed_at=5.0))
    return table


def test_a_store_has_no_gaps_at_first(installed: Table) -> None:
    assert installed.found() == ()


def test_a_store_that_is_not_there_stays_away(table: Table) -> None:
    table.open(NIGHT)

    assert (table.found(), table.stores.get(table.store_hash)) == ((), None)


def test_a_purged_store_has_none_and_gets_none(installed: Table) -> None:
    installed.open(NIGHT)
    installed.stores.purge(Tombstone(installed.store_hash, 6.0), 5.0)
    installed.open(DAY)
    purged = installed.found()
    installed.stores.save(Store(installed.store_hash, installed_at=7.0))

    assert (purged, installed.found()) == ((), ())


def test_gaps_come_back_as_they_were_and_go_once_they_are_covered(installed: Table) -> None:
    installed.open(DAY, NIGHT)
    both = installed.found()
    installed.close(NIGHT)
    one = installed.found()
    installed.close(DAY)

    assert (both, one, installed.found()) == ((NIGHT, DAY), (DAY,), ())


def test_a_new_installation_leaves_them_there(installed: Table) -> None:
    installed.open(NIGHT)
    installed.stores.save(Store(installed.store_hash, "uninstalled", installed_at=5.0))
    installed.stores.save(Store(installed.store_hash, installed_at=6.0))

    assert installed.found() == (NIGHT,)


def test_gaps_that_are_found_at_the_same_time_are_all_kept(installed: Table) -> None:
    every = [Interval(100 * number, 100 * number + 9) for number in range(MOST)]

    with ThreadPoolExecutor(10) as workers:
        list(workers.map(installed.open, every))

    assert installed.found() == tuple(every)
