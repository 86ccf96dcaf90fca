"""Money as v2 writes it: text with four decimals."""

import re
from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from bigcommerce_facts import load
from bigcommerce_sandbox.errors import refused

_NAME = re.compile(r".*(amount|discount|cost|price|total)(_(ex_|inc_)?tax)?")

_MOST = 10**15

NOTHING = "0.0000"


def as_money(amount: Any) -> str:
    """Return an amount as v2 writes it.

    Raises:
        ValueError, InvalidOperation: it is none.
    """
    number = Decimal(str(amount))
    if not abs(number) < _MOST:
        raise ValueError(amount)
    return str(number.quantize(Decimal("1.0000"), ROUND_HALF_UP))


def amounts_of(operation: str) -> dict[str, str]:
    """Return the fields of an operation's items that are amounts, each with what it is if nobody wrote it."""
    item = load().operations[operation].item
    fields = item.properties.items() if item else ()
    texts = (name for name, schema in fields if schema.type == "string" or schema.alternatives)
    return {name: NOTHING for name in texts if _NAME.fullmatch(name)}


def written(given: Mapping[str, Any], names: Collection[str]) -> dict[str, str]:
    """Return the amounts among the fields of a request.

    Raises:
        ApiError: 400 for one that is no amount, or below zero.
    """
    return {name: _written(name, given[name]) for name in names if name in given}


def _written(name: str, value: Any) -> str:
    try:
        text = as_money(value)
    except (ValueError, InvalidOperation) as error:
        raise refused("v2", {name: "Not an amount of money"}) from error
    if text.startswith("-"):
        raise refused("v2", {name: "Must be 0 or more"})
    return text
