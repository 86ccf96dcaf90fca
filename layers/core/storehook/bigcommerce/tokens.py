"""API tokens of the stores, remembered for a minute."""

from collections.abc import Callable
from dataclasses import dataclass, field

from storehook.errors import SecretUnreadable, StorePaused, StoreUnavailable
from storehook.stores.ports import Stores

TTL = 60.0
"""Seconds for which a token is remembered. For that long, a paused or uninstalled store may still be called."""


UNREADABLE = (
    "has a token that can't be decrypted, because it was encrypted for another store or with another key. "
    "Reinstall the app, or add the store again"
)


@dataclass(slots=True)
class CachedTokens:
    """API tokens of the stores, remembered.

    Args:
        calls_paused: also return the tokens of paused stores. The reconciler tries such a token, or deletes webhooks.
    """

    stores: Stores
    clock: Callable[[], float]
    calls_paused: bool = False
    _known: dict[str, tuple[float, str]] = field(default_factory=dict[str, tuple[float, str]], repr=False)

    def of_store(self, store_hash: str, *, fresh: bool = False) -> str:
        """Return the token of a store. With `fresh`, do not use a remembered one.

        Raises:
            StorePaused: the store is paused, unless `calls_paused`.
            StoreUnavailable: the store is uninstalled or unknown, or its token cannot be decrypted.
        """
        known = self._known.get(store_hash)
        if known is not None and not fresh and self.clock() - known[0] < TTL:
            return known[1]
        self._known.pop(store_hash, None)
        token = self._token(store_hash)
        self._known[store_hash] = self.clock(), token
        return token

    def forget(self, store_hash: str) -> None:
        """Forget a store's token. The next call reads it."""
        self._known.pop(store_hash, None)

    def _token(self, store_hash: str) -> str:
        try:
            credentials = self.stores.credentials(store_hash)
        except SecretUnreadable as error:
            raise StoreUnavailable(store_hash, UNREADABLE) from error
        if credentials is None:
            raise StoreUnavailable(store_hash, "is not installed")
        if credentials.store.status == "paused" and not self.calls_paused:
            raise StorePaused(store_hash)
        if credentials.store.status == "uninstalled":
            raise StoreUnavailable(store_hash, "is uninstalled")
        if not credentials.token:
            raise StoreUnavailable(store_hash, "has no token: reinstall the app")
        return credentials.token
