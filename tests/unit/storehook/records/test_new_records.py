"""A record of a resource that was just created is saved without a read, and correctly even if it existed."""

from typing import Any

import pytest
from tests.support.records import Effects, HookedModel, Purchase, Shop

from storehook import Context, Model
from storehook.errors import RecordExists, RecordInvalid
from storehook.records.rows import RecordKey, RecordRow
from storehook.testing.memory import MemoryRecordStore


class Company(Purchase):
    """Named after what BigCommerce creates."""


class Sku(HookedModel):
    """The same, with hooks."""


class Counted:
    """A table that notes what is called."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._kept = MemoryRecordStore()

    def get(self, key: RecordKey) -> RecordRow | None:
        self.calls.append("get")
        return self._kept.get(key)

    def put(self, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        self.calls.append("put")
        return self._kept.put(row, replaces=replaces)


@pytest.fixture
def table() -> Counted:
    return Counted()


@pytest.fixture
def shop(table: Counted) -> Shop:
    rows: Any = table
    return Shop(rows)


def test_a_new_record_takes_one_write_and_no_read(shop: Shop, table: Counted) -> None:
    record = shop.records(Company, created="company/113").upsert(113, message="hello")

    assert (record.message, record.version, table.calls) == ("hello", 1, ["put"])


def test_a_new_record_with_a_hook_takes_two_writes_and_no_read(shop: Shop, table: Counted, told: Effects) -> None:
    shop.records(Sku, created="sku/113").create(113, message="hello")

    assert ([seen.hook for seen in told.seen], table.calls) == (["created"], ["put", "put"])


def test_what_is_there_after_all_is_updated_and_keeps_what_is_not_given(shop: Shop, told: Effects) -> None:
    shop.records(Sku).upsert(113, message="hello", status=1)

    record = shop.records(Sku, "run-2", created="sku/113").upsert(113, message="again")

    assert (record.message, record.status, record.version) == ("again", 1, 3)
    assert [(seen.hook, seen.changes) for seen in told.seen[1:]] == [("updated", {"message": ("hello", "again")})]


def test_what_another_run_has_created_cannot_be_created_again(shop: Shop) -> None:
    shop.records(Company).create(113, message="hello")

    with pytest.raises(RecordExists):
        shop.records(Company, "run-2", created="company/113").create(113, message="again")


def test_an_update_is_of_what_is_there(shop: Shop) -> None:
    shop.records(Company).create(113, message="hello")

    assert shop.records(Company, "run-2", created="company/113").update(113, message="again").message == "again"


def test_within_an_attempt_a_record_is_taken_for_new_once(shop: Shop, table: Counted) -> None:
    records = shop.records(Company, created="company/113")
    records.upsert(113, message="hello")
    table.calls.clear()

    records.upsert(113, message="again")

    assert table.calls == ["get", "put"]


def test_a_run_of_the_authors_own_is_not_called_in_vain(shop: Shop, unregistered: None) -> None:
    called: list[str] = []

    class Brand(Model):
        message: str = ""

        def run_create(self, ctx: Context) -> None:
            called.append("create")
            super().run_create(ctx)

    shop.records(Brand).upsert(113, message="hello")

    shop.records(Brand, "run-2", created="brand/113").upsert(113, message="again")

    assert called == ["create"]


@pytest.mark.usefixtures("unregistered")
def test_of_what_is_there_after_all_a_part_may_be_given(shop: Shop) -> None:
    class Quote(Model):
        email: str
        orders: int = 0

    shop.records(Quote).create(113, email="a@b.example")

    record = shop.records(Quote, "run-2", created="quote/113").upsert(113, orders=1)

    assert (record.email, record.orders) == ("a@b.example", 1)


@pytest.mark.usefixtures("unregistered")
def test_of_what_is_new_it_is_said_what_lacks(shop: Shop) -> None:
    class Quote(Model):
        email: str

    with pytest.raises(RecordInvalid, match="email"):
        shop.records(Quote, created="quote/113").upsert(113)


@pytest.mark.parametrize("created", ["company/114", "order/113", None])
def test_what_is_not_of_what_was_created_is_read(shop: Shop, table: Counted, created: str | None) -> None:
    shop.records(Company, created=created).upsert(113, message="hello")

    assert table.calls == ["get", "put"]


def test_what_was_looked_for_is_not_taken_for_new(shop: Shop, table: Counted) -> None:
    records = shop.records(Company, created="company/113")
    records.find(113)
    table.calls.clear()

    records.upsert(113, message="hello")

    assert table.calls == ["get", "put"]
