"""Questions about stores, and the operations on them."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Protocol

from storehook.catch_up.progress import CatchUpProgress, CatchUps
from storehook.errors import SecretUnreadable
from storehook.history.errors import CursorInvalid
from storehook.history.key_ranges import KeyRange
from storehook.history.reading import RunHistory
from storehook.history.rows import Filter
from storehook.operations.errors import (
    NoSuchStore,
    RunsExpired,
    StoreChanged,
    StoreInUse,
    StorePurged,
    StoreUninstalled,
)
from storehook.operations.store_answers import (
    CatchUpPreviewAnswer,
    CatchUpStartAnswer,
    ReconciliationAnswer,
    StoreAnswer,
    StoreRowAnswer,
    StoresAnswer,
    catch_up_preview_answer,
    reconciliation_answer,
    store_row_answer,
)
from storehook.queues.ports import ParallelMap, Tasks
from storehook.queues.task import Task
from storehook.registration.record import Registration, Registrations
from storehook.runs.pauses import holder
from storehook.stores.gaps import earliest_since
from storehook.stores.ports import Stores
from storehook.stores.store import STATUSES, Pause, Status, Store
from storehook.stores.tombstone import Tombstone

PAGE = 25
"""Stores in a page. Each takes a few reads."""

RECENT = 25
"""Runs among which a store's latest delivery is looked for."""

PAUSED = "paused by an operator"
"""The default reason of a pause."""


