"""A record that has expired is not there, whether the table has removed it or not."""

import pytest
from tests.support.records import DAY, Effects, HookedModel, Shop

from storehook.errors import RecordMissing
from storehook.records.table import Expiry
from storehook.testing.memory import MemoryRecordStore

KEPT = 90 * DAY


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.rows = MemoryRecordStore(expiry=Expiry(live=KEPT, clock=lambda: shop.now))
    shop.records(HookedModel).create(1, message="first")
    return shop


def test_a_record_is_there_until_it_expires(shop: Shop) -> None:
    shop.now += KEPT - 1

    assert shop.records(HookedModel).get(1).message == "first"
    assert [record.message for record in shop.records(HookedModel).list()] == ["first"]


def test_a_record_that_has_expired_is_not_found(shop: Shop) -> None:
    shop.now += KEPT

    assert shop.records(HookedModel).find(1) is None
    assert list(shop.records(HookedModel).list()) == []
    assert shop.records(HookedModel).delete(1) is None
    with pytest.raises(RecordMissing):
        shop.records(HookedModel).update(1, message="second")


def test_a_record_that_has_expired_is_created_anew(shop: Shop, told: Effects) -> None:
    shop.now += KEPT

    shop.records(HookedModel, "run-2").upsert(1, status=7)

    assert (shop.records(HookedModel).get(1).message, shop.records(HookedModel).get(1).status) == ("", 7)
    assert [seen.hook for seen in told.seen] == ["created", "created"]


def test_a_save_begins_a_records_time_anew(shop: Shop) -> None:
    shop.now += KEPT - 1
    shop.records(HookedModel, "run-2").upsert(1, message="second")

    shop.now += KEPT - 1

    assert shop.records(HookedModel).get(1).message == "second"


def test_a_save_that_changes_nothing_does_not_begin_it_anew(shop: Shop) -> None:
    shop.now += KEPT - 1
    shop.records(HookedModel, "run-2").upsert(1, message="first")

    shop.now += 1

    assert shop.records(HookedModel).find(1) is None
