"""A record remembers which runs have changed it, and costs no more for that."""

from dataclasses import replace

import pytest
from tests.support.records import HookedModel, Purchase, ServerError, Shop, effects, failing

from storehook.records.past_changes import MAX_KEPT, MAX_NAMES, PastChange, with_change
from storehook.records.rows import MAX_ROW, WRITE_UNIT, RecordKey, RecordRow, item, row_of, size

FIRST = RecordRow(
    key=RecordKey("8jbhprizry", "Order", "113"),
    version=1,
    write_id="one",
    fields={},
    created_by="run-1",
    created_at=1_786_447_831.5,
    updated_at=1_786_447_831.5,
)


def history(shop: Shop) -> list[tuple[str, tuple[str, ...]]]:
    row = shop.row(Purchase)
    assert row is not None
    return [(each.run_key, each.fields) for each in row.changes]


def changes(number: int, run_key: str = "8jbhprizry/93df0929a7eaa0020e0d1515bc03a2c284f9da7d/sync_order") -> RecordRow:
    every = tuple(PastChange(f"{run_key}{each}", 1_786_447_831, ("total",), 1) for each in range(number))
    return replace(FIRST, changes=every)


def bytes_of(row: RecordRow) -> int:
    return size(item(row)) - 3


def test_each_run_is_remembered_with_the_fields_that_it_changed(shop: Shop) -> None:
    shop.records(Purchase, "run-1").create(113, message="a")
    shop.records(Purchase, "run-2").update(113, message="b", total="10.50")
    shop.records(Purchase, "run-3").update(113, total="11")

    assert history(shop) == [("run-2", ("message", "total")), ("run-3", ("total",))]


def test_a_change_says_when_it_was_saved(shop: Shop) -> None:
    shop.records(Purchase, "run-1").create(113)
    shop.now += 60.75
    shop.records(Purchase, "run-2").update(113, message="b")

    row = shop.row(Purchase)

    assert row is not None
    assert [each.at for each in row.changes] == [int(shop.now)]


def test_a_run_that_changes_nothing_is_not_remembered(shop: Shop) -> None:
    shop.records(Purchase, "run-1").create(113, message="a")
    shop.records(Purchase, "run-2").update(113, message="a")

    assert history(shop) == []


def test_a_record_that_was_deleted_and_comes_back_has_no_past(shop: Shop) -> None:
    shop.records(Purchase, "run-1").create(113)
    shop.records(Purchase, "run-2").update(113, message="b")
    shop.records(Purchase, "run-3").delete(113)
    shop.records(Purchase, "run-4").create(113)

    assert history(shop) == []


def test_a_change_is_remembered_before_its_hook_and_once_even_if_that_is_tried_again(shop: Shop) -> None:
    shop.records(HookedModel, "run-1").create(113)
    effects.fail = failing(ServerError())
    with pytest.raises(ServerError):
        shop.records(HookedModel, "run-2").update(113, message="b")
    shop.records(HookedModel, "run-2").update(113, message="b")

    row = shop.row(HookedModel)

    assert row is not None
    assert [(each.run_key, each.fields) for each in row.changes] == [("run-2", ("message",))]


def test_what_a_run_saves_in_a_row_is_one_change() -> None:
    found = with_change((), "run-1", 5.5, ["a"])
    found = with_change(found, "run-1", 7.5, ["b", "a"])

    assert found == (PastChange("run-1", 7, ("a", "b"), 2),)


def test_what_other_runs_save_in_between_stays_in_its_place() -> None:
    found = with_change((), "run-1", 5, ["a"])
    found = with_change(found, "run-2", 6, ["a"])
    found = with_change(found, "run-1", 7, ["a"])

    assert [each.run_key for each in found] == ["run-1", "run-2", "run-1"]


def test_of_many_changes_the_last_ten_are_remembered() -> None:
    found = ()
    for number in range(MAX_KEPT + 2):
        found = with_change(found, f"run-{number}", number, ["a"])

    assert [each.at for each in found] == [*range(2, MAX_KEPT + 2)]


def test_of_many_fields_the_first_are_named_and_all_are_counted() -> None:
    names = [f"field_{number}" for number in range(MAX_NAMES + 5)]

    (found,) = with_change((), "run-1", 5, names)

    assert (found.fields, found.count) == (tuple(names[:MAX_NAMES]), MAX_NAMES + 5)


@pytest.mark.parametrize("filled", [0, 200, 600, 700])
def test_a_row_of_one_write_unit_stays_one(filled: int) -> None:
    row = replace(changes(MAX_KEPT), fields={"message": "x" * filled})

    assert bytes_of(replace(row, changes=())) < bytes_of(row) <= WRITE_UNIT


def test_a_row_that_has_no_room_in_its_write_unit_remembers_nothing() -> None:
    alone = replace(FIRST, fields={"message": ""})
    full = replace(alone, fields={"message": "x" * (WRITE_UNIT - bytes_of(alone))})

    assert "changes" not in item(replace(full, changes=changes(3).changes))


def test_what_does_not_fit_is_the_oldest() -> None:
    kept = row_of(item(replace(changes(MAX_KEPT), fields={"message": "x" * 600}))).changes

    assert kept == changes(MAX_KEPT).changes[-len(kept) :]
    assert 0 < len(kept) < MAX_KEPT


def test_a_larger_row_has_a_kib_for_it_and_no_more() -> None:
    large = replace(FIRST, fields={"message": "x" * 5000})
    row = replace(large, changes=changes(MAX_KEPT, "r" * 200).changes)

    assert 0 < bytes_of(row) - bytes_of(large) <= WRITE_UNIT


def test_the_largest_row_that_dynamodb_takes_is_still_taken() -> None:
    alone = replace(FIRST, fields={"message": ""})
    full = replace(alone, fields={"message": "x" * (MAX_ROW - bytes_of(alone))})

    assert bytes_of(replace(full, changes=changes(3).changes)) == MAX_ROW


def test_a_row_of_a_version_that_remembered_nothing_is_read() -> None:
    found = {name: value for name, value in item(changes(2)).items() if name != "changes"}

    assert row_of(found).changes == ()


def test_a_row_without_changes_is_written_as_before() -> None:
    assert "changes" not in item(FIRST)


def test_what_a_run_saves_again_is_added_to_its_last_change_and_those_before_stay() -> None:
    before = tuple(PastChange(f"run-{number}", number, (f"field-{number}",), 1) for number in range(3))

    after = with_change(before, "run-2", 9.5, ["field-2", "more"])

    assert after == (*before[:2], PastChange("run-2", 9, ("field-2", "more"), 2))
