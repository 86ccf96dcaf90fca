"""Statuses of stores, cached briefly."""

from collections.abc import Callable
from dataclasses import dataclass, field

from storehook.stores.ports import Stores
from storehook.stores.store import AnyStatus

TTL = 10.0
"""Seconds for which an active status is cached."""


def status_of(stores: Stores, store_hash: str) -> AnyStatus:
    """Return a store's status. A store without a row counts as active."""
    found = stores.find(store_hash)
    return found.status if found else "active"


@dataclass(slots=True)
class CachedStatuses:
    """Cache of the statuses of stores.

    Only an active status is cached. After a store is resumed or reinstalled, its runs therefore start at once.
    """

    stores: Stores
    clock: Callable[[], float]
    _active: dict[str, float] = field(default_factory=dict[str, float])

    def of(self, store_hash: str) -> AnyStatus:
        """Return a store's status, as `status_of` does."""
        now, seen_at = self.clock(), self._active.get(store_hash)
        if seen_at is not None and now - seen_at < TTL:
            return "active"
        if (status := status_of(self.stores, store_hash)) == "active":
            self._active[store_hash] = now
        return status
