"""Rows as DynamoDB has them: each value with its type, and every number a decimal."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, cast

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer


def serialize(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as DynamoDB takes it."""
    serializer = TypeSerializer()
    return {name: serializer.serialize(_decimals(value)) for name, value in row.items()}


def deserialize(row: Mapping[str, Any], number: Callable[[Decimal], Any]) -> dict[str, Any]:
    """A row as Python has it.

    Args:
        row: as DynamoDB gives it.
        number: what becomes of each of its numbers.
    """
    deserializer = TypeDeserializer()
    return {name: _numbers(deserializer.deserialize(value), number) for name, value in row.items()}


def whole_or_float(found: Decimal) -> int | float:
    """A number as Python writes it."""
    return int(found) if found == found.to_integral_value() else float(found)


def _decimals(value: Any) -> Any:
    match value:
        case float():
            return Decimal(repr(value))  # which has a float's every digit
        case dict():
            return {name: _decimals(each) for name, each in cast("dict[str, Any]", value).items()}
        case list() | tuple():
            return [_decimals(each) for each in cast("list[Any]", value)]
        case _:
            return value


def _numbers(value: Any, number: Callable[[Decimal], Any]) -> Any:
    match value:
        case Decimal():
            return number(value)
        case dict():
            return {name: _numbers(each, number) for name, each in cast("dict[str, Any]", value).items()}
        case list():
            return [_numbers(each, number) for each in cast("list[Any]", value)]
        case _:
            return value
