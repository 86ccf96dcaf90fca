"""Paging through a list that changes while it is read, so that no change is skipped. Pure functions.

The list is sorted by `date_modified`. An item that changes meanwhile moves to the end. Pages are therefore not counted:
after a full page comes the first page of what has changed since the last item.

Pages must be counted only if more items have the same second than fit on a page. An item that leaves such a page then
moves later items to pages that have been read. So that second is read twice, up and then down: an item only ever moves
to lower pages, and is met on the way down.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from storehook.catch_up.changes import ChangedResource, is_full

MAX_SEEN = 1000
"""Items that a position remembers. If a second has more, they are sent again, and the consumer drops the duplicates."""


@dataclass(frozen=True, slots=True)
class Position:
    """Position in a list.

    Args:
        since: earliest time of the changes to read, in unix seconds.
        page: the page of these changes.
        back: the pages of that second are read for the second time, last page first.
        seen: ids of items that changed in that second and have been processed.
    """

    since: int
    page: int = 1
    back: bool = False
    seen: tuple[int, ...] = ()

    @property
    def query_since(self) -> int:
        """Time for the query, in unix seconds: a second earlier.

        Not every filter includes its own time. BigCommerce's reference says that the customers' filter excludes it, and
        says nothing about orders and products.
        """
        return self.since - 1


def unseen(position: Position, page: Sequence[ChangedResource], until: int) -> list[ChangedResource]:
    """Return the changes of a page that have not been processed, and are not later than `until`."""
    latest = position.since if position.back or position.page > 1 else until
    seen = {(position.since, number) for number in position.seen}
    in_time = (change for change in page if position.since <= change.modified <= latest)
    return [change for change in in_time if (change.modified, change.id) not in seen]


def next_position(position: Position, page: Sequence[ChangedResource], *, until: int, limit: int) -> Position | None:
    """Return the position after a page of at most `limit` items, or None if no change until `until` is left."""
    last = page[-1].modified if page else position.since
    if not position.back and is_full(page, limit) and last <= position.since:
        return Position(position.since, position.page + 1, seen=_seen(position, page, position.since))
    if position.back or position.page > 1:
        return _down(position, page, until)
    if last > until or not is_full(page, limit):
        return None
    return Position(last, seen=_seen(position, page, last))


def _down(position: Position, page: Sequence[ChangedResource], until: int) -> Position | None:
    if position.page > 1:
        return Position(position.since, position.page - 1, back=True, seen=_seen(position, page, position.since))
    return Position(position.since + 1) if position.since < until else None


def _seen(position: Position, page: Sequence[ChangedResource], second: int) -> tuple[int, ...]:
    before = position.seen if position.since == second else ()
    return tuple(dict.fromkeys([*before, *(change.id for change in page if change.modified == second)]))[-MAX_SEEN:]
