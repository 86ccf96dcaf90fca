"""The way through a list that changes while it is read, such that nothing is skipped. Pure.

The list is in the order of `date_modified`, and what is changed meanwhile leaves its place for the end. So pages are
not counted: each full one is followed by the first page of what was changed since its last item.

Only where more was changed within one second than a page holds must its pages be counted, and what leaves an earlier
page moves something of a later one to where we have been. That second is therefore read twice, up and then down again:
an item only ever moves to lower pages, and so meets us on the way down.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from storehook.catch_up.changes import ChangedResource, is_full

LIMIT = 250
"""Items asked for per page: the most that BigCommerce gives (docs, common query parameters)."""

MAX_SEEN = 1000
"""Items that a position remembers. More of one second are sent again, and recognised as duplicates by the consumer."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where in a list to go on.

    Args:
        since: only what was changed from then on, in unix seconds.
        page: of that, this page.
        back: whether the pages of that one second are read a second time, from the last to the first.
        seen: the ids of what was changed at that very second and has been worked on.
    """

    since: int
    page: int = 1
    back: bool = False
    seen: tuple[int, ...] = ()

    @property
    def asked(self) -> int:
        """The time that the list is asked for, in unix seconds: a second earlier.

        Not every filter lets its own time through: BigCommerce's reference gives customers that were changed after it,
        and says nothing of orders and products.
        """
        return self.since - 1


def fresh(position: Position, found: Sequence[ChangedResource], until: int) -> list[ChangedResource]:
    """What is to be worked on of a page. What was changed before the position's second has been, or is none of ours.

    Args:
        position: the page's.
        found: what is on it.
        until: the latest change that counts, in unix seconds.
    """
    within = position.since if position.back or position.page > 1 else until
    seen = set(position.seen)
    return [
        change
        for change in found
        if position.since <= change.modified <= within and not _is_seen(change, position.since, seen)
    ]


def following(position: Position, found: Sequence[ChangedResource], *, until: int, limit: int) -> Position | None:
    """Where to go on after a page; None after the last.

    Args:
        position: the page's.
        found: what is on it.
        until: the latest change that counts, in unix seconds.
        limit: how many items a page was asked to hold.
    """
    last = found[-1].modified if found else position.since
    if not position.back and is_full(found, limit) and last <= position.since:
        return Position(position.since, position.page + 1, seen=_seen(position, found, position.since))
    if position.back or position.page > 1:
        return _down(position, found, until)
    if last > until or not is_full(found, limit):
        return None
    return Position(last, seen=_seen(position, found, last))


def _down(position: Position, found: Sequence[ChangedResource], until: int) -> Position | None:
    if position.page > 1:
        return Position(position.since, position.page - 1, back=True, seen=_seen(position, found, position.since))
    return Position(position.since + 1) if position.since < until else None


def _seen(position: Position, found: Sequence[ChangedResource], second: int) -> tuple[int, ...]:
    before = position.seen if position.since == second else ()
    return tuple(dict.fromkeys([*before, *(change.id for change in found if change.modified == second)]))[-MAX_SEEN:]


def _is_seen(change: ChangedResource, second: int, seen: set[int]) -> bool:
    return change.modified == second and change.id in seen
