"""How stores are, remembered for a moment."""

from collections.abc import Callable
from dataclasses import dataclass, field

from storehook.stores.ports import Stores
from storehook.stores.store import AnyStatus

TTL = 10.0
"""Seconds for which it is remembered that a store is active."""


def status_of(stores: Stores, store_hash: str) -> AnyStatus:
    """What a store's record says now. A store without a record is active, as nobody has said anything else."""
    found = stores.find(store_hash)
    return found.status if found else "active"


@dataclass(slots=True)
class CachedStatuses:
    """Tells whether stores are active, paused, uninstalled or purged.

    Only that a store is active is remembered: once it is resumed, or the app is installed again, its runs run at once.

    Args:
        stores: the table.
        clock: gives seconds that only go up.
        ttl: how long it is remembered that a store is active, in seconds.
    """

    stores: Stores
    clock: Callable[[], float]
    ttl: float = TTL
    _active: dict[str, float] = field(default_factory=dict[str, float])

    def of(self, store_hash: str) -> AnyStatus:
        """As `status_of`."""
        now, seen_at = self.clock(), self._active.get(store_hash)
        if seen_at is not None and now - seen_at < self.ttl:
            return "active"
        if (status := status_of(self.stores, store_hash)) == "active":
            self._active[store_hash] = now
        return status
