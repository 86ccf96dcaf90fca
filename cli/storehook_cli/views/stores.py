"""Stores as the command shows them: what their rows say, for people and for programs."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from storehook.catch_up.progress import Progress
from storehook.registration.record import Registration, Registrations
from storehook.stores.ports import Stores
from storehook.stores.store import Status, Store
from storehook_cli.errors import CommandError
from storehook_cli.views.printing import ago, instant

AT_ONCE = 8
"""Rows that are read at the same time."""


@dataclass(frozen=True, slots=True)
class StoreView:
    """A store, its webhooks, and its latest catch-up if that was read."""

    store: Store
    registration: Registration
    catch_up: Progress | None = None

    def webhooks(self, now: float) -> str:
        """How its webhooks are, in one line.

        Args:
            now: unix seconds.
        """
        return "none" if self.store.status == "uninstalled" else self.registration.health(now)

    def summary(self, now: float) -> dict[str, Any]:
        """What a list says of it, for programs."""
        store, registration = self.store, self.registration
        return {
            "store_hash": store.store_hash,
            "name": store.name,
            "status": store.status,
            "reason": store.reason,
            "account": store.account,
            "scopes": list(store.scopes),
            "installed_at": instant(store.installed_at),
            "webhooks": self.webhooks(now),
            "reconciled_at": instant(registration.reconciled_at),
            "reconcile_outcome": registration.outcome if registration.reconciled_at else None,
            "reconcile_detail": registration.detail,
        }

    def whole(self, now: float) -> dict[str, Any]:
        """All of it, for programs."""
        found = self.registration
        exception = found.exception and asdict(found.exception) | {"at": instant(found.exception.at)}
        return self.summary(now) | {
            "registered_webhooks": webhooks(found),
            "missing": list(found.missing),
            "blocked": [asdict(each) | {"until": instant(each.until)} for each in found.blocked],
            "exception": exception,
            "well_since": instant(found.well_since),
            "well_until": instant(found.well_until),
            "catch_up": self.catch_up and _catch_up(self.catch_up),
        }

    def row(self, now: float) -> tuple[str, ...]:
        """A line of the list."""
        store = self.store
        return (
            store.store_hash,
            store.status,
            store.account,
            self.webhooks(now),
            ago(self.registration.reconciled_at, now),
            ago(store.installed_at, now),
            store.name,
        )


def _catch_up(state: Progress) -> dict[str, Any]:
    return asdict(state) | {"since": instant(state.since), "until": instant(state.until)}


def webhooks(registration: Registration) -> list[dict[str, Any]]:
    """The registered webhooks, for programs."""
    return [asdict(each) | {"since": instant(each.since)} for each in registration.webhooks]


def views(stores: Stores, registrations: Registrations, statuses: Iterable[Status]) -> Iterator[StoreView]:
    """The stores of some statuses, a page at a time; one that is purged meanwhile is left out.

    Args:
        stores: the table of stores.
        registrations: what it says of their webhooks.
        statuses: theirs.
    """

    def look(store_hash: str) -> StoreView | None:
        store = stores.get(store_hash)
        return StoreView(store, registrations.get(store_hash)) if store else None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for status in statuses:
            for page in pages(stores, status):
                yield from filter(None, pool.map(look, page))


def pages(stores: Stores, status: Status) -> Iterator[tuple[str, ...]]:
    """The hashes of the stores of a status, a page at a time."""
    page = stores.hashes(status)
    yield page.hashes
    while page.after:
        page = stores.hashes(status, page.after)
        yield page.hashes


def known(stores: Stores, store_hash: str) -> Store:
    """A store.

    Raises:
        CommandError: there is none of that hash.
    """
    if (store := stores.get(store_hash)) is None:
        raise CommandError(f"There is no store {store_hash}. `storehook stores list` shows those that there are.")
    return store


def installed(stores: Stores, store_hash: str) -> Store:
    """A store that has not been uninstalled.

    Raises:
        CommandError: it has, or there is none of that hash.
    """
    store = known(stores, store_hash)
    if store.status == "uninstalled":
        raise CommandError(
            f"{store_hash} is uninstalled: it has no token. Its merchant can install the app, or you can add it with "
            f"storehook stores add {store_hash}"
        )
    return store
