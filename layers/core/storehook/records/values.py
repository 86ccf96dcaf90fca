"""Stored values: the one form in which values are written, compared and counted.

A typed value becomes text, a number, a list or a map. A Decimal becomes a number, a datetime ISO 8601 text in UTC, a
model a map, and a set a sorted list. Two values are the same if their stored forms are. A number's trailing zeros are
kept, but make no difference.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import cast

from pydantic_core import PydanticSerializationError, to_jsonable_python

from storehook.errors import EmptyKey, ValueNotStorable
from storehook.records import places
from storehook.records.places import MAX_DIGITS, MAX_EXPONENT, MIN_EXPONENT, Stored

type Fields = Mapping[str, Stored]
"""Fields of a record in their stored form."""

MAX_DEPTH = 24
"""Deepest nesting of a value. DynamoDB's limit is 32, and pending changes add some levels."""


def to_stored(value: object, path: str, depth: int = 0) -> Stored:
    """Return the stored form of a value. A stored value is its own stored form.

    Args:
        value: any value that pydantic can turn into JSON, except floats.
        path: its name in messages, such as `Order.total`.

    Raises:
        ValueNotStorable: it is or contains a float, a number with too many digits, or a value without a stored form.
        EmptyKey: it contains a map with an empty key.
    """
    if depth > MAX_DEPTH:
        raise ValueNotStorable(f"{path} is nested more than {MAX_DEPTH} levels deep. Flatten it, or store it as text.")
    match value:
        case Enum():
            return to_stored(value.value, path, depth)
        case Mapping():
            items = cast("Mapping[object, object]", value).items()
            return {_key(key, path): to_stored(member, f"{path}.{key}", depth + 1) for key, member in items}
        case list() | tuple() | set() | frozenset():
            return _array(cast("Iterable[object]", value), path, depth)
        case None | bool():
            return value
        case _:
            return _scalar(value, path, depth)


def same(one: Stored, other: Stored) -> bool:
    """Return whether two stored values are equal. Unlike in Python, `True` is never 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return one == other


def _scalar(value: object, path: str, depth: int) -> Stored:
    match value:
        case str():
            return _text(value, path)
        case int() | Decimal():
            return _number(value, path)
        case float():
            raise ValueNotStorable(f"{path} is the float {value!r}. Only Decimals are exact: use Decimal(str(value)).")
        case datetime():
            return _instant(value, path)
        case _:
            return _jsonable(value, path, depth)


def _text(value: str, path: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueNotStorable(
            f"{path} contains half a character ({value[error.start]!r}), which is not valid UTF-8."
        ) from error
    return str(value)


def _number(value: int | Decimal, path: str) -> int | Decimal:
    number = Decimal(value)
    if not number.is_finite():
        raise ValueNotStorable(f"{path} is {value}, which is not a number. Make the field optional and store None.")
    if number == 0:
        return places.given_back(number.copy_abs())
    if len(places.significant(number)) > MAX_DIGITS or not MIN_EXPONENT <= number.adjusted() <= MAX_EXPONENT:
        raise ValueNotStorable(
            f"{path} is a number that DynamoDB cannot keep. It keeps {MAX_DIGITS} digits, "
            f"and magnitudes from 1E{MIN_EXPONENT} to 1E{MAX_EXPONENT}. Round it."
        )
    return places.given_back(number)


def _instant(value: datetime, path: str) -> str:
    try:
        return in_utc(value).isoformat()
    except OverflowError as error:
        raise ValueNotStorable(f"{path} is {value}, which cannot be expressed in UTC.") from error


def in_utc(value: datetime) -> datetime:
    """Return the same instant in UTC. A time without a zone counts as UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _array(values: Iterable[object], path: str, depth: int) -> list[Stored]:
    array = [to_stored(member, f"{path}[{index}]", depth + 1) for index, member in enumerate(values)]
    # The order of a set differs from process to process.
    return sorted(array, key=_rank) if isinstance(values, set | frozenset) else array


def _rank(value: Stored) -> str:
    return repr(places.stripped(value))


def _key(key: object, path: str) -> str:
    text = to_stored(key, path)
    if text == "":
        raise EmptyKey(f"{path} has an empty key, which DynamoDB refuses. Leave that entry out.")
    return text if isinstance(text, str) else str(text)


def _jsonable(value: object, path: str, depth: int) -> Stored:
    try:
        return to_stored(to_jsonable_python(value), path, depth)
    except (PydanticSerializationError, UnicodeDecodeError) as error:
        raise ValueNotStorable(f"{path} is a {type(value).__name__}, which cannot be stored: {error}") from error
