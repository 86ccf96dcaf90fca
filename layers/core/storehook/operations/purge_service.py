"""Deleting all that is kept of a store."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.operations.answers import PurgedAnswer
from storehook.operations.errors import StoreInUse
from storehook.queues.dead_letters import LetterFilter, delete_all
from storehook.queues.ports import DeadLetters
from storehook.stores.ports import Stores
from storehook.stores.store import Store

type Watch = Callable[[Iterable[int], str], Iterable[int]]
"""Goes through what it is given, and shows what that is about."""


class StoreRows(Protocol):
    """A store's rows in all tables. Each step can be repeated."""

    def delete_runs(self, store_hash: str) -> Iterator[int]:
        """Delete its runs, and tell of each page how many there were."""
        ...

    def delete_records(self, store_hash: str, model: str) -> Iterator[int]:
        """Delete its records of a model, and tell of each page how many there were."""
        ...

    def models(self, store_hash: str) -> Iterator[tuple[str, ...]]:
        """The models that it has records of, page by page of all stores' records: this reads the whole table."""
        ...

    def delete_store(self, store_hash: str, installed_at: float | None) -> bool:
        """Delete its row and its rate window, unless it was installed anew since. Tells whether it has no row now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeService:
    """Purges stores.

    Args:
        stores: the table of stores.
        rows: what all tables hold of them.
        dead_letters: each lane's, and the reconciler's.
    """

    stores: Stores
    rows: StoreRows
    dead_letters: Sequence[DeadLetters]

    def purgeable(self, store_hash: str, *, force: bool) -> Store | None:
        """The store as it is before a purge; None if it has no row any more.

        Args:
            store_hash: its hash.
            force: even if it has not been removed.

        Raises:
            StoreInUse: it has not.
        """
        store = self.stores.get(store_hash)
        if store and store.status != "uninstalled" and not force:
            raise StoreInUse(f"{store_hash} is {store.status}. First: storehook stores remove {store_hash}")
        return store

    def purge(self, store_hash: str, before: Store | None, models: Iterable[str], watch: Watch) -> PurgedAnswer:
        """Delete all that is kept of a store. An interrupted purge can be repeated.

        Args:
            store_hash: its hash.
            before: what `purgeable` gave.
            models: of whose records.
            watch: told how far it has come.

        Raises:
            StoreInUse: it was installed anew meanwhile, and its row stays.
        """
        wanted = LetterFilter(store=store_hash)
        letters = sum(delete_all(each, wanted) for each in self.dead_letters)
        runs = sum(watch(self.rows.delete_runs(store_hash), "Deleting runs"))
        records = {
            model: sum(watch(self.rows.delete_records(store_hash, model), f"Deleting {model}"))
            for model in sorted(models)
        }
        # Last: as long as the row is there, what still waits in a queue is ignored.
        if not self.rows.delete_store(store_hash, before.installed_at if before else None):
            raise StoreInUse(f"{store_hash} was installed anew meanwhile: what it had is deleted, and its row stays.")
        return {"dead_letters": letters, "runs": runs, "records": records}
