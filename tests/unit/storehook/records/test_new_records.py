"""What has just been created at BigCommerce is saved without being read first, and rightly even if it was there."""

from typing import Any

import pytest
from tests.support.records import Effects, Purchase, Shop, Told

from storehook import Context, Model
from storehook.errors import RecordExists
from storehook.records.rows import RecordKey, Row
from storehook.testing.memory import MemoryRecordStore


class Counted:
    """A table that notes what is called."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._kept = MemoryRecordStore()

    def get(self, key: RecordKey) -> Row | None:
        self.calls.append("get")
        return self._kept.get(key)

    def put(self, row: Row, *, replaces: Row | None) -> bool:
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
    record = shop.records(Purchase, creates=True).upsert(113, message="hello")

    assert (record.message, record.version, table.calls) == ("hello", 1, ["put"])


def test_a_new_record_with_a_hook_takes_two_writes_and_no_read(shop: Shop, table: Counted, told: Effects) -> None:
    shop.records(Told, creates=True).create(113, message="hello")

    assert ([seen.hook for seen in told.seen], table.calls) == (["created"], ["put", "put"])


def test_what_is_there_after_all_is_updated_and_keeps_what_is_not_given(shop: Shop, told: Effects) -> None:
    shop.records(Told).upsert(113, message="hello", status=1)

    record = shop.records(Told, "run-2", creates=True).upsert(113, message="again")

    assert (record.message, record.status, record.version) == ("again", 1, 3)
    assert [(seen.hook, seen.changes) for seen in told.seen[1:]] == [("updated", {"message": ("hello", "again")})]


def test_what_another_run_has_created_cannot_be_created_again(shop: Shop) -> None:
    shop.records(Purchase).create(113, message="hello")

    with pytest.raises(RecordExists):
        shop.records(Purchase, "run-2", creates=True).create(113, message="again")


def test_an_update_is_of_what_is_there(shop: Shop) -> None:
    shop.records(Purchase).create(113, message="hello")

    assert shop.records(Purchase, "run-2", creates=True).update(113, message="again").message == "again"


def test_within_an_attempt_a_record_is_taken_for_new_once(shop: Shop, table: Counted) -> None:
    records = shop.records(Purchase, creates=True)
    records.upsert(113, message="hello")
    table.calls.clear()

    records.upsert(113, message="again")

    assert table.calls == ["get", "put"]


def test_a_run_of_the_authors_own_is_not_called_in_vain(shop: Shop, unregistered: None) -> None:
    called: list[str] = []

    class Careful(Model):
        message: str = ""

        def run_create(self, ctx: Context) -> None:
            called.append("create")
            super().run_create(ctx)

    shop.records(Careful).upsert(113, message="hello")

    shop.records(Careful, "run-2", creates=True).upsert(113, message="again")

    assert called == ["create"]


def test_what_is_not_said_to_be_new_is_read(shop: Shop, table: Counted) -> None:
    shop.records(Purchase).upsert(113, message="hello")

    assert table.calls == ["get", "put"]
