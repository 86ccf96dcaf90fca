"""Rows are as boto3 would write and read them, without boto3."""

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from storehook.aws.items import deserialize, serialize, whole_or_float

NUMBERS = st.integers(-(10**38) + 1, 10**38 - 1) | st.decimals(-1000, 1000, places=4)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ROWS = st.dictionaries(st.text(min_size=1), VALUES, max_size=5)


@given(ROWS)
def test_a_row_is_written_as_boto3_writes_it(row: dict[str, Any]) -> None:
    assert serialize(row) == {name: TypeSerializer().serialize(value) for name, value in row.items()}


@given(ROWS)
def test_a_row_is_read_as_boto3_reads_it(row: dict[str, Any]) -> None:
    written = serialize(row)

    assert deserialize(written, lambda number: number) == {
        name: TypeDeserializer().deserialize(value) for name, value in written.items()
    }


@given(st.floats(1e-100, 1e100) | st.floats(-1e100, -1e-100) | st.just(0.0))
def test_a_float_comes_back_to_its_last_digit(number: float) -> None:
    assert float(deserialize(serialize({"at": number}), whole_or_float)["at"]) == number


def test_a_tuple_comes_back_as_a_list() -> None:
    assert deserialize(serialize({"pair": (1, "a")}), whole_or_float) == {"pair": [1, "a"]}


def test_a_set_of_texts_comes_back_and_is_written_in_one_order() -> None:
    written = serialize({"line": {"b", "a"}})

    assert (written, deserialize(written, whole_or_float)) == ({"line": {"SS": ["a", "b"]}}, {"line": {"a", "b"}})


@pytest.mark.parametrize("number", [float("inf"), float("nan"), Decimal("Infinity"), Decimal("NaN")])
def test_a_number_that_is_not_finite_is_refused(number: float | Decimal) -> None:
    with pytest.raises(TypeError, match="cannot store the number"):
        serialize({"n": number})


@pytest.mark.parametrize("number", [10**39 + 1, Decimal("1e127"), Decimal("1e-170"), Decimal("0." + "1" * 39)])
def test_a_number_that_dynamodb_would_round_is_refused(number: int | Decimal) -> None:
    with pytest.raises(ArithmeticError):
        serialize({"n": number})


@pytest.mark.parametrize("value", [{1}, object(), 1j])
def test_a_type_that_dynamodb_lacks_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="DynamoDB has no type for"):
        serialize({"value": value})