class ReconcilerCalls(Protocol):
    """Synchronous calls of the reconciler."""

    def ask(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return its answer to a task. Both are JSON."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoresService:
    """Finds, reconciles, pauses and removes stores. Its tasks go to the reconcile queue.

    Args:
        runs_retention: as for `earliest_since`.
    """

    stores: Stores
    registrations: Registrations
    catch_ups: CatchUps
    tasks: Tasks
    reconciler: ReconcilerCalls
    history: RunHistory
    runs_retention: float
    clock: Callable[[], float] = time.time
    parallel_map: ParallelMap = map

    def page(self, cursor: str | None) -> StoresAnswer:
        """Return a page of stores: active, then paused, then uninstalled ones."""
        found = list(islice(self._after(*_position(cursor)), PAGE + 1))
        page = found[:PAGE]
        rows = filter(None, self.parallel_map(self._row, [store_hash for _, store_hash in page]))
        return StoresAnswer(list(rows), ":".join(page[-1]) if len(found) > PAGE else None)

    def all(self, statuses: Iterable[Status] = STATUSES) -> Iterator[StoreRowAnswer]:
        """Yield all stores with these statuses, without those that are purged in the meantime."""
        for status in statuses:
            for hashes in self._pages(status):
                yield from filter(None, self.parallel_map(self._row, hashes))

    def active(self) -> list[str]:
        """Return the hashes of all active stores."""
        return [store_hash for hashes in self._pages("active") for store_hash in hashes]

    def store(self, store_hash: str) -> StoreAnswer:
        """Return a store with all its details."""
        store, registration = self._known(store_hash), self.registrations.get(store_hash)
        return StoreAnswer(
            **asdict(self._row_of(store, registration)),
            held=self.history.held(holder("store", store_hash)),
            oauth_scopes=store.scopes,
            registration=registration.known_for(store),
            catch_up=self.catch_ups.get(store_hash),
        )

    def installed(self, store_hash: str) -> Store:
        """Return a store that is active or paused."""
        store = self._known(store_hash)
        if store.status == "uninstalled":
            raise StoreUninstalled(store_hash)
        return store

    def replaceable(self, store_hash: str, *, replace_app: bool) -> Store | None:
        """Return the store that is about to get its own API account. None if it is new."""
        store = self.stores.get(store_hash)
        if store and store.account == "app" and store.status != "uninstalled" and not replace_app:
            raise StoreInUse(
                f"Store {store_hash} has installed the app. Add --replace to use its own API account instead."
            )
        return store

    def has_account(self, store: Store, access_token: str, client_secret: str) -> bool:
        """Return whether one of these secrets is that of the API account that the store has now."""
        with suppress(SecretUnreadable):
            credentials = self.stores.credentials(store.store_hash)
            if credentials and credentials.token == access_token:
                return True
            return client_secret in self.stores.client_secrets(store.store_hash)[:1]
        return False

    def add(self, store: Store, access_token: str, client_secret: str, *, replaces: bool = False) -> None:
        """Save a store with the secrets of its API account, and queue its reconciliation.

        Args:
            replaces: the store had another API account.
        """
        self.stores.save(store, access_token, client_secret)
        if replaces:
            registration = self.registrations.get(store.store_hash)
            self.registrations.save(store.store_hash, registration.of_another_account())
        self.tasks.send([Task("reconcile", store.store_hash, why="install")])

    def reconcile(self, store_hash: str, *, dry_run: bool) -> ReconciliationAnswer:
        """Make a store's webhooks match the actions, or only return the plan."""
        self.installed(store_hash)
        return self.preview_reconciliation(store_hash) if dry_run else self._reconcile(store_hash)

    def preview_reconciliation(self, store_hash: str) -> ReconciliationAnswer:
        """Return what a reconciliation would do. A store that is no longer active is skipped."""
        return self._reconcile(store_hash, dry_run=True)

    def reconcile_all(self) -> None:
        """Queue the reconciliation of every active store."""
        self.reconciler.ask({"kind": "reconcile-all", "why": "demand"})

    def delete_webhooks(self, store_hash: str) -> ReconciliationAnswer:
        """Delete a store's webhooks at BigCommerce."""
        return self._reconcile(store_hash, unregister=True)

    def uninstall(self, store: Store) -> None:
        """Mark a store as uninstalled, and erase its secrets. Delete its webhooks before."""
        if not self.stores.uninstall(store, self.history.clock()):
            # The deleted webhooks may be those of a new installation.
            self.tasks.send([Task("reconcile", store.store_hash)])
            raise StoreChanged(store.store_hash)

    def pause(self, store_hash: str, reason: str, by: str) -> StoreAnswer:
        """Hold a store's runs and stop calling its API, until it is resumed. Its webhooks stay."""
        pause = Pause(by, self.history.clock(), reason or PAUSED)
        if not self.stores.pause(self.installed(store_hash), pause):
            raise StoreChanged(store_hash)
        return self.store(store_hash)

    def resume(self, store_hash: str) -> StoreAnswer:
        """Release a store's held runs, and queue its reconciliation."""
        if not self.stores.resume(self.installed(store_hash)):
            raise StoreChanged(store_hash)
        self.tasks.send([Task("reconcile", store_hash)])
        return self.store(store_hash)

    def preview_catch_up(self, store_hash: str, since: float) -> CatchUpPreviewAnswer:
        """Return the runs that a catch-up from this time on would start."""
        self.installed(store_hash)
        task = {"kind": "catch-up", "store_hash": store_hash, "since": since, "dry_run": True}
        return catch_up_preview_answer(self.reconciler.ask(task))

    def catch_up(self, store_hash: str, since: float, *, beyond_retention: bool = False) -> CatchUpStartAnswer:
        """Queue a catch-up on everything that has changed since this time, in unix seconds.

        Args:
            beyond_retention: start even if runs of that time may have expired, so that actions run again.
        """
        self.installed(store_hash)
        earliest = earliest_since(self.clock(), self.runs_retention)
        if since < earliest and not beyond_retention:
            raise RunsExpired(earliest)
        self.tasks.send([Task("catch-up", store_hash, since=since)])
        return CatchUpStartAnswer()

    def catch_up_progress(self, store_hash: str) -> CatchUpProgress | None:
        """Return the progress of a store's latest catch-up. None if it has had none."""
        return self.catch_ups.get(store_hash)

    def _reconcile(self, store_hash: str, **options: bool) -> ReconciliationAnswer:
        task = {"kind": "reconcile", "store_hash": store_hash, "why": "demand"}
        return reconciliation_answer(self.reconciler.ask(task | options))

    def _known(self, store_hash: str) -> Store:
        match self.stores.find(store_hash):
            case Store() as store:
                return store
            case Tombstone() as tombstone:
                raise StorePurged(tombstone)
            case None:
                raise NoSuchStore(store_hash)

    def _after(self, first: Status, store_hash: str) -> Iterator[tuple[Status, str]]:
        """Yield the stores of a status after a hash, then those of the statuses that follow."""
        for status in STATUSES[STATUSES.index(first) :]:
            for hashes in self._pages(status, store_hash if status == first else ""):
                for next_hash in hashes:
                    yield status, next_hash

    def _pages(self, status: Status, after: str = "") -> Iterator[tuple[str, ...]]:
        page = self.stores.hashes(status, after)
        yield page.hashes
        while page.after:
            page = self.stores.hashes(status, page.after)
            yield page.hashes

    def _row(self, store_hash: str) -> StoreRowAnswer | None:
        store = self.stores.get(store_hash)
        return self._row_of(store, self.registrations.get(store_hash)) if store else None

    def _row_of(self, store: Store, registration: Registration) -> StoreRowAnswer:
        return store_row_answer(store, registration, self._last_delivery_at(store.store_hash), self.history.clock())

    def _last_delivery_at(self, store_hash: str) -> float | None:
        deliveries = Filter(store=store_hash, kind="webhook")
        runs = self.history.indexes.read(KeyRange("by-store", store_hash), deliveries, None, RECENT).rows
        return runs[0].received_at if runs else None


def _position(cursor: str | None) -> tuple[Status, str]:
    status, _, after = (cursor or f"{STATUSES[0]}:").partition(":")
    if status not in STATUSES or (after and not (after.isascii() and after.isalnum())) or len(after) > 64:
        raise CursorInvalid
    return status, after
