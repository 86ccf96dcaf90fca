"""Client secrets that sign the webhooks of one store: the app's, or that of the store's own API account."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from storehook.aws.cache import TtlCache
from storehook.aws.secrets import read_since
from storehook.errors import SecretUnreadable
from storehook.webhooks.signature import ClientSecrets, MayRefresh

if TYPE_CHECKING:
    from storehook.stores.ports import Stores

MAX_STORES = 10_000
"""Most stores that are remembered, including stores without a secret. Requests with made-up store hashes must not fill
the memory.
"""

FAULTS = (BotoCoreError, ClientError, SecretUnreadable)


@dataclass(slots=True)
class ClientSecretLookup:
    """Lookup of the client secrets that sign a store's webhooks: the app's, and that of the store's own API account.

    Args:
        app: gives the app's secrets, the current one first: `AppSecrets.of_store`.
        stores: gives the table of stores. It is called only if the app's current secret does not match.
        ttl: seconds for which a store's own secret, or its absence, is used without another call.
    """

    app: ClientSecrets
    stores: "Callable[[], Stores]"
    ttl: float
    clock: Callable[[], float]
    _known: TtlCache[str, Sequence[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._known = TtlCache(self._ask, self.clock, FAULTS, MAX_STORES)

    def of_store(self, store_hash: str, may_refresh: MayRefresh) -> Iterator[Sequence[str]]:
        """Yield the client secrets that may sign a store's webhooks, likeliest first.

        The order is: the app's current secret, the store's own, the app's current and previous ones, and the newest of
        all. While they are remembered, the first two cost no call. If the store's own cannot be read, the app's follow
        all the same.

        Args:
            may_refresh: whether the newest ones are read now, as in `AppSecrets.groups`.

        Raises:
            BotoCoreError: AWS does not answer, and nothing known matched.
            ClientError: AWS refuses, and nothing known matched.
            SecretUnreadable: the store's own secret cannot be decrypted, and nothing else matched.
            SecretUnusable: as `AppSecrets.of_store`.
        """
        began, fault, own = self.clock(), None, ()
        groups = iter(self.app(store_hash, may_refresh))
        yield next(groups, ())
        try:
            own = self._known.at_most(self.ttl, store_hash)
        except FAULTS as error:
            fault = error
        yield own
        yield from groups
        if fault is not None:
            raise fault
        yield self._known.since(read_since(began, self.clock, may_refresh), store_hash)

    def _ask(self, store_hash: str) -> Sequence[str]:
        return self.stores().client_secrets(store_hash)
