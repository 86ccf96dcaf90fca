"""Contract of every table of records."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from storehook.errors import RecordTooLarge
from storehook.records.past_changes import PastChange
from storehook.records.rows import PendingChange, RecordKey, RecordRow
from storehook.records.table import Expiry, RecordStore

SAVED_AT = 1_786_447_831.5
KEPT = 3650 * 86_400.0
"""Seconds: so long that the table itself removes nothing while the tests go on."""

type RowsWith = Callable[[Expiry], RecordStore]


def after(seconds: float) -> Expiry:
    """Return the expiry of rows, at a time so long after the first row was saved."""
    return Expiry(deleted=KEPT, live=KEPT, clock=lambda: SAVED_AT + seconds)


def first_row(**changes: Any) -> RecordRow:
    """The first version of a record that no other test knows."""
    key = RecordKey(secrets.token_hex(5), "Order", "113")
    row = RecordRow(
        key=key,
        version=1,
        write_id="one",
        fields={"message": "hello", "total": Decimal("10.5"), "lines": [{"sku": "a", "many": 2}], "none": None},
        created_by="store/event/action",
        created_at=1_786_447_831.25,
        updated_at=SAVED_AT,
        pending={"store/event/action": PendingChange("update", {"message": "hi"}, {"message": 1}, 2, 1_786_447_831.5)},
        changes=(PastChange("store/event/action", 1_786_447_831, ("message", "total"), 2),),
    )
    return replace(row, **changes)


def test_a_row_that_nobody_stored_is_none(rows: RecordStore) -> None:
    assert rows.get(first_row().key) is None


def test_a_row_comes_back_as_it_was_stored(rows: RecordStore) -> None:
    row = first_row()

    assert rows.put(row, replaces=None)
    assert rows.get(row.key) == row


def test_a_row_takes_the_place_of_the_one_that_was_read(rows: RecordStore) -> None:
    row = first_row()
    rows.put(row, replaces=None)
    second = replace(row, version=2, write_id="two", fields={"message": "bye"}, pending={})

    assert rows.put(second, replaces=row)
    assert rows.get(row.key) == second


def test_a_row_does_not_take_the_place_of_another(rows: RecordStore) -> None:
    row = first_row()
    rows.put(row, replaces=None)
    second = replace(row, version=2, write_id="two")

    assert not rows.put(replace(second, write_id="mine"), replaces=None)
    assert not rows.put(replace(second, write_id="mine"), replaces=replace(row, version=3))
    assert not rows.put(replace(second, write_id="mine"), replaces=replace(row, write_id="of another life"))
    assert rows.get(row.key) == row


def test_a_row_does_not_take_the_place_of_one_that_is_gone(rows: RecordStore) -> None:
    row = first_row()

    assert not rows.put(replace(row, version=2, write_id="two"), replaces=row)
    assert rows.get(row.key) is None


def test_putting_the_same_row_twice_is_putting_it_once(rows: RecordStore) -> None:
    row = first_row()
    second = replace(row, version=2, write_id="two")

    assert [rows.put(row, replaces=None) for _ in range(2)] == [True, True]
    assert [rows.put(second, replaces=row) for _ in range(2)] == [True, True]


def test_a_row_that_was_read_is_deleted_and_only_that(rows: RecordStore) -> None:
    row = first_row()
    rows.put(row, replaces=None)

    assert not rows.delete(replace(row, version=2))
    assert not rows.delete(replace(row, write_id="of another life"))
    assert rows.get(row.key) == row
    assert rows.delete(row)
    assert rows.get(row.key) is None


def test_deleting_the_same_row_twice_is_deleting_it_once(rows: RecordStore) -> None:
    row = first_row()
    rows.put(row, replaces=None)

    assert [rows.delete(row) for _ in range(2)] == [True, True]


def test_a_row_that_waits_for_its_hook_is_still_there(rows: RecordStore) -> None:
    row = first_row(deleted=True)
    rows.put(row, replaces=None)

    assert rows.get(row.key) == row


def test_pages_have_a_stores_rows_of_one_model_in_the_order_of_their_ids(rows: RecordStore) -> None:
    row = first_row(pending={})
    ids = ["1", "10", "2", "x", "é"]
    for each in reversed(ids):
        rows.put(replace(row, key=replace(row.key, bigcommerce_id=each)), replaces=None)
    rows.put(replace(row, key=replace(row.key, model="Product")), replaces=None)

    found, after = [], None
    while True:
        page = rows.page(row.key.store_hash, "Order", after=after, limit=2)
        found += [each.key.bigcommerce_id for each in page.rows]
        assert len(page.rows) <= 2
        if (after := page.after) is None:
            break

    assert found == ids


def test_a_store_without_records_has_one_empty_page(rows: RecordStore) -> None:
    page = rows.page(secrets.token_hex(5), "Order", after=None, limit=100)

    assert (page.rows, page.after) == ([], None)


def test_a_row_over_400_kb_is_refused(rows: RecordStore) -> None:
    with pytest.raises(RecordTooLarge):
        rows.put(first_row(fields={"message": "x" * 410_000}), replaces=None)


@pytest.mark.parametrize("rows_with", ["memory", "stack"], indirect=True)  # moto takes less than AWS does
def test_a_row_just_below_400_kb_is_taken(rows: RecordStore) -> None:
    row = first_row(fields={"message": "x" * 408_000})

    assert rows.put(row, replaces=None)
    assert rows.get(row.key) == row


def test_of_twenty_writers_at_once_one_is_first(rows: RecordStore) -> None:
    row = first_row()
    rows.put(row, replaces=None)

    with ThreadPoolExecutor(20) as writers:
        answers = list(
            writers.map(lambda n: rows.put(replace(row, version=2, write_id=str(n)), replaces=row), range(20))
        )

    assert answers.count(True) == 1


@pytest.mark.parametrize("deleted", [False, True])
def test_a_row_is_there_until_it_expires_and_then_no_more(rows_with: RowsWith, deleted: bool) -> None:
    row = first_row(deleted=deleted)
    rows_with(after(0)).put(row, replaces=None)

    assert rows_with(after(KEPT - 1)).get(row.key) == row
    assert rows_with(after(KEPT)).get(row.key) is None


def test_a_row_tells_when_it_expires(rows_with: RowsWith) -> None:
    row = first_row()
    rows_with(after(0)).put(row, replaces=None)

    found = rows_with(after(0)).get(row.key)

    assert found is not None
    assert found.expires_at == int(SAVED_AT + KEPT)


def test_a_row_without_a_retention_is_there_for_ever(rows_with: RowsWith) -> None:
    row = first_row()
    rows_with(Expiry()).put(row, replaces=None)

    assert rows_with(after(10 * KEPT)).get(row.key) == row


def test_a_rows_time_begins_anew_when_it_is_written(rows_with: RowsWith) -> None:
    row = first_row()
    second = replace(row, version=2, write_id="two", updated_at=SAVED_AT + 1000)
    rows_with(after(0)).put(row, replaces=None)
    rows_with(after(1000)).put(second, replaces=row)

    assert rows_with(after(KEPT + 999)).get(row.key) == second
    assert rows_with(after(KEPT + 1000)).get(row.key) is None


def test_pages_do_not_have_rows_that_have_expired(rows_with: RowsWith) -> None:
    row = first_row(pending={})
    for bigcommerce_id, saved_at in (("1", 0), ("2", 1000), ("3", 0), ("4", 1000)):
        each = replace(row, key=replace(row.key, bigcommerce_id=bigcommerce_id), updated_at=row.updated_at + saved_at)
        rows_with(after(saved_at)).put(each, replaces=None)
    late = rows_with(after(KEPT))

    first = late.page(row.key.store_hash, "Order", after=None, limit=2)
    second = late.page(row.key.store_hash, "Order", after=first.after, limit=3)

    assert [each.key.bigcommerce_id for each in (*first.rows, *second.rows)] == ["2", "4"]


def test_a_new_row_takes_the_place_of_one_that_has_expired(rows_with: RowsWith) -> None:
    row = first_row()
    rows_with(after(0)).put(row, replaces=None)
    late, other = rows_with(after(KEPT)), replace(row, write_id="of another life", updated_at=SAVED_AT + KEPT)

    assert not rows_with(after(KEPT - 1)).put(other, replaces=None)
    assert [late.put(other, replaces=None) for _ in range(2)] == [True, True]
    assert late.get(row.key) == other


def test_a_row_that_expires_after_it_was_read_can_be_replaced_or_deleted(rows_with: RowsWith) -> None:
    row = first_row()
    rows_with(after(0)).put(row, replaces=None)
    late, second = rows_with(after(KEPT)), replace(row, version=2, write_id="two", updated_at=SAVED_AT + KEPT)

    assert late.put(second, replaces=row)
    assert late.get(row.key) == second
    assert rows_with(after(2 * KEPT)).delete(second)
    assert rows_with(after(0)).get(row.key) is None


def test_deleting_a_row_in_whose_place_another_has_expired_finds_it_gone(rows_with: RowsWith) -> None:
    row = first_row()
    rows_with(after(0)).put(row, replaces=None)

    assert rows_with(after(KEPT)).delete(replace(row, write_id="of another life"))


def test_a_write_can_keep_the_expiry_of_the_row_that_it_replaces(rows_with: RowsWith) -> None:
    row = first_row()
    rows_with(after(0)).put(row, replaces=None)
    read = rows_with(after(1000)).get(row.key)
    assert read is not None
    second = replace(read, version=2, write_id="two", updated_at=SAVED_AT + 1000)

    rows_with(Expiry(unchanged=True)).put(second, replaces=read)

    assert rows_with(after(KEPT - 1)).get(row.key) == second
    assert rows_with(after(KEPT)).get(row.key) is None
