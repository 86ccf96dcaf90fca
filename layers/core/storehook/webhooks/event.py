"""Event in a store, read from the body of a delivery."""

import json
import re
from dataclasses import dataclass
from typing import Any, cast

from storehook.errors import ContentUnreadable

LATEST = 10**11
"""Unix seconds: no event happens later, and no table holds a number of a thousand digits."""

NAME = re.compile(r"[\x21-\x7e]{1,256}")
"""Scope, hash or resource that can be a key in a table."""


@dataclass(frozen=True, slots=True)
class Event:
    """Event that BigCommerce reports.

    Args:
        scope: what happened, such as `store/order/updated`.
        data: what it happened to. An object; for `store/priceList/records/*` an array; `{}` for some channel events.
        hash: the event's name at BigCommerce, the same in every delivery of it; None if the body has none.
        created_at: when it happened, in unix seconds; None if the body does not say.
    """

    store_hash: str
    scope: str
    data: dict[str, Any] | list[Any]
    hash: str | None
    created_at: int | None


def json_object(body: bytes) -> dict[str, Any]:
    """Read a body as the JSON object that every delivery is.

    Raises:
        ContentUnreadable: it is not one.
    """
    try:
        # RecursionError: a few KiB of "[" are enough to exhaust the parser's stack.
        found: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ContentUnreadable(f"The body is not JSON: {type(error).__name__}.") from error
    if not isinstance(found, dict):
        raise ContentUnreadable(f"The body is a JSON {type(found).__name__}, not an object.")
    return cast("dict[str, Any]", found)


def producer(fields: dict[str, Any]) -> str:
    """Return the hash of the store that the body names, as `stores/{hash}` in `producer`. Refuse a body without one."""
    named: object = fields.get("producer")
    if not isinstance(named, str) or not named.startswith("stores/"):
        raise ContentUnreadable("The body names no store in `producer`.")
    return named.removeprefix("stores/")


def read(body: bytes) -> Event:
    """Read a delivery's body.

    Unknown fields are ignored: BigCommerce adds fields without notice (docs, "Best practices").

    Raises:
        ContentUnreadable: the store, the scope or the data is not there.
    """
    fields = json_object(body)
    scope: object = fields.get("scope")
    if not isinstance(scope, str) or not NAME.fullmatch(scope):
        raise ContentUnreadable("The body names no scope.")
    data: object = fields.get("data", {})
    if not isinstance(data, dict | list):
        raise ContentUnreadable(f"`data` is a JSON {type(data).__name__}, not an object or array.")
    found, at = fields.get("hash"), fields.get("created_at")
    return Event(
        store_hash=producer(fields),
        scope=scope,
        data=cast("dict[str, Any] | list[Any]", data),
        hash=found if isinstance(found, str) and NAME.fullmatch(found) else None,
        created_at=at if isinstance(at, int) and 0 <= at < LATEST else None,
    )


CLOCK_SKEW = 5.0
"""Seconds that BigCommerce's clock may be behind ours."""
