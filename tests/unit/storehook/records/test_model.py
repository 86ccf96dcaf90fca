"""A record's fields, and what it tells of its changes."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from traceback import format_exception
from typing import Any

import pytest
from pydantic import Field, ValidationError, computed_field
from tests.support.records import CONTEXT, Line, Purchase, Shop

from storehook.errors import FieldUnknown, RecordDetached, RecordInvalid, RecordUnreadable
from storehook.records.binding import Change
from storehook.records.model import Model
from storehook.records.typed import build, read

NOON = datetime(2012, 11, 14, 12, tzinfo=UTC)


@pytest.fixture
def order(shop: Shop) -> Purchase:
    """A stored order, as found."""
    shop.records(Purchase).create(
        113, message="old", total="10.0000", tags=["a"], lines=[{"sku": "x", "price": "1.50"}]
    )
    return shop.records(Purchase).get(113)


def test_a_record_that_was_only_found_has_not_changed(order: Purchase) -> None:
    assert not order.changed()
    assert order.changes() == {}
    assert order.operation is None


def test_a_record_knows_its_store_and_its_id(order: Purchase) -> None:
    assert (order.store_hash, order.bigcommerce_id) == ("8jbhprizry", "113")


SAME: list[tuple[str, Any]] = [
    ("total", "10"),
    ("total", 10),
    ("total", Decimal("10.00")),
    ("message", "old"),
    ("tags", ("a",)),
    ("lines", [Line(sku="x", price=Decimal("1.5"))]),
    ("paid_at", None),
    ("paid_at", ""),
]


@pytest.mark.parametrize(("name", "value"), SAME, ids=str)
def test_setting_a_field_to_what_it_is_changes_nothing(order: Purchase, name: str, value: Any) -> None:
    setattr(order, name, value)

    assert not order.changed(name)
    assert not order.changed()


@pytest.mark.parametrize(
    ("name", "value", "previous"),
    [
        ("total", "10.0001", Decimal(10)),
        ("message", "new", "old"),
        ("tags", ["a", "a"], ["a"]),
        ("lines", [], [Line(sku="x", price=Decimal("1.50"))]),
        ("paid_at", NOON, None),
        ("extra", {"a": None}, {}),
    ],
)
def test_setting_a_field_to_something_else_changes_it(order: Purchase, name: str, value: Any, previous: Any) -> None:
    setattr(order, name, value)

    assert order.changed(name)
    assert order.changes() == {name: Change(previous, getattr(order, name))}
    assert order.changes(name) == Change(previous, getattr(order, name))


def test_setting_a_field_back_takes_its_change_back(order: Purchase) -> None:
    order.total = Decimal(11)
    order.total = "10.0000"  # type: ignore[assignment]

    assert not order.changed()


def test_what_changes_inside_of_a_list_is_a_change(order: Purchase) -> None:
    order.lines[0].price = Decimal("1.60")
    order.tags.append("b")

    assert set(order.changes()) == {"lines", "tags"}
    assert order.changes("tags") == Change(["a"], ["a", "b"])


def test_changed_to_and_from_compare_values_not_how_they_are_written(order: Purchase) -> None:
    order.total = Decimal("12.5")

    assert order.changed_to("total", "12.5000")
    assert order.changed_from("total", 10)
    assert not order.changed_to("total", 10)
    assert not order.changed_from("total", "12.50")


def test_a_field_that_keeps_its_value_has_changed_neither_to_nor_from_it(order: Purchase) -> None:
    assert not order.changed_to("total", 10)
    assert not order.changed_from("total", 10)


@pytest.mark.parametrize(
    "ask",
    [
        lambda order: order.changed("mesage"),
        lambda order: order.changes("mesage"),
        lambda order: order.changed_to("mesage", "x"),
        lambda order: order.changed_from("mesage", "x"),
    ],
)
def test_asking_for_a_field_that_is_not_there_names_the_nearest(order: Purchase, ask: Any) -> None:
    with pytest.raises(FieldUnknown, match=r"Purchase has no field 'mesage'\. Did you mean 'message'\?"):
        ask(order)


def test_asking_for_a_value_that_a_field_cannot_have_is_an_error(order: Purchase) -> None:
    with pytest.raises(RecordInvalid, match=r"The values do not fit Purchase: total: Input should be"):
        order.changed_to("total", "ten")


ADDRESS = "zoe@example.com"


@pytest.mark.parametrize(
    "use",
    [
        lambda order: order.changed_to("total", ADDRESS),
        lambda order: setattr(order, "total", ADDRESS),
        lambda _: build(Purchase, {"total": ADDRESS}),
        lambda _: read(Purchase, {"total": ADDRESS}),
    ],
    ids=["asked for", "assigned", "built", "stored"],
)
def test_no_error_or_traceback_shows_a_value_which_may_be_a_persons_data(order: Purchase, use: Any) -> None:
    with pytest.raises((RecordInvalid, RecordUnreadable, ValidationError)) as caught:
        use(order)

    shown = "".join(format_exception(caught.value))
    assert "total" in shown
    assert ADDRESS not in shown


def test_asking_since_another_time_is_an_error(order: Purchase) -> None:
    with pytest.raises(ValueError, match='"loaded" or "saved", not \'yesterday\''):
        order.changed(since="yesterday")  # type: ignore[arg-type]


def test_a_value_that_does_not_fit_is_refused_where_it_is_assigned(order: Purchase) -> None:
    with pytest.raises(ValidationError):
        order.total = "ten"  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("Wed, 14 Nov 2012 12:00:00 +0000", NOON),
        ("Wed, 14 Nov 2012 14:00:00 +0200", NOON),
        ("2012-11-14T12:00:00Z", NOON),
        ("2012-11-14T12:00:00", NOON),
        (datetime(2012, 11, 14, 14, tzinfo=timezone(timedelta(hours=2))), NOON),
        (datetime(2012, 11, 14, 12), NOON),  # noqa: DTZ001
        ("", None),
        (None, None),
    ],
)
def test_a_time_is_read_as_bigcommerce_writes_it_and_kept_in_utc(written: Any, instant: datetime | None) -> None:
    found = Purchase(paid_at=written).paid_at

    assert found == instant
    assert found is None or found.tzinfo is UTC


def test_text_that_is_no_time_is_refused() -> None:
    with pytest.raises(ValidationError):
        Purchase(paid_at="soon")  # type: ignore[arg-type]


def test_a_record_made_by_hand_has_no_store() -> None:
    with pytest.raises(
        RecordDetached, match=r"This Purchase was not read from a store.* Get one from ctx\.records\(Purchase\)"
    ):
        _ = Purchase().store_hash


@pytest.mark.parametrize("method", ["save", "delete"])
def test_a_record_is_saved_and_deleted_only_while_it_runs(order: Purchase, method: str) -> None:
    with pytest.raises(
        RecordDetached, match=rf"{method}\(\) works only inside Purchase\.run,.*ctx\.records\(Purchase\)\.update"
    ):
        getattr(order, method)()


def test_the_hooks_do_nothing_unless_they_are_overridden() -> None:
    for hook in (Purchase().on_success, Purchase().on_created, Purchase().on_updated, Purchase().on_deleted):
        hook(CONTEXT)


def test_what_another_version_of_the_code_stored_is_kept(shop: Shop, unregistered: None) -> None:
    class Wide(Model):
        one: str = ""
        two: str = ""

    place = {"__module__": Wide.__module__, "__qualname__": Wide.__qualname__}
    narrow: type[Model] = type("Wide", (Model,), {"__annotations__": {"one": str}, "one": "", **place})
    shop.records(Wide).create(1, one="a", two="b")

    shop.records(narrow).update(1, one="c")

    assert shop.records(Wide).get(1).model_dump() == {"one": "c", "two": "b"}


def test_a_field_that_is_new_in_the_model_has_its_default(shop: Shop, order: Purchase) -> None:
    row = shop.row(Purchase)
    assert row is not None
    del row.fields["status"]  # type: ignore[attr-defined]
    shop.rows.items[(f"{shop.store_hash}#Purchase", "113")]["fields"] = row.fields  # type: ignore[attr-defined]

    found = shop.records(Purchase).update(113, status=0)

    assert not found.changed()
    assert found.version == order.version


def test_a_record_that_does_not_fit_its_model_any_more_says_so(shop: Shop, order: Purchase) -> None:
    shop.rows.items[(f"{shop.store_hash}#Purchase", "113")]["fields"]["total"] = "ten"  # type: ignore[attr-defined]

    with pytest.raises(
        RecordUnreadable, match=r"(?s)A stored Purchase no longer fits .* Give a new field a default.*total"
    ):
        shop.records(Purchase).find(113)


def test_fields_may_have_aliases_and_computed_neighbours(shop: Shop, unregistered: None) -> None:
    class Aliased(Model):
        total: Decimal = Field(default=Decimal(0), alias="total_inc_tax")

        @computed_field
        @property
        def double(self) -> Decimal:
            return self.total * 2

    shop.records(Aliased).create(1, total="1.50")

    assert shop.records(Aliased).get(1).double == 3
