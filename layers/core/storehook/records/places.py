"""The zeros at the end of a number, as in 19.90: DynamoDB drops them, so how many places it has is kept beside it."""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import cast

type Stored = bool | int | Decimal | str | list["Stored"] | dict[str, "Stored"] | None
"""A value as stored."""

type Places = int | dict[str, "Places"]
"""How many digits a number has after its point; or that of those in a map by key, and of those in a list by index."""

MAX_DIGITS = 38
MAX_EXPONENT = 125
MIN_EXPONENT = -130
"""What DynamoDB keeps of a number."""

_EXACT = Context(prec=2 * (MAX_DIGITS - MIN_EXPONENT))


def significant(number: Decimal) -> tuple[int, ...]:
    """A number's digits, but for the zeros at its end."""
    return tuple(map(int, "".join(map(str, number.as_tuple().digits)).rstrip("0")))


def given_back(number: Decimal) -> int | Decimal:
    """A number as it comes back: as it was written, if it has places that can be kept; else bare of zeros."""
    return number if MIN_EXPONENT <= _exponent(number) < 0 else _without_zeros(number)


def stripped(value: Stored) -> Stored:
    """The value as DynamoDB keeps it: its numbers without zeros at their ends, and ints if they are whole."""
    match value:
        case dict():
            return {name: stripped(each) for name, each in value.items()}
        case list():
            return [stripped(each) for each in value]
        case Decimal():
            return _without_zeros(value)
        case _:
            return value


def places_of(value: Stored) -> Places | None:
    """What `stripped` loses of a value; None for nothing."""
    match value:
        case dict():
            return _those_of(value)
        case list():
            return _those_of({str(index): each for index, each in enumerate(value)})
        case Decimal() if _exponent(value) < 0 and value.as_tuple().digits[-1] == 0:
            return -_exponent(value)
        case _:
            return None


def restored(value: Stored, places: Places | None) -> Stored:
    """The value as it was before `stripped`.

    Args:
        value: as DynamoDB gives it.
        places: what was lost of it.
    """
    match value, places:
        case dict(), Mapping():
            return {name: restored(each, places.get(name)) for name, each in value.items()}
        case list(), Mapping():
            return [restored(each, places.get(str(index))) for index, each in enumerate(value)]
        case ((int() | Decimal()), int()):
            return Decimal(value).quantize(Decimal((0, (1,), -places)), context=_EXACT)
        case _:
            return value


def _those_of(values: Mapping[str, Stored]) -> Places | None:
    found = {name: places for name, each in values.items() if (places := places_of(each)) is not None}
    return found or None


def _exponent(number: Decimal) -> int:
    return cast("int", number.as_tuple().exponent)


def _without_zeros(number: Decimal) -> int | Decimal:
    sign, digits, exponent = number.as_tuple()
    kept = significant(number)
    if not kept:
        return 0
    exact = Decimal((sign, kept, cast("int", exponent) + len(digits) - len(kept)))
    return int(exact) if _exponent(exact) >= 0 and exact.adjusted() < MAX_DIGITS else exact
