"""An action's operations on records: find, create, update, upsert, delete, list."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.support.records import HookedModel, Purchase, Shop

from storehook import Fail
from storehook.errors import (
    EmptyKey,
    FieldUnknown,
    RecordDetached,
    RecordExists,
    RecordInvalid,
    RecordMissing,
    RecordTooLarge,
    ValueNotStorable,
)
from storehook.records.repository import Records


def test_a_record_that_was_created_is_found(shop: Shop) -> None:
    created = shop.records(Purchase).create(113, message="hello", total="10.0000")

    found = shop.records(Purchase, "run-2").find("113")

    assert found is not None
    assert found.model_dump() == created.model_dump()
    assert (found.total, found.version, found.bigcommerce_id) == (Decimal(10), 1, "113")


def test_a_price_comes_back_as_it_was_written_and_another_way_to_write_it_is_no_change(shop: Shop) -> None:
    shop.records(Purchase).create(113, message="hello", total="19.90")

    found = shop.records(Purchase, "run-2").upsert(113, total="19.9000")
    changed = shop.records(Purchase, "run-3").upsert(113, total="20.00").changes("total")

    assert not found.changed()
    assert changed is not None
    assert (str(changed.previous), str(changed.current)) == ("19.90", "20.00")


def test_a_record_that_was_never_created_is_none(shop: Shop) -> None:
    assert shop.records(Purchase).find(113) is None


def test_getting_a_record_that_is_not_there_is_an_error_that_names_it(shop: Shop) -> None:
    with pytest.raises(RecordMissing, match=r"Purchase 113 of store 8jbhprizry does not exist"):
        shop.records(Purchase).get(113)


def test_updating_changes_the_given_fields_only(shop: Shop) -> None:
    shop.records(Purchase).create(113, message="hello", total=1)

    shop.records(Purchase, "run-2").update(113, total=2)

    found = shop.records(Purchase).get(113)
    assert (found.message, found.total, found.version) == ("hello", 2, 2)


def test_updating_what_is_not_there_is_an_error_that_the_run_is_tried_again_for(shop: Shop) -> None:
    with pytest.raises(RecordMissing, match=r"Purchase 113 .* does not exist.* upsert the record") as raised:
        shop.records(Purchase).update(113, total=2)
    assert not isinstance(raised.value, Fail)


def test_creating_what_another_run_created_is_an_error_that_fails_the_run(shop: Shop) -> None:
    shop.records(Purchase).create(113, message="hello")

    with pytest.raises(RecordExists, match=r"Purchase 113 of store 8jbhprizry exists already.* upsert it") as raised:
        shop.records(Purchase, "run-2").create(113, message="other")
    assert isinstance(raised.value, Fail)
    assert shop.records(Purchase).get(113).message == "hello"


def test_a_run_may_create_what_it_created_in_an_earlier_attempt(shop: Shop) -> None:
    shop.records(Purchase).create(113, message="hello")

    again = shop.records(Purchase).create(113, message="hello")

    assert (again.operation, again.changed(), again.version) == ("update", False, 1)


def test_an_upsert_creates_and_then_updates(shop: Shop) -> None:
    created = shop.records(Purchase).upsert(113, total=1)
    updated = shop.records(Purchase, "run-2").upsert(113, total=2)

    assert (created.operation, updated.operation) == ("create", "update")
    assert shop.records(Purchase).get(113).total == 2


def test_what_does_not_differ_is_not_written(shop: Shop) -> None:
    shop.records(HookedModel).upsert(113, message="a")
    before = shop.row(HookedModel)

    shop.records(HookedModel, "run-2").upsert(113, message="a")

    assert shop.row(HookedModel) == before


def test_a_deleted_record_is_gone(shop: Shop) -> None:
    shop.records(Purchase).create(113, message="hello")

    deleted = shop.records(Purchase, "run-2").delete(113)

    assert deleted is not None
    assert (deleted.message, deleted.operation, deleted.changed()) == ("hello", "delete", False)
    assert shop.records(Purchase).find(113) is None
    assert shop.row(Purchase) is None


def test_deleting_what_is_not_there_is_none(shop: Shop) -> None:
    assert shop.records(Purchase).delete(113) is None


def test_a_deleted_record_can_be_created_anew(shop: Shop) -> None:
    shop.records(Purchase).create(113, message="hello")
    shop.records(Purchase).delete(113)

    assert shop.records(Purchase, "run-2").create(113).message == ""


def test_the_list_has_all_records_of_the_model_and_the_store_only(shop: Shop) -> None:
    for number in range(250):
        shop.records(Purchase).create(number, status=number)
    shop.records(HookedModel).create(1)
    Shop(rows=shop.rows, store_hash="another").records(Purchase).create(999)

    found = [record.status for record in shop.records(Purchase).list()]

    assert sorted(found) == list(range(250))


def test_the_list_is_read_as_far_as_it_is_asked_for(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(250):
        shop.records(Purchase).create(number)
    pages: list[str | None] = []
    real = shop.rows.page

    def page(*args: Any, **named: Any) -> Any:
        pages.append(named["after"])
        return real(*args, **named)

    monkeypatch.setattr(type(shop.rows), "page", lambda _, *args, **named: page(*args, **named))
    records = shop.records(Purchase).list()
    assert pages == []
    next(records)

    assert pages == [None]


def test_a_store_cannot_see_anothers_record_of_the_same_id(shop: Shop) -> None:
    other = Shop(rows=shop.rows, store_hash="another")
    shop.records(Purchase).create(113, message="mine")

    assert other.records(Purchase).find(113) is None
    other.records(Purchase).upsert(113, message="theirs")
    assert other.records(Purchase).delete(113) is not None
    assert shop.records(Purchase).get(113).message == "mine"


@pytest.mark.parametrize("name", ["mesage", "version", "store_hash", "bigcommerce_id"])
def test_a_value_for_no_field_is_refused(shop: Shop, name: str) -> None:
    with pytest.raises(FieldUnknown, match=rf"Purchase has no field '{name}'"):
        shop.records(Purchase).upsert(113, **{name: "x"})
    assert shop.row(Purchase) is None


def test_a_value_that_does_not_fit_is_refused(shop: Shop) -> None:
    with pytest.raises(RecordInvalid, match=r"(?s)The values do not fit Purchase: .*total"):
        shop.records(Purchase).upsert(113, total="ten")


@pytest.mark.parametrize("bigcommerce_id", ["", " ", None, True, 1.5, [1]], ids=repr)
def test_a_record_without_an_id_is_refused(shop: Shop, bigcommerce_id: object) -> None:
    for use in (shop.records(Purchase).upsert, shop.records(Purchase).find, shop.records(Purchase).delete):
        with pytest.raises(EmptyKey, match=r"is not a valid ID of Purchase\..*ctx\.trigger\.data"):
            use(bigcommerce_id)


def test_an_id_that_is_too_long_is_refused(shop: Shop) -> None:
    shop.records(Purchase).upsert("x" * 1024)
    with pytest.raises(ValueNotStorable, match="over 1024 bytes"):
        shop.records(Purchase).upsert("é" * 513)


def test_a_float_in_an_untyped_field_is_refused(shop: Shop) -> None:
    with pytest.raises(ValueNotStorable, match=r"Purchase\.extra\.weight is the float 1\.5"):
        shop.records(Purchase).upsert(113, extra={"weight": 1.5})


def test_a_float_for_a_decimal_becomes_one(shop: Shop) -> None:
    assert shop.records(Purchase).upsert(113, total=0.1).total == Decimal("0.1")


def test_a_record_that_is_too_large_is_refused_with_its_largest_fields(shop: Shop) -> None:
    with pytest.raises(
        RecordTooLarge, match=r"Purchase 113 .* would have 50\d KB, more than DynamoDB's 400 KB: message has 500"
    ):
        shop.records(Purchase).upsert(113, message="x" * 500 * 1024)


def test_a_record_of_almost_400_kb_fits(shop: Shop) -> None:
    assert shop.records(Purchase).upsert(113, message="x" * 399 * 1024)


def test_an_attempt_that_is_over_saves_and_deletes_nothing(shop: Shop) -> None:
    shop.records(Purchase).create(113, message="hello")
    late = Records(Purchase, replace(shop.run("run-2"), remaining=lambda: 0.0))

    for use in (lambda: late.upsert(113, message="late"), lambda: late.create(114), lambda: late.delete(113)):
        with pytest.raises(RecordDetached, match="The attempt timed out"):
            use()
    assert [record.message for record in shop.records(Purchase).list()] == ["hello"]
