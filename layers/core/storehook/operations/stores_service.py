"""The console's answers about stores."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from storehook.catch_up.progress import CatchUps
from storehook.history.errors import CursorInvalid
from storehook.history.key_ranges import KeyRange
from storehook.history.reading import RunHistory
from storehook.history.rows import Filter
from storehook.operations.answers import (
    CatchUpPreviewAnswer,
    RegisterAnswer,
    StartedAnswer,
    StoreAnswer,
    StoreRowAnswer,
    StoresAnswer,
)
from storehook.operations.errors import NoSuchStore, StoreChanged, StoreGone
from storehook.operations.views import preview_answer, register_answer, store_answer, store_row_answer
from storehook.queues.ports import Tasks
from storehook.queues.task import Task
from storehook.registration.record import Registrations
from storehook.stores.ports import Stores
from storehook.stores.store import STATUSES, Status, Store

PAGE = 25
"""Stores in a page: each is looked up by itself."""

RECENT = 25
"""Runs among which a store's latest webhook is looked for."""


class ReconcilerCalls(Protocol):
    """The reconciler, asked directly and waited for."""

    def ask(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Its answer to a task, as JSON has both.

        Raises:
            ReconcilerFailed: it raised.
            ReconcilerSlow: it takes too long to wait for.
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
        together: looks several stores up; the `map` of a pool of threads does so at the same time.
    """

    stores: Stores
    registrations: Registrations
    catch_ups: CatchUps
    tasks: Tasks
    reconciler: ReconcilerCalls
    history: RunHistory
    together: Callable[[Callable[[str], StoreRowAnswer | None], Iterable[str]], Iterable[StoreRowAnswer | None]] = map

    def page(self, cursor: str | None) -> StoresAnswer:
        """The next stores: active ones, then paused ones, then uninstalled ones.

        Raises:
            CursorInvalid: no page before gave this cursor.
        """
        status, after = _position(cursor)
        found = self.stores.hashes(status, after)
        hashes = found.hashes[:PAGE]
        rows = [row for row in self.together(self._row, hashes) if row]
        if len(found.hashes) > PAGE or found.after:
            return {"stores": rows, "next": f"{status}:{hashes[-1] if hashes else found.after}"}
        later = STATUSES[STATUSES.index(status) + 1 :]
        return {"stores": rows, "next": f"{later[0]}:" if later else None}

    def store(self, store_hash: str) -> StoreAnswer:
        """All about a store.

        Raises:
            NoSuchStore: there is none of that hash.
        """
        if (row := self._row(store_hash)) is None:
            raise NoSuchStore(store_hash)
        return store_answer(row, self.registrations.get(store_hash), self.catch_ups.get(store_hash))

    def register(self, store_hash: str, *, dry_run: bool) -> RegisterAnswer:
        """Bring a store's webhooks in order now, or show the plan.

        Raises:
            NotDone: there is no such store, or the reconciler failed.
        """
        self._installed(store_hash)
        task = {"kind": "reconcile", "store_hash": store_hash, "why": "demand"}
        return register_answer(self.reconciler.ask(task | {"dry_run": True} if dry_run else task))

    def pause(self, store_hash: str, reason: str) -> StoreAnswer:
        """Stop calling a store until it is resumed. Its webhooks stay.

        Raises:
            NotDone: there is no such store, it is uninstalled, or it changes at this very moment.
        """
        if not self.stores.pause(self._installed(store_hash), reason or "paused by an operator"):
            raise StoreChanged(store_hash)
        return self.store(store_hash)

    def resume(self, store_hash: str) -> StoreAnswer:
        """Call a store again, and have its webhooks brought in order.

        Raises:
            NotDone: there is no such store, it is uninstalled, or it changes at this very moment.
        """
        if not self.stores.resume(self._installed(store_hash)):
            raise StoreChanged(store_hash)
        self.tasks.send([Task("reconcile", store_hash)])
        return self.store(store_hash)

    def preview_catch_up(self, store_hash: str, since: float) -> CatchUpPreviewAnswer:
        """What a catch-up would send.

        Raises:
            NotDone: there is no such store, it is uninstalled, or the reconciler failed.
        """
        self._installed(store_hash)
        task = {"kind": "catch-up", "store_hash": store_hash, "since": since, "dry_run": True}
        return preview_answer(self.reconciler.ask(task))

    def catch_up(self, store_hash: str, since: float) -> StartedAnswer:
        """Have everything fetched that has changed since then, in unix seconds.

        Raises:
            NotDone: there is no such store, or it is uninstalled.
        """
        self._installed(store_hash)
        self.tasks.send([Task("catch-up", store_hash, since=since)])
        return {"started": True}

    def _installed(self, store_hash: str) -> Store:
        if (store := self.stores.get(store_hash)) is None:
            raise NoSuchStore(store_hash)
        if store.status == "uninstalled":
            raise StoreGone(store_hash)
        return store

    def _row(self, store_hash: str) -> StoreRowAnswer | None:
        if (store := self.stores.get(store_hash)) is None:
            return None
        registration = self.registrations.get(store_hash)
        return store_row_answer(store, registration, self._last_delivery_at(store_hash), self.history.clock())

    def _last_delivery_at(self, store_hash: str) -> float | None:
        webhooks = Filter(store=store_hash, kind="webhook")
        found = self.history.indexes.read(KeyRange("by-store", store_hash), webhooks, None, RECENT).rows
        return found[0].received_at if found else None


def _position(cursor: str | None) -> tuple[Status, str]:
    status, _, after = (cursor or f"{STATUSES[0]}:").partition(":")
    if status not in STATUSES or (after and not (after.isascii() and after.isalnum())) or len(after) > 64:
        raise CursorInvalid
    return status, after
