"""Paging through a list that changes while it is read, so that no change is skipped. Pure functions.

The list is sorted by `date_modified`. An item that changes meanwhile moves to the end. Pages are therefore not counted:
after a full page comes the first page of what has changed since the last item.

Pages must be counted only if more items have the same second than fit on a page. An item that leaves such a page then
moves later items to pages that have been read. So that second is read twice, up and then down: an item only ever moves
to lower pages, and is met on the way down.

BigCommerce may find items by an index that lags behind them. Some then stand in the place of an earlier change. The
next page therefore doesn't start at the latest item of a page, but a tenth of the page before it.
"""

from dataclasses import dataclass

from storehook.catch_up.changes import ChangedResource, Page

MAX_SEEN = 1000
"""Items that a position remembers. More are sent again, and the consumer drops the duplicates."""


@dataclass(frozen=True, slots=True)
class Position:
    """Position in a list.

    Args:
        since: earliest time of the changes to read, in unix seconds.
        page: the page of these changes.
        back: the pages of that second are read for the second time, last page first.
        seen: items that changed then or later and have been processed: the time of their change, and their id.
    """

    since: int
    page: int = 1
    back: bool = False
    seen: tuple[tuple[int, int], ...] = ()

    @property
    def query_since(self) -> int:
        """Time for the query, in unix seconds: a second earlier.

        Not every filter includes its own time. BigCommerce's reference says that the customers' filter excludes it, and
        says nothing about orders and products.
        """
        return self.since - 1


def unseen(position: Position, page: Page, until: int) -> list[ChangedResource]:
    """Return the changes of a page that have not been processed, and are not later than `until`."""
    seen = set(position.seen)
    in_time = (change for change in page.changes if position.since <= change.modified <= until)
    return [change for change in in_time if (change.modified, change.id) not in seen]


def next_position(position: Position, page: Page, *, until: int, limit: int) -> Position | None:
    """Return the position after a page of at most `limit` items, or None if no change until `until` is left."""
    since, reached = position.since, page.reached
    is_over = reached is None or reached <= since
    if not position.back and page.is_full(limit) and is_over:
        return Position(since, position.page + 1, seen=_seen(position, page, since, until))
    if position.page > 1:
        return Position(since, position.page - 1, back=True, seen=_seen(position, page, since, until))
    if position.back:
        return Position(since + 1, seen=_seen(position, page, since + 1, until)) if since < until else None
    if reached is None or reached > until or not page.is_full(limit):
        return None
    return Position(reached, seen=_seen(position, page, reached, until))


def _seen(position: Position, page: Page, since: int, until: int) -> tuple[tuple[int, int], ...]:
    """Return the items that a position from `since` remembers."""
    processed = [(change.modified, change.id) for change in page.changes if change.modified <= until]
    return tuple(item for item in dict.fromkeys((*position.seen, *processed)) if item[0] >= since)[-MAX_SEEN:]
