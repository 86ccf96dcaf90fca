"""What is asked of the table of stores. `aws/stores.py` asks DynamoDB."""

from dataclasses import dataclass
from typing import Protocol

from storehook.stores.store import Credentials, Pause, Status, Store


@dataclass(frozen=True, slots=True)
class StorePage:
    """Some of the stores.

    Args:
        hashes: their hashes.
        after: what to ask on with; empty after the last page.
    """

    hashes: tuple[str, ...]
    after: str = ""


class Stores(Protocol):
    """The table of stores, with their encrypted secrets."""

    def get(self, store_hash: str) -> Store | None:
        """The store, or None if it was never installed."""
        ...

    def save(self, store: Store, token: str | None = None, client_secret: str | None = None) -> None:
        """Store it. What else is in its row stays, but for the secrets that are given, or that `Store.erases`."""
        ...

    def pause(self, store: Store, pause: Pause) -> bool:
        """Pause a store, unless its status has changed since it was read, or it is installed anew. Tells whether."""
        ...

    def resume(self, store: Store) -> bool:
        """Make a store active, unless it has been uninstalled or installed anew since it was read. Tells whether."""
        ...

    def uninstall(self, store: Store) -> bool:
        """Uninstall a store and erase its secrets, with the same exceptions. Tells whether."""
        ...

    def credentials(self, store_hash: str) -> Credentials | None:
        """The store and its token, or None if it was never installed. Raises `SecretUnreadable` for good."""
        ...

    def client_secret(self, store_hash: str) -> str | None:
        """What signs a store-level API account's webhooks, or None: the app's secret. Raises as `credentials`."""
        ...

    def hashes(self, status: Status, after: str = "") -> StorePage:
        """The hashes of the stores of a status, in their order: the page after the one with this `after`."""
        ...
