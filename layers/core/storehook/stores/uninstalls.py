"""Which stores have uninstalled the app, remembered for a moment."""

from collections.abc import Callable
from dataclasses import dataclass, field

from storehook.stores.ports import Stores

TTL = 60.0
"""Seconds for which it is remembered that a store has not uninstalled the app."""


@dataclass(slots=True)
class CachedUninstalls:
    """Tells stores that have uninstalled the app from all others.

    Only that a store has not is remembered: once the app is installed again, the store's webhooks run at once.

    Args:
        stores: the table.
        clock: gives seconds that only go up.
        ttl: how long it is remembered that a store has not, in seconds.
    """

    stores: Stores
    clock: Callable[[], float]
    ttl: float = TTL
    _installed: dict[str, float] = field(default_factory=dict[str, float])

    def is_uninstalled(self, store_hash: str) -> bool:
        """Whether the store's record says so; a store without a record has not uninstalled anything."""
        now, seen_at = self.clock(), self._installed.get(store_hash)
        if seen_at is not None and now - seen_at < self.ttl:
            return False
        found = self.stores.get(store_hash)
        if found is not None and found.status == "uninstalled":
            return True
        self._installed[store_hash] = now
        return False
