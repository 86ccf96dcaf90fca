"""What a request may write to a v3 product or customer."""

from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any

from storehook_sandbox.errors import invalid
from storehook_sandbox.json_values import as_object
from storehook_sandbox.v3_queries import Item


def as_iso(now: float) -> str:
    """A moment in unix seconds as v3 writes it: ISO 8601, in UTC."""
    return datetime.fromtimestamp(int(now), UTC).isoformat()


def changed(item: Item, given: object, now: float, fixed: AbstractSet[str]) -> Item:
    """The item after a change: the given fields are new, the others stay, and it is modified `now` (unix seconds).

    Raises:
        ApiError: 422, if a field is not one of the item's, is `fixed`, or has the wrong type, or there is none.
    """
    fields = as_object(given)
    if not fields:
        raise invalid({"data": "error.path.missing."})
    errors = {name: problem for name, value in fields.items() if (problem := _problem(item, name, value, fixed))}
    if errors:
        raise invalid(errors)
    return {**item, **fields, "date_modified": as_iso(now)}


def _problem(item: Item, name: str, value: object, fixed: AbstractSet[str]) -> str | None:
    if name not in item:
        return "Not a field of this resource"
    if name in fixed:
        return "This field cannot be written to"
    return None if _alike(value, item[name]) else "Has the wrong type"


def _alike(value: Any, current: Any) -> bool:
    if _is_number(current):
        return _is_number(value)
    return type(value) is type(current)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
