"""Port of the table of stores. `aws/stores.py` implements it with DynamoDB."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.stores.store import Credentials, Pause, Status, Store
from storehook.stores.tombstone import Tombstone


@dataclass(frozen=True, slots=True)
class StorePage:
    """Page of stores.

    Args:
        after: position of the next page; empty after the last one.
    """

    hashes: tuple[str, ...]
    after: str = ""


class Stores(Protocol):
    """Table of stores, with their encrypted secrets."""

    def get(self, store_hash: str) -> Store | None:
        """Return the store, or None if it was never installed, or was purged."""
        ...

    def find(self, store_hash: str) -> Store | Tombstone | None:
        """Return the store, or the tombstone of a purged one."""
        ...

    def save(self, store: Store, token: str | None = None, client_secret: str | None = None) -> None:
        """Store it. Other attributes of its row stay, except for the secrets that are passed or that `Store.erases`.

        It replaces a tombstone. The store then starts again, with nothing from before.
        """
        ...

    def give_name(self, store_hash: str, name: str) -> None:
        """Name a store that exists and has no name."""
        ...

    def pause(self, store: Store, pause: Pause) -> bool:
        """Pause a store. Return False if its status changed since it was read, or the app was reinstalled."""
        ...

    def resume(self, store: Store) -> bool:
        """Make a store active. Return False if it was uninstalled, reinstalled or paused again since it was read."""
        ...

    def uninstall(self, store: Store, at: float) -> bool:
        """Uninstall a store at a time in unix seconds, and erase its secrets.

        Return False if the app was uninstalled or reinstalled since it was read.
        """
        ...

    def purge(self, tombstone: Tombstone, installed_at: float | None) -> bool:
        """Replace the row with a tombstone, unless it belongs to a later installation. Return whether it was replaced.

        Args:
            installed_at: time of the installation as it was read. None if the store did not exist.
        """
        ...

    def credentials(self, store_hash: str) -> Credentials | None:
        """Return the store and its token, or None as `get` does.

        Raises:
            SecretUnreadable: the token cannot be decrypted.
        """
        ...

    def client_secrets(self, store_hash: str) -> Sequence[str]:
        """Return the secrets that sign the webhooks of a store-level API account: the current and the previous one.

        It is empty for a store of the app's account, whose webhooks the app's secret signs. It raises as `credentials`.
        """
        ...

    def hashes(self, status: Status, after: str = "") -> StorePage:
        """Return a page of the hashes of the stores with a status, in order, after a hash."""
        ...
