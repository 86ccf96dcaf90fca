"""`ctx.connections`: the stores that an action can call."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.sending import SenderResources, StoreSender, Unwatched, Writes
from storehook.errors import CallInvalid, NoCurrentStore
from storehook.queues.message import Kind


class OfStore(Protocol):
    """Anything that belongs to a store, such as a record."""

    @property
    def store_hash(self) -> str:
        """The store."""
        ...


class BigCommerceConnections:
    """The stores' APIs, as one run sees them.

    Args:
        opens: gives a client for a store hash.
        current: the store that the run is about; None if it has no current store.
    """

    def __init__(self, opens: Callable[[str], StoreClient], current: str | None) -> None:
        self._opens = opens
        self._current = current
        self._clients: dict[str, StoreClient] = {}

    @property
    def current(self) -> StoreClient:
        """The store that triggered the run.

        Raises:
            NoCurrentStore: another action called or enqueued this one, or this is a model's hook. So it is at Gadget,
                and for a reason: such code runs for any store, and a current one would be somebody else's.
        """
        return self.for_store_hash(self.current_store_hash)

    @property
    def current_store_hash(self) -> str:
        """The hash of the store that triggered the run.

        Raises:
            NoCurrentStore: as for `current`.
        """
        if self._current is None:
            raise NoCurrentStore
        return self._current

    def for_store_hash(self, store_hash: str) -> StoreClient:
        """Any store that has the app installed. Whether it has shows at the first call.

        Raises:
            CallInvalid: it is no store hash.
        """
        if not _is_hash(store_hash):
            raise CallInvalid(f"{store_hash!r} is no store hash.")
        if store_hash not in self._clients:
            self._clients[store_hash] = self._opens(store_hash)
        return self._clients[store_hash]

    def for_store(self, record: OfStore) -> StoreClient:
        """The store that a record belongs to.

        Raises:
            CallInvalid: it belongs to none.
        """
        return self.for_store_hash(record.store_hash)

    def without_current(self) -> "BigCommerceConnections":
        """The same stores, for code that has no current one: a model's `run` and `on_success`."""
        return BigCommerceConnections(self.for_store_hash, None)


@dataclass(frozen=True, slots=True)
class Connections:
    """What an action can reach: `ctx.connections`.

    Args:
        bigcommerce: the stores.
        calls: tells how many calls the attempt has made of a store.
    """

    bigcommerce: BigCommerceConnections
    calls: Callable[[str], int] = lambda _store_hash: 0

    def without_current(self) -> "Connections":
        """As `BigCommerceConnections.without_current`."""
        return replace(self, bigcommerce=self.bigcommerce.without_current())


def connections(
    resources: SenderResources,
    store_hash: str,
    kind: Kind,
    *,
    seconds_left: Callable[[], float],
    writes: Writes | None = None,
) -> Connections:
    """The connections of one run.

    Args:
        resources: what all runs of the process share.
        store_hash: the store that the run is about.
        kind: what triggered the run. Of an action that another action called or enqueued, the store is not the current
            one.
        seconds_left: gives for how many seconds the function may still run.
        writes: told of each write to any store.
    """

    senders: dict[str, StoreSender] = {}

    def opens(named: str) -> StoreClient:
        senders[named] = StoreSender(named, resources, seconds_left, writes or Unwatched())
        return StoreClient(senders[named])

    return Connections(
        BigCommerceConnections(opens, None if kind == "action" else store_hash),
        lambda named: senders[named].calls if named in senders else 0,
    )


def _is_hash(given: object) -> bool:
    # What comes from params may be anything.
    return isinstance(given, str) and given.isascii() and given.isalnum()
