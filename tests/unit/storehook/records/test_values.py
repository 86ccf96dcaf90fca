"""Values in their stored form: what is the same, what is refused, and that they come back as they were."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from tests.support.stored_values import PLAIN, TEXTS

from storehook.errors import EmptyKey, ValueNotStorable
from storehook.records.values import MAX_DEPTH, same, to_stored

BERLIN = timezone(timedelta(hours=2))


class Colour(Enum):
    RED = "red"


class Word(StrEnum):
    RED = "red"


class Number(IntEnum):
    ONE = 1


def stored(value: object) -> Any:
    return to_stored(value, "Purchase.field")


EQUAL = {
    "trailing zeros": (Decimal("10.0000"), Decimal(10)),
    "a whole decimal and an int": (Decimal("10.00"), 10),
    "exponents": (Decimal("1E+2"), 100),
    "zeros": (Decimal("-0.00"), 0),
    "one instant in two zones": (datetime(2026, 7, 1, 12, tzinfo=BERLIN), datetime(2026, 7, 1, 10, tzinfo=UTC)),
    "a time without a zone and in UTC": (datetime(2026, 7, 1, 12), datetime(2026, 7, 1, 12, tzinfo=UTC)),  # noqa: DTZ001
    "a list and a tuple": ([1, 2], (1, 2)),
    "sets in any order": ({"b", "a", "c"}, {"c", "b", "a"}),
    "sets of numbers": ({Decimal("2.0"), Decimal("1.50"), 10}, {Decimal("1.5"), Decimal("10.00"), 2}),
    "maps in any order": ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    "numbers deep down": ({"a": [{"b": Decimal("1.50")}]}, {"a": [{"b": Decimal("1.5")}]}),
    "an enum and its value": (Colour.RED, "red"),
    "an int enum and its value": (Number.ONE, 1),
}

DIFFERENT = {
    "numbers": (Decimal("10.0001"), Decimal(10)),
    "text and a number": ("10", 10),
    "true and one": (True, 1),
    "false and zero, deep down": ([{"a": False}], [{"a": 0}]),
    "none and nothing in it": (None, ""),
    "none and zero": (None, 0),
    "none and an empty list": (None, []),
    "lists in another order": ([1, 2], [2, 1]),
    "lists of another length": ([1], [1, 1]),
    "a key with none and no key": ({"a": None}, {}),
    "keys": ({"a": 1}, {"b": 1}),
    "instants": (datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 7, 1, 12, 0, 0, 1, tzinfo=UTC)),
    "a list and a map": ([], {}),
}


@pytest.mark.parametrize("pair", EQUAL.values(), ids=EQUAL)
def test_values_that_mean_the_same_are_the_same(pair: tuple[object, object]) -> None:
    one, other = map(stored, pair)

    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize("pair", DIFFERENT.values(), ids=DIFFERENT)
def test_values_that_differ_are_not_the_same(pair: tuple[object, object]) -> None:
    one, other = map(stored, pair)

    assert not same(one, other)
    assert not same(other, one)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1.5, r"Purchase\.field is the float 1\.5\. Only Decimals are exact: use Decimal\(str\(value\)\)"),
        ({"a": [1, {"b": 0.1}]}, r"Purchase\.field\.a\[1\]\.b is the float"),
        (float("nan"), "float nan"),
        (Decimal("NaN"), "not a number"),
        (Decimal("Infinity"), "not a number"),
        (Decimal("1." + "1" * 38), "38 digits.*Round it"),
        (10**38 + 1, "38 digits"),
        (Decimal("1E+126"), "cannot keep"),
        (Decimal("1E-131"), "cannot keep"),
        ("\ud800", "half a character"),
        (object(), "is a object, which cannot be stored"),
        (b"\xff", "is a bytes, which cannot be stored"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_place(value: object, told: str) -> None:
    with pytest.raises(ValueNotStorable, match=told):
        stored(value)


def test_a_map_with_an_empty_key_is_refused_with_its_place() -> None:
    with pytest.raises(EmptyKey, match=r"Purchase\.field\.a has an empty key"):
        stored({"a": {"": 1}})


def test_values_are_nested_only_as_deep_as_dynamodb_takes_them() -> None:
    def nested(levels: int) -> object:
        return [nested(levels - 1)] if levels else 1

    assert stored(nested(MAX_DEPTH))
    with pytest.raises(ValueNotStorable, match="levels deep"):
        stored(nested(MAX_DEPTH + 1))


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (Decimal("1E+2"), 100),
        (Decimal("-1.50"), Decimal("-1.50")),
        (Decimal("9" * 38), int("9" * 38)),
        (Decimal("1E+125"), Decimal("1E+125")),
        (datetime(2026, 7, 1, 12, 30, tzinfo=BERLIN), "2026-07-01T10:30:00+00:00"),
        (date(2026, 7, 1), "2026-07-01"),
        (timedelta(hours=26), "P1DT2H"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Word.RED, "red"),
        ({1: "a", 2: "b"}, {"1": "a", "2": "b"}),
        (b"text", "text"),
        (set("hgfedcba"), list("abcdefgh")),
    ],
)
def test_the_stored_form_is_plain(value: object, form: object) -> None:
    assert stored(value) == form
    assert type(stored(value)) is type(form)


TYPED: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (Decimal, st.decimals(-(10**20), 10**20, places=12, allow_nan=False)),
    (datetime, st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC) | st.just(BERLIN))),  # noqa: DTZ001
    (list[Decimal] | None, st.none() | st.lists(st.decimals(-100, 100, places=2), max_size=4)),
    (set[str], st.sets(TEXTS)),
    (dict[int, bool], st.dictionaries(st.integers(-99, 99), st.booleans())),
    (tuple[int, str], st.tuples(st.integers(-99, 99), TEXTS)),
    (timedelta, st.timedeltas(timedelta(0), timedelta(days=9999))),
    (UUID, st.uuids()),
    (date, st.dates()),
]


@given(value=PLAIN)
def test_the_stored_form_of_a_stored_form_is_itself(value: object) -> None:
    assert same(stored(stored(value)), stored(value))


@pytest.mark.parametrize(("annotation", "values"), TYPED, ids=lambda given: str(given)[:30])
def test_a_typed_value_comes_back_as_it_was(annotation: Any, values: st.SearchStrategy[Any]) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)

    @given(value=values)
    def comes_back(value: object) -> None:
        assert adapter.validate_python(stored(value)) == value

    comes_back()
