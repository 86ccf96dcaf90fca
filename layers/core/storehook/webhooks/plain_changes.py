"""Plain changes: events that say no more than that an order, a product or a customer was created or updated.

A catch-up can replace them, because BigCommerce lists these resources with the times of their changes. Pure functions.
"""

import re
from typing import Literal, cast

from storehook.webhooks.event import Event

type Change = Literal["created", "updated"]

LISTED = ("order", "product", "customer")
"""Kinds of resources that BigCommerce lists by the time of their change."""

_SCOPE = re.compile(rf"store/(?:channel/\d+/)?(?:{'|'.join(LISTED)})/(created|updated)")

_NAMES = frozenset({"type", "id", "order_id"})
"""Fields that only name the resource. A product's event may also say which channel and properties have changed."""


def plain_change(event: Event) -> Change | None:
    """Return the change that an event reports. None if it reports another one, or says more about it."""
    found = _SCOPE.fullmatch(event.scope)
    if found is None or not isinstance(event.data, dict) or not _NAMES.issuperset(event.data):
        return None
    return cast("Change", found[1])
