"""Rows as DynamoDB has them: each value with its type, and every number a decimal.

boto3 has the same in `boto3.dynamodb.types`, and loads all of itself, s3transfer and multiprocessing for it: a sixth of
the consumer's cold start.
"""

import base64
from collections.abc import Callable, Mapping
from decimal import Clamped, Context, Decimal, Inexact, Overflow, Rounded, Underflow
from typing import Any, cast

EXACT = Context(prec=38, Emin=-128, Emax=126, traps=[Clamped, Inexact, Overflow, Rounded, Underflow])
"""The numbers that DynamoDB keeps (AWS docs, DynamoDB, data types). Another is an error, not a near one."""


def serialize(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as DynamoDB takes it.

    Raises:
        TypeError: a value is none that it has: not JSON's, nor bytes, nor a set of texts.
        ArithmeticError: a number is too large, too small or too precise.
    """
    return {name: _typed(value) for name, value in row.items()}


def deserialize(row: Mapping[str, Any], number: Callable[[Decimal], Any]) -> dict[str, Any]:
    """A row as Python has it.

    Args:
        row: as DynamoDB gives it.
        number: what becomes of each of its numbers.
    """
    return {name: _plain(value, number) for name, value in row.items()}


def binary(found: bytes | str) -> bytes:
    """What is bytes in an answer: the SDK's clients give them as such, those of `signed_clients` as JSON has them."""
    return found if isinstance(found, bytes) else base64.b64decode(found)


def whole_or_float(found: Decimal) -> int | float:
    """A number as Python writes it."""
    return int(found) if found == found.to_integral_value() else float(found)


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
            return {"L": [_typed(each) for each in cast("list[Any]", value)]}
        case set() if all(isinstance(each, str) for each in cast("set[object]", value)):
            return {"SS": sorted(cast("set[str]", value))}
        case _:
            raise TypeError(f"{type(value).__name__} is no type of DynamoDB's")


def _digits(value: float | Decimal) -> str:
    exact = EXACT.create_decimal(float.__repr__(value) if isinstance(value, float) else value)  # its every digit
    if not exact.is_finite():
        raise TypeError("DynamoDB has no infinite numbers, nor any that are none")
    return str(exact)


def _plain(typed: Mapping[str, Any], number: Callable[[Decimal], Any]) -> Any:
    ((kind, value),) = typed.items()
    match kind:
        case "N":
            return number(Decimal(value))
        case "M":
            return deserialize(value, number)
        case "L":
            return [_plain(each, number) for each in value]
        case "NULL":
            return None
        case "SS":
            return set(value)
        case "B":
            return binary(value)
        case _:
            return value
