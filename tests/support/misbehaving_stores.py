"""Tables of stores that change while they are read, count, or cannot be read."""

from dataclasses import dataclass, field

from tests.support.memory import MemoryStores

from storehook.errors import SecretUnreadable
from storehook.stores.store import Credentials, Store


@dataclass
class ChangingStores(MemoryStores):
    """A table of stores in which a store changes right after it is read.

    Args:
        meanwhile: what each read is followed by, in this order, with a new token; once each.
    """

    meanwhile: list[Store] = field(default_factory=list[Store])

    def get(self, store_hash: str) -> Store | None:
        found = super().get(store_hash)
        if self.meanwhile:
            self.save(self.meanwhile.pop(0), "newer token")
        return found


@dataclass
class CountingStores(MemoryStores):
    """Counts how often credentials are read, as each time costs a call of KMS."""

    read: list[str] = field(default_factory=list)

    def credentials(self, store_hash: str) -> Credentials | None:
        self.read.append(store_hash)
        return super().credentials(store_hash)


class CopiedRows(MemoryStores):
    """A table whose rows were copied from another."""

    def credentials(self, store_hash: str) -> Credentials | None:
        raise SecretUnreadable(store_hash)
