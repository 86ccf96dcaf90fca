"""The client secrets that sign the webhooks of one store: the app's, or that of the store's own API account."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from storehook.aws.cache import TtlCache
from storehook.aws.secrets import REFRESH_AFTER
from storehook.aws.signed_clients import signed_client
from storehook.errors import SecretUnreadable
from storehook.webhooks.signature import ClientSecrets

if TYPE_CHECKING:
    from storehook.stores.ports import Stores

MAX_STORES = 10_000
"""Stores that are remembered, those without a secret too: whoever makes up store hashes must not fill the memory."""

FAULTS = (BotoCoreError, ClientError, SecretUnreadable)


@dataclass(slots=True)
class StoreSecrets:
    """The client secrets that count for a store: the app's, and its own if it has an API account of its own.

    Args:
        app: gives the app's secrets, the current one first: `AppSecrets.of_store`.
        stores: gives the table of stores. Only asked for when the app's current secret does not match.
        ttl: how long a store's own is used without asking again, in seconds; the same for there being none.
        clock: gives seconds that only go up.
    """

    app: ClientSecrets
    stores: "Callable[[], Stores]"
    ttl: float
    clock: Callable[[], float]
    _known: TtlCache[str, Sequence[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Know nothing yet."""
        self._known = TtlCache(self._ask, self.clock, FAULTS, MAX_STORES)

    def of_store(self, store_hash: str) -> Iterator[Sequence[str]]:
        """The client secrets that sign a store's webhooks, likeliest first.

        The app's current one; the store's own; the app's current and previous ones; then the newest of all that can
        be known. While they are known, the first two cost no call. The app's count even if the store's cannot be had.

        Raises:
            BotoCoreError: AWS does not answer, nothing is known yet, and nothing else matched.
            ClientError: it refuses, nothing is known yet, and nothing else matched.
            SecretUnreadable: the store's own cannot be decrypted, and nothing else matched.
            SecretUnusable: as `AppSecrets.of_store`.
        """
        fault, own = None, ()
        groups = iter(self.app(store_hash))
        yield next(groups, ())
        try:
            own = self._own(store_hash, self.ttl)
        except FAULTS as error:
            fault = error
        yield own
        yield from groups
        if fault is not None:
            raise fault
        yield self._own(store_hash, REFRESH_AFTER)

    def _ask(self, store_hash: str) -> Sequence[str]:
        return self.stores().client_secrets(store_hash)

    def _own(self, store_hash: str, age: float) -> Sequence[str]:
        return self._known.at_most(age, store_hash)


def late_stores(
    table: str, token_key: str, queue_url: str, *, connect_timeout: float, read_timeout: float
) -> "Callable[[], Stores]":
    """Gives the table of stores; imports it and makes its clients when it is first asked for.

    Most deliveries are signed with the app's secret, and need neither.

    Args:
        table: its name.
        token_key: the KMS key that its secrets are encrypted with.
        queue_url: of any queue in this region.
        connect_timeout: how long each client waits for a connection, in seconds.
        read_timeout: how long each waits for an answer, in seconds.
    """

    @cache
    def stores() -> "Stores":
        from storehook.aws.kms_cipher import KmsCipher
        from storehook.aws.stores import DynamoStores

        timeouts = {"connect_timeout": connect_timeout, "read_timeout": read_timeout}
        dynamodb = signed_client("dynamodb", queue_url, **timeouts, attempts=1)
        kms = signed_client("kms", queue_url, **timeouts, attempts=1)
        return DynamoStores(dynamodb, table, KmsCipher(kms, token_key))

    return stores
