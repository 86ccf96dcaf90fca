"""Tables of stores that change while they are read, count reads, or can't be read."""

from dataclasses import dataclass, field

from tests.support.memory import MemoryStores

from storehook.errors import SecretUnreadable
from storehook.stores.store import Credentials, Store


@dataclass
class ChangingStores(MemoryStores):
    """A table of stores in which a store changes right after it is read.

    Args:
        meanwhile: the stores after each read, in order, with a new token, once each.
    """

    meanwhile: list[Store] = field(default_factory=list[Store])

    def get(self, store_hash: str) -> Store | None:
        store = super().get(store_hash)
        if self.meanwhile:
            self.save(self.meanwhile.pop(0), "newer token")
        return store


@dataclass
class CountingStores(MemoryStores):
    """Counts reads of credentials, each of which costs a KMS call."""

    read: list[str] = field(default_factory=list)

    def credentials(self, store_hash: str) -> Credentials | None:
        self.read.append(store_hash)
        return super().credentials(store_hash)


class CopiedRows(MemoryStores):
    """A table whose rows were copied from another table."""

    def credentials(self, store_hash: str) -> Credentials | None:
        raise SecretUnreadable(store_hash)
