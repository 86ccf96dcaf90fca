"""Decimal places of numbers.

DynamoDB drops trailing zeros, as in 19.90, so the number of places is stored beside it.
"""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import cast

type Stored = bool | int | Decimal | str | list["Stored"] | dict[str, "Stored"] | None
"""Value in its stored form."""

type Places = int | dict[str, "Places"]
"""Decimal places of a number. For a map they are by key, for a list by index."""

MAX_DIGITS = 38
MAX_EXPONENT = 125
MIN_EXPONENT = -130
"""Limits of a number in DynamoDB."""

_EXACT = Context(prec=2 * (MAX_DIGITS - MIN_EXPONENT))


def significant(number: Decimal) -> tuple[int, ...]:
    """Return a number's digits without trailing zeros."""
    return tuple(map(int, "".join(map(str, number.as_tuple().digits)).rstrip("0")))


def given_back(number: Decimal) -> int | Decimal:
    """Return a number as it will be read: with its places if they can be kept, otherwise without trailing zeros."""
    return number if MIN_EXPONENT <= _exponent(number) < 0 else _without_zeros(number)


def stripped(value: Stored) -> Stored:
    """Return the value as DynamoDB keeps it: numbers without trailing zeros, and whole numbers as ints."""
    match value:
        case dict():
            return {name: stripped(member) for name, member in value.items()}
        case list():
            return [stripped(member) for member in value]
        case Decimal():
            return _without_zeros(value)
        case _:
            return value


def places_of(value: Stored) -> Places | None:
    """Return the places that `stripped` loses, if any."""
    match value:
        case dict():
            return _places_of_all(value)
        case list():
            return _places_of_all({str(index): member for index, member in enumerate(value)})
        case Decimal() if _exponent(value) < 0 and value.as_tuple().digits[-1] == 0:
            return -_exponent(value)
        case _:
            return None


def restored(value: Stored, places: Places | None) -> Stored:
    """Return the value as it was before `stripped`, given the lost places."""
    match value, places:
        case dict(), Mapping():
            return {name: restored(member, places.get(name)) for name, member in value.items()}
        case list(), Mapping():
            return [restored(member, places.get(str(index))) for index, member in enumerate(value)]
        case ((int() | Decimal()), int()):
            return Decimal(value).quantize(Decimal((0, (1,), -places)), context=_EXACT)
        case _:
            return value


def _places_of_all(values: Mapping[str, Stored]) -> Places | None:
    all_places = {name: places_of(value) for name, value in values.items()}
    return {name: places for name, places in all_places.items() if places is not None} or None


def _exponent(number: Decimal) -> int:
    return cast("int", number.as_tuple().exponent)


def _without_zeros(number: Decimal) -> int | Decimal:
    sign, digits, exponent = number.as_tuple()
    kept = significant(number)
    if not kept:
        return 0
    exact = Decimal((sign, kept, cast("int", exponent) + len(digits) - len(kept)))
    return int(exact) if _exponent(exact) >= 0 and exact.adjusted() < MAX_DIGITS else exact
