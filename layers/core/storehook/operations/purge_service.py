"""Deleting all that is kept of a store."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from storehook.operations.answers import PurgedAnswer
from storehook.operations.errors import NoSuchStore, StoreInUse
from storehook.queues.dead_letters import LetterFilter, delete_all, read_all
from storehook.queues.ports import DeadLetters
from storehook.stores.ports import Stores
from storehook.stores.statuses import TTL
from storehook.stores.store import Store
from storehook.stores.tombstone import Tombstone

HEARD = TTL + 5.0
"""Seconds after which no consumer remembers a store as active that has a tombstone, and some more for what one has just
begun to store."""

type ProgressBar = Callable[[Iterable[int], str], Iterable[int]]
"""Iterates over counts and shows the progress under a title."""


class StoreRows(Protocol):
    """A store's rows in all tables but that of stores. Each step can be repeated."""

    def has_rows(self, store_hash: str, models: Iterable[str]) -> bool:
        """Whether it has a run, or a record of one of these models."""
        ...

    def delete_runs(self, store_hash: str) -> Iterator[int]:
        """Delete its runs, and tell of each page how many there were."""
        ...

    def delete_records(self, store_hash: str, model: str) -> Iterator[int]:
        """Delete its records of a model, and tell of each page how many there were."""
        ...

    def models(self, store_hash: str) -> Iterator[tuple[str, ...]]:
        """The models that it has records of, page by page of all stores' records: this reads the whole table."""
        ...

    def delete_quota(self, store_hash: str) -> None:
        """Delete its rate window and its line."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeService:
    """Purges stores.

    Args:
        stores: the table of stores.
        rows: what the other tables hold of them.
        dead_letters: each lane's, and the reconciler's.
        clock: gives unix seconds.
        sleep: waits for some seconds.
    """

    stores: Stores
    rows: StoreRows
    dead_letters: Sequence[DeadLetters]
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], object] = time.sleep

    def purgeable(self, store_hash: str, *, force: bool) -> Store | None:
        """The store as it is before a purge; None if it has no row any more, or is purged already.

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

    def check_kept(self, store_hash: str, models: Iterable[str], *, scan: bool) -> None:
        """Be about a store of which something is kept, if only a tombstone.

        Args:
            store_hash: its hash.
            models: whose records are looked for.
            scan: whether all stores' records are looked through for others.

        Raises:
            NoSuchStore: there is nothing of it.
        """
        wanted = LetterFilter(store=store_hash)
        is_kept = (
            self.stores.find(store_hash) is not None
            or self.rows.has_rows(store_hash, models)
            or (scan and any(self.rows.models(store_hash)))
            or any(_holds(letters, wanted) for letters in self.dead_letters)
        )
        if not is_kept:
            raise NoSuchStore(store_hash)

    def begin(self, store_hash: str, before: Store | None) -> None:
        """Put a tombstone in place of its row: from now on, nothing that comes for it is stored.

        Args:
            store_hash: its hash.
            before: what `purgeable` gave.

        Raises:
            StoreInUse: it was installed anew meanwhile. Nothing has changed.
        """
        tombstone = Tombstone(store_hash, self.clock())
        if not self.stores.purge(tombstone, before.installed_at if before else None):
            raise StoreInUse(f"{store_hash} was installed anew meanwhile, and is left as it is. Look at it once more.")
        self.sleep(HEARD)

    def delete(self, store_hash: str, models: Iterable[str], progress_bar: ProgressBar) -> PurgedAnswer:
        """Delete all that is kept of a store that has a tombstone. An interrupted purge can be repeated.

        Args:
            store_hash: its hash.
            models: of whose records.

        Raises:
            StoreInUse: it was installed anew meanwhile.
        """
        wanted = LetterFilter(store=store_hash)
        letters = sum(delete_all(each, wanted) for each in self.dead_letters)
        runs = sum(progress_bar(self.rows.delete_runs(store_hash), "Deleting runs"))
        records = {
            model: sum(progress_bar(self.rows.delete_records(store_hash, model), f"Deleting {model}"))
            for model in sorted(models)
        }
        self.rows.delete_quota(store_hash)
        if self.stores.get(store_hash):
            raise StoreInUse(
                f"{store_hash} was installed anew meanwhile: what it had is deleted, and its row stays. Some of what "
                f"it has had since may be missing: storehook catch-up --store {store_hash} --since 1h"
            )
        return {"dead_letters": letters, "runs": runs, "records": records}


def _holds(letters: DeadLetters, wanted: LetterFilter) -> bool:
    with closing(read_all(letters)) as found:
        return any(map(wanted.holds, found))
