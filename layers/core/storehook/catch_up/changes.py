"""Changed orders, products and customers, read from BigCommerce's lists. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any, cast

from storehook.errors import ContentUnreadable


@dataclass(frozen=True, slots=True)
class ChangedResource:
    """A resource that was changed.

    Args:
        kind: what it is, as events call it: `order`.
        id: its id.
        created: when it was created, in unix seconds.
        modified: when it was changed last, in unix seconds.
    """

    kind: str
    id: int
    created: int
    modified: int

    @property
    def resource(self) -> str:
        """Its name, as in `webhooks.resources.resource_of`: `order/113`."""
        return f"{self.kind}/{self.id}"


def read(kind: str, items: object) -> list[ChangedResource]:
    """The changes of one page.

    Args:
        kind: what its items are.
        items: the page, from the earliest change on; None for an empty one.

    Raises:
        ContentUnreadable: it is no list of resources with their dates, or is not in the order of their changes.
    """
    if not isinstance(items, list | None):
        raise ContentUnreadable(f"BigCommerce's list of changes is a JSON {type(items).__name__}.")
    found = [_change(kind, item) for item in cast("list[Any]", items or [])]
    if any(later.modified < earlier.modified for earlier, later in pairwise(found)):
        raise ContentUnreadable(
            "BigCommerce's list of changes is not in the order of `date_modified`: it cannot be followed."
        )
    return found


def is_full(found: Sequence[ChangedResource], limit: int) -> bool:
    """Whether there may be another page behind this one.

    A list with a lower maximum than what was asked for gives that many: those are round numbers.
    """
    return len(found) >= limit or (len(found) > 0 and len(found) % 10 == 0)


def _change(kind: str, item: Any) -> ChangedResource:
    try:
        return ChangedResource(kind, int(item["id"]), _seconds(item["date_created"]), _seconds(item["date_modified"]))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ContentUnreadable(
            f"A {kind} in BigCommerce's list of changes has no id, or not its two dates."
        ) from error


def _seconds(date: str) -> int:
    """A date as v3 writes it, in ISO 8601, or as v2 does, in RFC 2822; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        moment = parsedate_to_datetime(date)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
