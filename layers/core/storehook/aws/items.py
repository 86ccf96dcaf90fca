"""DynamoDB items: each value with its type, and every number a decimal.

boto3 has the same in `boto3.dynamodb.types`. Importing that loads all of boto3, s3transfer and multiprocessing, which
takes a sixth of the consumer's cold start.
"""

import base64
from collections.abc import Callable, Mapping
from decimal import Clamped, Context, Decimal, Inexact, Overflow, Rounded, Underflow
from typing import Any, cast

EXACT = Context(prec=38, Emin=-128, Emax=126, traps=[Clamped, Inexact, Overflow, Rounded, Underflow])
"""Numbers that DynamoDB can store (AWS docs, DynamoDB, data types). Any other number raises and is not rounded."""


def serialize(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as DynamoDB takes it.

    Raises:
        TypeError: a value has no DynamoDB type: it is not JSON, bytes or a set of texts.
        ArithmeticError: a number is too large, too small or too precise.
    """
    return {name: _typed(value) for name, value in row.items()}


def deserialize(row: Mapping[str, Any], number: Callable[[Decimal], Any]) -> dict[str, Any]:
    """Return an item as a row of Python values, with each number converted."""
    return {name: _plain(value, number) for name, value in row.items()}


def binary(value: bytes | str) -> bytes:
    """Return the bytes of an answer. The SDK's clients give bytes, and those of `signed_clients` give base64."""
    return value if isinstance(value, bytes) else base64.b64decode(value)


def whole_or_float(number: Decimal) -> int | float:
    """Return a number as an int if it is whole, else as a float."""
    return int(number) if number == number.to_integral_value() else float(number)


def _typed(value: Any) -> dict[str, Any]:
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int() | float() | Decimal():
            return {"N": _digits(value)}
        case str():
            return {"S": value}
        case bytes():
            return {"B": value}
        case _:
            return _typed_all(value)


def _typed_all(value: Any) -> dict[str, Any]:
    match value:
        case dict():
            return {"M": serialize(cast("dict[str, Any]", value))}
        case list() | tuple():
            return {"L": [_typed(item) for item in cast("list[Any]", value)]}
        case set() if all(isinstance(item, str) for item in cast("set[object]", value)):
            return {"SS": sorted(cast("set[str]", value))}
        case _:
            raise TypeError(f"DynamoDB has no type for {type(value).__name__}")


def _digits(value: float | Decimal) -> str:
    exact = EXACT.create_decimal(float.__repr__(value) if isinstance(value, float) else value)  # all digits of a float
    if not exact.is_finite():
        raise TypeError(f"DynamoDB cannot store the number {exact}")
    return str(exact)


def _plain(typed: Mapping[str, Any], number: Callable[[Decimal], Any]) -> Any:
    ((kind, value),) = typed.items()
    match kind:
        case "N":
            return number(Decimal(value))
        case "M":
            return deserialize(value, number)
        case "L":
            return [_plain(item, number) for item in value]
        case "NULL":
            return None
        case "SS":
            return set(value)
        case "B":
            return binary(value)
        case _:
            return value
