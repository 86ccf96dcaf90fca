"""The pages of a list, asked for one at a time as the items are used up, however long the list."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any, cast

from storehook.errors import CallInvalid

LIMIT = 250
"""Items asked for per page: the most that BigCommerce gives (docs, common query parameters)."""

type Fetch = Callable[[Mapping[str, str]], Any]
"""Gives the answer for these additions to the query, as JSON; None if it has no body."""


def of_v2(fetch: Fetch, limit: int, first: int = 1) -> Iterator[Any]:
    """Items of a v2 list, which does not tell its length: until a page is short, or 204.

    Args:
        fetch: asks for a page.
        limit: how many items a page is asked to hold.
        first: the number of the page to begin with.

    Raises:
        CallInvalid: the path is not that of a list.
    """
    full, before = 0, None
    for number in count(first):
        items = _items(fetch({"page": str(number)}))
        if items == before:
            return  # not a list in pages: it answers any number with the same
        yield from items
        full, before = full or _full_page(len(items), limit), items
        if len(items) < full:
            return


def of_v3(fetch: Fetch, start: Mapping[str, str]) -> Iterator[Any]:
    """Items of a v3 list, by number of page or by cursor, whichever its answers go by.

    Args:
        fetch: asks for a page.
        start: `page` or `after`, to begin elsewhere than at the beginning.

    Raises:
        CallInvalid: the path is not that of a list, or its cursor does not move on.
    """
    position: Mapping[str, str] | None = start
    while position is not None:
        answer = fetch(position)
        items = _items(_part(answer, "data"))
        yield from items
        position = _next(position, _part(answer, "meta")) if items else None


def _next(position: Mapping[str, str], meta: object) -> Mapping[str, str] | None:
    pages, cursors = _part(meta, "pagination"), _part(meta, "cursor_pagination")
    if cursors is not None and (pages is None or "after" in position):
        return _next_cursor(position, cursors)
    return _next_page(position, pages)


def _next_page(position: Mapping[str, str], pages: object) -> Mapping[str, str] | None:
    number, last = int(position.get("page", "1")), _part(pages, "total_pages")
    return {"page": str(number + 1)} if isinstance(last, int) and number < last else None


def _next_cursor(position: Mapping[str, str], cursors: object) -> Mapping[str, str] | None:
    # The reference has the two cursors the wrong way round in one place: `after` takes the one at the end.
    end, links = _part(cursors, "end_cursor"), _part(cursors, "links")
    if not end or (links is not None and not _part(links, "next")):
        return None
    if end == position.get("after"):
        raise CallInvalid(f"The list stays at the cursor {end!r}: it cannot be read by cursor.")
    return {"after": str(end)}


def _full_page(first: int, limit: int) -> int:
    # BigCommerce gives less than was asked for where a list has a lower maximum. Those are round numbers: a first page
    # of 50 where 250 were asked for may have another behind it, one of 47 has not.
    return limit if first == 0 or first % 10 else first


def _items(found: object) -> list[Any]:
    if found is None:
        return []
    if not isinstance(found, list):
        raise CallInvalid("This path gives one thing, not a list: use get().")
    return cast("list[Any]", found)


def _part(value: object, name: str) -> Any:
    return cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None
