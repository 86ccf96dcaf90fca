"""A Decimal comes back from a record as it was written: its zeros are kept, although DynamoDB drops them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storehook.records.places import places_of, restored, stripped
from storehook.records.values import MAX_DIGITS, MIN_EXPONENT, to_stored

PRICES = st.integers(0, 12).flatmap(lambda places: st.decimals(-(10**9), 10**9, places=places, allow_nan=False))
NESTED = st.recursive(
    PRICES | st.booleans() | st.none() | st.text(max_size=3) | st.integers(-99, 99),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=3), inner, max_size=3),
    max_leaves=8,
)


def through_dynamodb(value: Any) -> Any:
    return restored(stripped(value), places_of(value))


@given(value=NESTED)
def test_a_stored_value_comes_back_to_the_last_zero(value: object) -> None:
    stored = to_stored(value, "field")

    assert repr(through_dynamodb(stored)) == repr(stored)


@given(value=PRICES)
def test_a_number_with_places_is_kept_as_it_is_written(value: Decimal) -> None:
    kept = through_dynamodb(to_stored(value, "price"))

    assert str(kept) == str(value.copy_abs() if value == 0 else value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("19.90", "19.90"),
        ("0.00", "0.00"),
        ("-0.00", "0.00"),
        ("10.0000", "10.0000"),
        ("1E+2", "100"),
        ("0E+3", "0"),
        (f"{'9' * MAX_DIGITS}.00", f"{'9' * MAX_DIGITS}.00"),
        (f"1.{'0' * -MIN_EXPONENT}", f"1.{'0' * -MIN_EXPONENT}"),
        (f"1.{'0' * (1 - MIN_EXPONENT)}", "1"),
    ],
)
def test_places_are_kept_as_far_as_they_can_be(value: str, text: str) -> None:
    assert str(through_dynamodb(to_stored(Decimal(value), "price"))) == text


@given(value=NESTED)
def test_what_is_written_has_no_zeros_that_dynamodb_would_drop(value: object) -> None:
    written = stripped(to_stored(value, "field"))

    assert places_of(written) is None


def test_places_of_what_has_become_another_value_since_are_let_be() -> None:
    assert restored({"price": "gone", "lines": 3}, {"price": 2, "lines": {"0": 2}}) == {"price": "gone", "lines": 3}
