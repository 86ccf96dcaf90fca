"""Connections of a run: `ctx.connections`, the stores that an action can call."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.sending import SenderResources, StoreSender, Writes
from storehook.errors import CallInvalid, NoCurrentStore
from storehook.queues.message import Kind


class OfStore(Protocol):
    """Object that belongs to a store, such as a record."""

    @property
    def store_hash(self) -> str:
        """Hash of the store."""
        ...


class BigCommerceConnections:
    """APIs of the stores, as one run sees them."""

    def __init__(self, opens: Callable[[str], StoreClient], current: str | None) -> None:
        self._opens = opens
        self._current = current
        self._clients: dict[str, StoreClient] = {}

    @property
    def current(self) -> StoreClient:
        """Store that triggered the run.

        Raises:
            NoCurrentStore: another action called or enqueued this one, or this is a model's hook. Such code runs for
                any store, so a current store would be the wrong one. Gadget does the same.
        """
        return self.for_store_hash(self.current_store_hash)

    @property
    def current_store_hash(self) -> str:
        """Hash of the store that triggered the run.

        Raises:
            NoCurrentStore: as for `current`.
        """
        if self._current is None:
            raise NoCurrentStore
        return self._current

    def for_store_hash(self, store_hash: str) -> StoreClient:
        """Return the client of a store that has the app installed. A missing installation shows at the first call.

        Raises:
            CallInvalid: it is not a store hash.
        """
        if not _is_hash(store_hash):
            raise CallInvalid(f"{store_hash!r} is not a store hash.")
        if store_hash not in self._clients:
            self._clients[store_hash] = self._opens(store_hash)
        return self._clients[store_hash]

    def for_store(self, record: OfStore) -> StoreClient:
        """Return the client of the store that a record belongs to.

        Raises:
            CallInvalid: the record belongs to no store.
        """
        return self.for_store_hash(record.store_hash)


@dataclass(frozen=True, slots=True)
class Connections:
    """Connections of an action: `ctx.connections`.

    Args:
        bigcommerce: APIs of the stores.
        calls: gives the number of calls that the attempt made of a store.
    """

    bigcommerce: BigCommerceConnections
    calls: Callable[[str], int] = lambda _store_hash: 0

    def without_current(self) -> "Connections":
        """Return the same stores for code without a current store: a model's `run` and `on_success`."""
        return replace(self, bigcommerce=BigCommerceConnections(self.bigcommerce.for_store_hash, None))


def connections(
    resources: SenderResources,
    store_hash: str,
    kind: Kind,
    *,
    seconds_left: Callable[[], float],
    writes: Writes | None = None,
) -> Connections:
    """Make the connections of one run.

    Args:
        kind: trigger of the run. If another action called or enqueued this one, the run has no current store. Neither
            has one that is for the app as a whole.
        writes: notified of each write to any store.
    """

    senders: dict[str, StoreSender] = {}

    def opens(named: str) -> StoreClient:
        senders[named] = StoreSender(named, resources, seconds_left, writes)
        return StoreClient(senders[named])

    return Connections(
        BigCommerceConnections(opens, store_hash if kind != "action" and _is_hash(store_hash) else None),
        lambda named: senders[named].calls if named in senders else 0,
    )


def _is_hash(value: object) -> bool:
    # A value from params can have any type.
    return isinstance(value, str) and value.isascii() and value.isalnum()
