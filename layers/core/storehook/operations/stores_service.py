"""What an operator asks about stores, and does with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from storehook.catch_up.progress import CatchUps
from storehook.history.errors import CursorInvalid
from storehook.history.key_ranges import KeyRange
from storehook.history.reading import RunHistory
from storehook.history.rows import Filter
from storehook.operations.answers import (
    CatchUpAnswer,
    CatchUpPreviewAnswer,
    ReconciliationAnswer,
    StartedAnswer,
    StoreAnswer,
    StoreRowAnswer,
    StoresAnswer,
)
from storehook.operations.errors import NoSuchStore, StoreChanged, StoreInUse, StorePurged, StoreUninstalled
from storehook.operations.views import (
    catch_up_answer,
    preview_answer,
    reconciliation_answer,
    store_answer,
    store_row_answer,
)
from storehook.queues.ports import ParallelMap, Tasks
from storehook.queues.task import Task
from storehook.registration.record import Registration, Registrations
from storehook.runs.pauses import holder
from storehook.stores.ports import Stores
from storehook.stores.store import STATUSES, Pause, Status, Store
from storehook.stores.tombstone import Tombstone

PAGE = 25
"""Stores in a page: each is looked up by itself."""

RECENT = 25
"""Runs among which a store's latest webhook is looked for."""

PAUSED = "paused by an operator"
"""The reason, if none is given."""


