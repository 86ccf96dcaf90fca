"""Stores' tokens, remembered for a moment."""

from collections.abc import Callable
from dataclasses import dataclass, field

from storehook.errors import SecretUnreadable, StorePaused, StoreUnavailable
from storehook.stores.ports import Stores

TTL = 60.0
"""Seconds that a token is remembered: so long does a store that is paused or uninstalled go on being called."""


UNREADABLE = (
    "has a token that can't be decrypted, because it was encrypted for another store or with another key. "
    "Reinstall the app, or add the store again"
)


@dataclass(slots=True)
class CachedTokens:
    """Stores' tokens: `bigcommerce.sending.Tokens`.

    Args:
        stores: the table.
        clock: gives seconds that only go up.
        ttl: how long a token is remembered, in seconds.
    """

    stores: Stores
    clock: Callable[[], float]
    ttl: float = TTL
    _known: dict[str, tuple[float, str]] = field(default_factory=dict[str, tuple[float, str]], repr=False)

    def of_store(self, store_hash: str, *, fresh: bool = False) -> str:
        """As `bigcommerce.sending.Tokens.of_store`."""
        known = self._known.get(store_hash)
        if known is not None and not fresh and self.clock() - known[0] < self.ttl:
            return known[1]
        self._known.pop(store_hash, None)
        token = self._token(store_hash)
        self._known[store_hash] = self.clock(), token
        return token

    def _token(self, store_hash: str) -> str:
        try:
            found = self.stores.credentials(store_hash)
        except SecretUnreadable as error:
            raise StoreUnavailable(store_hash, UNREADABLE) from error
        if found is None:
            raise StoreUnavailable(store_hash, "is not installed")
        if found.store.status == "paused":
            raise StorePaused(store_hash)
        if (reason := found.why_unusable()) or not found.token:
            raise StoreUnavailable(store_hash, reason or "has no token")
        return found.token
