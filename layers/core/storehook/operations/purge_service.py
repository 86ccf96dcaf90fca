"""Deleting everything that is stored about a store."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from storehook.operations.errors import NoSuchStore, StoreInUse
from storehook.queues.dead_letters import LetterFilter, delete_all, read_all
from storehook.queues.ports import DeadLetters
from storehook.stores.ports import Stores
from storehook.stores.statuses import TTL
from storehook.stores.store import Store
from storehook.stores.tombstone import Tombstone

SETTLE_SECONDS = TTL + 5.0
"""Time until every consumer has noticed a tombstone, plus some for writes that have just started."""

type ProgressBar = Callable[[Iterable[int], str], Iterable[int]]
"""Iterates over counts and shows the progress under a title."""


@dataclass(frozen=True, slots=True)
class PurgeAnswer:
    """Numbers of deleted items. The records are counted by model."""

    dead_letters: int
    runs: int
    records: Mapping[str, int]


class StoreData(Protocol):
    """A store's rows in all tables other than the table of stores. Each step can be repeated."""

    def has_rows(self, store_hash: str, models: Iterable[str]) -> bool:
        """Tell whether the store has a run, or a record of one of these models."""
        ...

    def delete_runs(self, store_hash: str) -> Iterator[int]:
        """Delete its runs, and yield their number page by page."""
        ...

    def delete_records(self, store_hash: str, model: str) -> Iterator[int]:
        """Delete its records of a model, and yield their number page by page."""
        ...

    def models(self, store_hash: str) -> Iterator[tuple[str, ...]]:
        """Yield the models that it has records of, page by page of the whole table of records."""
        ...

    def delete_quota(self, store_hash: str) -> None:
        """Delete its rate window and its quota queue."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeService:
    """Purges stores, with their dead letters in each lane and in the reconcile queue."""

    stores: Stores
    rows: StoreData
    dead_letters: Sequence[DeadLetters]
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], object] = time.sleep

    def purgeable(self, store_hash: str, *, force: bool) -> Store | None:
        """Return the store that is about to be purged. None if it has no row, or only a tombstone.

        Only `force` accepts a store that has not been removed.
        """
        store = self.stores.get(store_hash)
        if store and store.status != "uninstalled" and not force:
            raise StoreInUse(
                f"Store {store_hash} is {store.status}. Remove it first: storehook stores remove {store_hash}"
            )
        return store

    def check_exists(self, store_hash: str, models: Iterable[str], *, scan: bool) -> None:
        """Check that anything is stored about a store, even a tombstone. A scan looks through all stores' records."""
        wanted = LetterFilter(store=store_hash)
        exists = (
            self.stores.find(store_hash) is not None
            or self.rows.has_rows(store_hash, models)
            or (scan and any(self.rows.models(store_hash)))
            or any(_holds(letters, wanted) for letters in self.dead_letters)
        )
        if not exists:
            raise NoSuchStore(store_hash)

    def start(self, store_hash: str, before: Store | None) -> None:
        """Replace the row from `purgeable` by a tombstone. From then on, nothing of the store is saved."""
        tombstone = Tombstone(store_hash, self.clock())
        if not self.stores.purge(tombstone, before.installed_at if before else None):
            raise StoreInUse(
                f"Store {store_hash} was reinstalled in the meantime. Nothing was deleted. "
                f"Check it: storehook stores show {store_hash}"
            )
        self.sleep(SETTLE_SECONDS)

    def delete(self, store_hash: str, models: Iterable[str], progress_bar: ProgressBar) -> PurgeAnswer:
        """Delete everything that is stored about a store with a tombstone. An interrupted purge can be repeated."""
        wanted = LetterFilter(store=store_hash)
        dead_letters = sum(delete_all(letters, wanted) for letters in self.dead_letters)
        runs = sum(progress_bar(self.rows.delete_runs(store_hash), "Deleting runs"))
        records = {
            model: sum(progress_bar(self.rows.delete_records(store_hash, model), f"Deleting {model}"))
            for model in sorted(models)
        }
        self.rows.delete_quota(store_hash)
        if self.stores.get(store_hash):
            raise StoreInUse(
                f"Store {store_hash} was reinstalled in the meantime. Its earlier data is deleted, its new row stays. "
                f"Some newer data may be missing: storehook catch-up --store {store_hash} --since 1h"
            )
        return PurgeAnswer(dead_letters, runs, records)


def _holds(letters: DeadLetters, wanted: LetterFilter) -> bool:
    with closing(read_all(letters)) as found:
        return any(map(wanted.holds, found))
