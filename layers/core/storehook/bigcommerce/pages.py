"""Pages of a list, fetched one at a time while the items are used."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any, cast

from storehook.bigcommerce.answers import fields_of
from storehook.errors import CallInvalid

LIMIT = 250
"""Items per page: the most that BigCommerce allows (docs, common query parameters)."""

type Fetch = Callable[[Mapping[str, str]], Any]
"""Fetches the page for these additions to the query. Returns its JSON, or None if it has no body."""


def of_v2(fetch: Fetch, limit: int, first: int = 1) -> Iterator[Any]:
    """Iterate over a v2 list, which does not state its length. It ends with a short page or a 204."""
    full, before = 0, None
    for number in count(first):
        items = _items(fetch({"page": str(number)}))
        if items == before:
            return  # a list without pages gives the same answer for every number
        yield from items
        full, before = full or _full_page(len(items), limit), items
        if len(items) < full:
            return


def of_v3(fetch: Fetch, start: Mapping[str, str]) -> Iterator[Any]:
    """Iterate over a v3 list, by page number or by cursor, as its answers say. `start` may hold `page` or `after`."""
    position: Mapping[str, str] | None = start
    while position is not None:
        answer = fetch(position)
        items = _items(fields_of(answer).get("data"))
        yield from items
        position = _next(position, fields_of(answer).get("meta")) if items else None


def _next(position: Mapping[str, str], meta: object) -> Mapping[str, str] | None:
    pages, cursors = fields_of(meta).get("pagination"), fields_of(meta).get("cursor_pagination")
    if cursors is not None and (pages is None or "after" in position):
        return _next_cursor(position, cursors)
    return _next_page(position, pages)


def _next_page(position: Mapping[str, str], pages: object) -> Mapping[str, str] | None:
    number, last = int(position.get("page", "1")), fields_of(pages).get("total_pages")
    return {"page": str(number + 1)} if isinstance(last, int) and number < last else None


def _next_cursor(position: Mapping[str, str], cursors: object) -> Mapping[str, str] | None:
    # One page of the reference has the two cursors swapped. `after` takes the end cursor.
    end, links = fields_of(cursors).get("end_cursor"), fields_of(cursors).get("links")
    if not end or (links is not None and not fields_of(links).get("next")):
        return None
    if end == position.get("after"):
        raise CallInvalid(f"The list repeats the cursor {end!r}, so it cannot be read by cursor.")
    return {"after": str(end)}


def _full_page(first: int, limit: int) -> int:
    # Some lists have a lower maximum, which is always a round number. If we ask for 250 items and the first page has
    # 50, another page may follow. If it has 47, it is the last.
    return limit if first == 0 or first % 10 else first


def _items(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise CallInvalid("This path returns one resource, not a list. Use get().")
    return cast("list[Any]", value)
