"""Changed orders, products and customers, read from BigCommerce's lists. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any, cast

from storehook.errors import ContentUnreadable


@dataclass(frozen=True, slots=True)
class ChangedResource:
    """Resource that has changed. Its kind is as in events, such as `order`, and its times are unix seconds."""

    kind: str
    id: int
    created: int
    modified: int

    @property
    def resource(self) -> str:
        """Name of the resource, as in `webhooks.resources.resource_of`: `order/113`."""
        return f"{self.kind}/{self.id}"


def read_page(kind: str, items: object) -> list[ChangedResource]:
    """Read one page of a list: resources with their dates, in the order of their changes. None is an empty page."""
    if not isinstance(items, list | None):
        raise ContentUnreadable(f"BigCommerce's list of changes is a JSON {type(items).__name__}.")
    changes = [_change(kind, item) for item in cast("list[Any]", items or [])]
    if any(later.modified < earlier.modified for earlier, later in pairwise(changes)):
        raise ContentUnreadable("BigCommerce's list of changes isn't sorted by `date_modified`, so it can't be paged.")
    return changes


def is_full(changes: Sequence[ChangedResource], limit: int) -> bool:
    """Return whether another page may follow.

    A list whose maximum is lower than the limit gives that many items. Such maximums are round numbers.
    """
    return len(changes) >= limit or (len(changes) > 0 and len(changes) % 10 == 0)


def _change(kind: str, item: Any) -> ChangedResource:
    try:
        return ChangedResource(kind, int(item["id"]), _seconds(item["date_created"]), _seconds(item["date_modified"]))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ContentUnreadable(f"A {kind} in BigCommerce's list of changes lacks its id or a date.") from error


def _seconds(date: str) -> int:
    """Read a date as v3 writes it (ISO 8601) or as v2 does (RFC 2822). Without a time zone, it is UTC."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        moment = parsedate_to_datetime(date)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
