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
        """Store it. What else is in its row stays, but for the secrets that are given, or that `Store.erases`.

        It replaces a tombstone: the store lives again, with nothing from before.
        """
        ...

    def give_name(self, store_hash: str, name: str) -> None:
        """Give a store a name, if it is there and has none."""
        ...

    def pause(self, store: Store, pause: Pause) -> bool:
        """Pause a store. Return False if its status changed since it was read, or the app was reinstalled."""
        ...

    def resume(self, store: Store) -> bool:
        """Make a store active. Return False if the app was uninstalled or reinstalled since it was read."""
        ...

    def uninstall(self, store: Store) -> bool:
        """Uninstall a store and erase its secrets. Return False as `resume` does."""
        ...

    def purge(self, tombstone: Tombstone, installed_at: float | None) -> bool:
        """Put a tombstone in place of all that its row holds, unless that is of a later installation. Tells whether.

        Args:
            tombstone: the store's.
            installed_at: when the store was installed, as it said when it was read; None if it was not there.
        """
        ...

    def credentials(self, store_hash: str) -> Credentials | None:
        """The store and its token, or None as for `get`. Raises `SecretUnreadable` for good."""
        ...

    def client_secrets(self, store_hash: str) -> Sequence[str]:
        """What signs a store-level API account's webhooks: its own, and the one before that until the next.

        None of a store of the app's account: the app's secret does. Raises as `credentials`.
        """
        ...

    def hashes(self, status: Status, after: str = "") -> StorePage:
        """The hashes of the stores of a status, in their order: the page after the one with this `after`."""
        ...
