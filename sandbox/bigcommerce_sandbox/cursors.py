"""Pages by cursor (BigCommerce docs, catalog products v3 reference).

The reference names the two cursors the wrong way round in one place. Its schema, followed here, says that the one at
the end of a page leads to the next one.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.pages import number


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list, between two items.

    Args:
        item_id: the id of the item beside it.
        forwards: whether what follows is wanted, or what comes before.
    """

    item_id: int
    forwards: bool

    def of(self, items: Sequence[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
        """The items on this page, in the order of the list."""
        if self.forwards:
            return [item for item in items if item["id"] > self.item_id][:limit]
        return [item for item in items if item["id"] < self.item_id][-limit:]


def read_cursor(query: Mapping[str, str]) -> Cursor | None:
    """Read `after` or `before`; None if neither is there.

    Raises:
        ApiError: 422, if it is no cursor, or both are there.
    """
    given = [name for name in ("after", "before") if name in query]
    if not given:
        return None
    item_id = _decode(query[given[0]])
    if len(given) == 2 or not item_id:
        raise ApiError(422, "The value of 'after' or 'before' is not a cursor.")
    return Cursor(item_id, forwards=given == ["after"])


def cursor_pagination(page: Sequence[dict[str, Any]], items: Sequence[dict[str, Any]], limit: int) -> dict[str, Any]:
    """The `meta` of a page by cursor.

    Args:
        page: the items on this page.
        items: all items.
        limit: how many items a page holds at most.
    """
    start, end = (_encode(page[at]["id"]) if page else None for at in (0, -1))
    links: dict[str, str] = {}
    if page and page[0]["id"] != items[0]["id"]:
        links["previous"] = f"?limit={limit}&before={start}"
    if page and page[-1]["id"] != items[-1]["id"]:
        links["next"] = f"?limit={limit}&after={end}"
    found = {"count": len(page), "per_page": limit, "start_cursor": start, "end_cursor": end, "links": links}
    return {"cursor_pagination": found}


def _encode(item_id: int) -> str:
    return base64.urlsafe_b64encode(f"id:{item_id}".encode()).decode().rstrip("=")


def _decode(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        return 0
    return number(text.removeprefix("id:"))
