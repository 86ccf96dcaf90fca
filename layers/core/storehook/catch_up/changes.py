"""Changed orders, products and customers, read from BigCommerce's lists. Pure functions."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from storehook.errors import ContentUnreadable

OUTLIERS = 10
"""One of so many items on a page may be in a wrong place, because the list's index lags behind the items."""

MAX_NAME = 40
"""Characters of the name of an item that cannot be read."""


@dataclass(frozen=True, slots=True)
class ChangedResource:
    """Resource that has changed. Its kind is as in events, such as `order`, and its times are unix seconds.

    Args:
        channel: number of its channel. None if the list doesn't show it.
    """

    kind: str
    id: int
    created: int
    modified: int
    channel: int | None = None

    @property
    def resource(self) -> str:
        """Name of the resource, as in `webhooks.resources.resource_of`: `order/113`."""
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True)
class Page:
    """Page of a list.

    Args:
        changes: its readable items, in the order of their changes.
        unreadable: names of its other items.
    """

    changes: tuple[ChangedResource, ...]
    unreadable: tuple[str, ...] = ()

    @property
    def reached(self) -> int | None:
        """Time up to which the list has certainly been read, in unix seconds. None for a page without a readable item.

        An item that was changed just now may still be in its old place. The latest items of a page may be such ones.
        """
        latest_first = [change.modified for change in reversed(self.changes)]
        return latest_first[len(latest_first) // OUTLIERS] if latest_first else None

    def is_full(self, limit: int) -> bool:
        """Return whether another page may follow.

        A list whose maximum is lower than the limit gives that many items. Such maximums are round numbers.
        """
        items = len(self.changes) + len(self.unreadable)
        return items >= limit or (items > 0 and items % 10 == 0)


def read_page(kind: str, items: object, limit: int) -> Page:
    """Read one page of a list. None is an empty page.

    Raises:
        ContentUnreadable: it is not a list, or has many items and none can be read.
    """
    if not isinstance(items, list | None):
        raise ContentUnreadable(f"BigCommerce's list of changes is a JSON {type(items).__name__}.")
    read = [_change(kind, item) for item in cast("list[Any]", items or [])]
    changes = sorted((item for item in read if isinstance(item, ChangedResource)), key=_modified)
    page = Page(tuple(changes), tuple(item for item in read if isinstance(item, str)))
    if page.is_full(limit) and not changes:
        raise ContentUnreadable(f"Each {kind} on a page of BigCommerce's list of changes lacks its id or a date.")
    return page


def _modified(change: ChangedResource) -> int:
    return change.modified


def _change(kind: str, item: Any) -> ChangedResource | str:
    """Read an item. Return its name if it cannot be read."""
    try:
        created, modified = _seconds(item["date_created"]), _seconds(item["date_modified"])
        return ChangedResource(kind, int(item["id"]), created, modified, _channel(item))
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return _name(kind, item)


def _channel(item: dict[str, Any]) -> int | None:
    channel = item.get("channel_id")
    return channel if isinstance(channel, int) else None


def _name(kind: str, item: Any) -> str:
    number = cast("dict[str, object]", item).get("id") if isinstance(item, dict) else None
    return f"{kind}/{number}"[:MAX_NAME] if isinstance(number, int | str) else f"{kind}/(no id)"


def _seconds(date: str) -> int:
    """Read a date as v3 writes it (ISO 8601) or as v2 does (RFC 2822). Without a time zone, it is UTC."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        moment = parsedate_to_datetime(date)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
