"""The key that our webhooks carry in a header: a second factor beside the signature.

Somebody who learns an API account's client secret can sign deliveries for all of its stores, but doesn't have the
secret that this key is made with: it never leaves the stack. The key is a store's own, so one that was seen in one
store's list of webhooks is worth nothing for another. BigCommerce sends a webhook's `headers` with each delivery.
Source: BigCommerce docs, "Webhooks", "Create a webhook".
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from storehook.errors import GenuineDeliveryRefused
from storehook.webhooks.signature import Headers, MayRefresh, any_matches, header_values

HEADER = "x-storehook-key"

_KEY = re.compile(r"[0-9a-f]{64}")


def webhook_key(secret: str, store_hash: str) -> str:
    """Return the key of a store's webhooks: hex HMAC-SHA256 of the store hash, made with the stack's own secret."""
    return hmac.digest(secret.encode(), store_hash.encode(), hashlib.sha256).hex()


@dataclass(frozen=True, slots=True)
class WebhookKeys:
    """Keys that a delivery may carry.

    Args:
        secrets: gives the stack's secrets that count, in groups to try one after the other. Not asked without need.
    """

    secrets: Callable[[MayRefresh], Iterable[Sequence[str]]]

    def check(self, store_hash: str, headers: Headers) -> None:
        """Check the key of a delivery that BigCommerce is proven to have sent.

        Raises:
            GenuineDeliveryRefused: the key is missing, or not the store's.
        """
        keys = header_values(headers, HEADER)
        if not keys:
            raise GenuineDeliveryRefused(f"{HEADER} is not there")
        self._match(store_hash, keys, lambda: True)

    def prove(self, store_hash: str, headers: Headers, may_refresh: MayRefresh) -> bool:
        """Return whether the key proves that BigCommerce sent a delivery whose signature is wrong.

        Args:
            may_refresh: whether the stack's secrets are read again if the key matches none that is remembered.
        """
        # If the secrets cannot be read, the delivery is refused. A stranger's request must not raise another error.
        with suppress(Exception):
            self._match(store_hash, header_values(headers, HEADER), may_refresh)
            return True
        return False

    def _match(self, store_hash: str, keys: Sequence[str], may_refresh: MayRefresh) -> None:
        if len(keys) != 1:
            raise GenuineDeliveryRefused(f"{HEADER} is there {len(keys)} times, not once")
        if not _KEY.fullmatch(keys[0]):
            raise GenuineDeliveryRefused(f"{HEADER} is malformed")
        for known in self.secrets(may_refresh):
            if any_matches([keys[0].encode()], [webhook_key(secret, store_hash) for secret in known]):
                return
        raise GenuineDeliveryRefused(f"{HEADER} is not the store's")