class ReconcilerCalls(Protocol):
    """The reconciler, asked directly and waited for."""

    def ask(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Its answer to a task, as JSON has both.

        Raises:
            ReconcilerFailed: it raised.
            ReconcilerTimedOut: it takes too long to wait for.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoresService:
    """Answers about stores, and acts on them.

    Args:
        stores: the table of stores.
        registrations: what it says of their webhooks.
        catch_ups: what it says of their catch-ups.
        tasks: the reconcile queue.
        reconciler: the reconciler.
        history: questions about runs.
    """

    stores: Stores
    registrations: Registrations
    catch_ups: CatchUps
    tasks: Tasks
    reconciler: ReconcilerCalls
    history: RunHistory
    parallel_map: ParallelMap = map

    def page(self, cursor: str | None) -> StoresAnswer:
        """The next stores: active ones, then paused ones, then uninstalled ones.

        Raises:
            CursorInvalid: no page before gave this cursor.
        """
        found = list(islice(self._from(*_position(cursor)), PAGE + 1))
        shown, is_last = found[:PAGE], len(found) <= PAGE
        rows = [row for row in self.parallel_map(self._row, [store_hash for _, store_hash in shown]) if row]
        return {"stores": rows, "next": None if is_last else ":".join(shown[-1])}

    def all(self, statuses: Iterable[Status] = STATUSES) -> Iterator[StoreRowAnswer]:
        """All stores of some statuses, a page at a time; one that is purged meanwhile is left out."""
        for status in statuses:
            for hashes in self._pages(status):
                yield from filter(None, self.parallel_map(self._row, hashes))

    def active(self) -> list[str]:
        """The hashes of all active stores."""
        return [store_hash for hashes in self._pages("active") for store_hash in hashes]

    def store(self, store_hash: str) -> StoreAnswer:
        """All about a store.

        Raises:
            NoSuchStore: there is none of that hash.
            StorePurged: it was purged.
        """
        store, registration = self._known(store_hash), self.registrations.get(store_hash)
        row = self._row_of(store, registration)
        held = self.history.held(holder("store", store_hash))
        return store_answer(row, store, registration, self.catch_ups.get(store_hash), held)

    def installed(self, store_hash: str) -> Store:
        """A store that is not uninstalled.

        Raises:
            NoSuchStore: there is none of that hash.
            StorePurged: it was purged.
            StoreUninstalled: it is.
        """
        store = self._known(store_hash)
        if store.status == "uninstalled":
            raise StoreUninstalled(store_hash)
        return store

    def replaceable(self, store_hash: str, *, replace_app: bool) -> Store | None:
        """The store that would be given an API account of its own; None if there is none yet.

        Args:
            store_hash: its hash.
            replace_app: even if it has installed the app.

        Raises:
            StoreInUse: it has.
        """
        store = self.stores.get(store_hash)
        if store and store.account == "app" and store.status != "uninstalled" and not replace_app:
            raise StoreInUse(
                f"{store_hash} has installed the app. Add --replace to use an API account of its own instead."
            )
        return store

    def add(self, store: Store, access_token: str, client_secret: str) -> None:
        """Store it with the secrets of its own API account, and have its webhooks registered."""
        self.stores.save(store, access_token, client_secret)
        self.tasks.send([Task("reconcile", store.store_hash, why="install")])

    def reconcile(self, store_hash: str, *, dry_run: bool) -> ReconciliationAnswer:
        """Bring a store's webhooks in order now, or show the plan.

        Raises:
            OperationError: there is no such store, or the reconciler failed.
        """
        self.installed(store_hash)
        return self.preview_reconciliation(store_hash) if dry_run else self._reconciled(store_hash)

    def preview_reconciliation(self, store_hash: str) -> ReconciliationAnswer:
        """What a registration would do. Of a store that is not active any more, that it is skipped.

        Raises:
            OperationError: the reconciler failed.
        """
        return self._reconciled(store_hash, dry_run=True)

    def reconcile_all(self) -> None:
        """Have the webhooks of every active store brought in order.

        Raises:
            OperationError: the reconciler failed.
        """
        self.reconciler.ask({"kind": "reconcile-all", "why": "demand"})

    def delete_webhooks(self, store_hash: str) -> ReconciliationAnswer:
        """Delete a store's webhooks at BigCommerce now.

        Raises:
            OperationError: the reconciler failed.
        """
        return self._reconciled(store_hash, unregister=True)

    def uninstall(self, store: Store) -> None:
        """Mark a store as uninstalled, and erase its secrets. Its webhooks are to be unregistered before.

        Raises:
            StoreChanged: it has changed since it was read.
        """
        if not self.stores.uninstall(store):
            # The webhooks that were removed may be those of a new installation.
            self.tasks.send([Task("reconcile", store.store_hash)])
            raise StoreChanged(store.store_hash)

    def pause(self, store_hash: str, reason: str, by: str) -> StoreAnswer:
        """Hold a store's runs until it is resumed, and do not call it. Its webhooks stay.

        Args:
            store_hash: the store.
            reason: why, for people.
            by: who asks for it.

        Raises:
            OperationError: there is no such store, it is uninstalled, or it changes at this very moment.
        """
        pause = Pause(by, self.history.clock(), reason or PAUSED)
        if not self.stores.pause(self.installed(store_hash), pause):
            raise StoreChanged(store_hash)
        return self.store(store_hash)

    def resume(self, store_hash: str) -> StoreAnswer:
        """Call a store again, have what is held released, and its webhooks brought in order.

        Raises:
            OperationError: there is no such store, it is uninstalled, or it changes at this very moment.
        """
        if not self.stores.resume(self.installed(store_hash)):
            raise StoreChanged(store_hash)
        self.tasks.send([Task("reconcile", store_hash)])
        return self.store(store_hash)

    def preview_catch_up(self, store_hash: str, since: float) -> CatchUpPreviewAnswer:
        """What a catch-up would send.

        Raises:
            OperationError: there is no such store, it is uninstalled, or the reconciler failed.
        """
        self.installed(store_hash)
        task = {"kind": "catch-up", "store_hash": store_hash, "since": since, "dry_run": True}
        return preview_answer(self.reconciler.ask(task))

    def catch_up(self, store_hash: str, since: float) -> StartedAnswer:
        """Have everything fetched that has changed since then, in unix seconds.

        Raises:
            OperationError: there is no such store, or it is uninstalled.
        """
        self.installed(store_hash)
        self.tasks.send([Task("catch-up", store_hash, since=since)])
        return {"started": True}

    def catch_up_state(self, store_hash: str) -> CatchUpAnswer | None:
        """How far a store's latest catch-up has come; None if there was none."""
        found = self.catch_ups.get(store_hash)
        return catch_up_answer(found) if found else None

    def _reconciled(self, store_hash: str, **more: bool) -> ReconciliationAnswer:
        task = {"kind": "reconcile", "store_hash": store_hash, "why": "demand"}
        return reconciliation_answer(self.reconciler.ask(task | more))

    def _known(self, store_hash: str) -> Store:
        match self.stores.find(store_hash):
            case Store() as store:
                return store
            case Tombstone() as tombstone:
                raise StorePurged(tombstone)
            case None:
                raise NoSuchStore(store_hash)

    def _from(self, first: Status, after: str) -> Iterator[tuple[Status, str]]:
        """The stores after one of a status, then those of the statuses that follow."""
        for status in STATUSES[STATUSES.index(first) :]:
            for hashes in self._pages(status, after if status == first else ""):
                for store_hash in hashes:
                    yield status, store_hash

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
        webhooks = Filter(store=store_hash, kind="webhook")
        found = self.history.indexes.read(KeyRange("by-store", store_hash), webhooks, None, RECENT).rows
        return found[0].received_at if found else None


def _position(cursor: str | None) -> tuple[Status, str]:
    status, _, after = (cursor or f"{STATUSES[0]}:").partition(":")
    if status not in STATUSES or (after and not (after.isascii() and after.isalnum())) or len(after) > 64:
        raise CursorInvalid
    return status, after
