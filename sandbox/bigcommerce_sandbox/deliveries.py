"""Events that a store sends, their signed requests, and the times of their retries.

Source: BigCommerce docs, webhooks overview, HTTPS webhooks and webhook events. The order of the keys and the headers of
a request are as observed on real deliveries.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from bigcommerce_sandbox.hooks import Hook
from bigcommerce_sandbox.signature import sign
from bigcommerce_sandbox.stores import Store

RETRY_SECONDS = (60, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400)
"""Seconds from each failure to the next attempt: 48 hours in all (BigCommerce docs, webhooks overview)."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a store.

    Args:
        scope: the concrete scope, without a wildcard.
        data: the event's own part of the body.
        hash: 40 hexadecimal digits, unique to the event; the same for every hook and attempt.
        client_id: the only client whose hooks it goes to; None for those of all.
    """

    scope: str
    data: Mapping[str, Any] | list[Any]
    hash: str
    client_id: str | None = None

    def is_for(self, hook: Hook) -> bool:
        """Return true if it goes to a hook."""
        return self.client_id in (None, hook.client_id) and hook.wants(self.scope)

    def body(self, store: Store, now: float) -> bytes:
        """The body of every request about this event, which happened at `now` (unix seconds)."""
        envelope = {
            "producer": f"stores/{store.store_hash}",
            "hash": self.hash,
            "created_at": int(now),
            "store_id": store.store_id,
            "scope": self.scope,
            "data": self.data,
        }
        return json.dumps(envelope, separators=(",", ":")).encode()


def new_event(scope: str, data: Mapping[str, Any] | list[Any], client_id: str | None = None) -> Event:
    """An event with a hash of its own. BigCommerce's cannot be computed from the body either, so it is random here."""
    return Event(scope, data, secrets.token_hex(20), client_id)


BLOCKED = "blocked"
"""The `error` of an attempt that was not made, as the destination is blocked."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request and what came of it.

    Args:
        number: 1 for the first.
        at: when it was made, in unix seconds.
        status: the answer, if there was one.
        error: why there was none.
        milliseconds: how long it took.
        headers: the headers that were sent.
    """

    number: int
    at: int
    status: int | None
    error: str | None
    milliseconds: int
    headers: Mapping[str, str]

    @property
    def succeeded(self) -> bool:
        """Only 2xx is success; a redirect is not (BigCommerce docs, webhooks overview)."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def failure(self) -> str | None:
        """The reason of a failure, None for a success."""
        return None if self.succeeded else self.error or f"HTTP status {self.status}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one hook. Destination and headers are the hook's at the time of the event.

    Args:
        index: its place among the deliveries of the store.
        id: the hash of the event, sent as `webhook-id`.
        scope: the scope of the event.
        client_id: the API account that the hook belongs to.
        hook_id: the hook.
        destination: where it goes.
        custom_headers: the hook's own headers.
        body: the exact bytes of every attempt.
        attempts: those made so far.
        state: "exhausted" after the last retry failed; "dropped" if it was given up with its hook.
    """

    index: int
    id: str
    scope: str
    client_id: str
    hook_id: int
    destination: str
    custom_headers: Mapping[str, str]
    body: bytes
    attempts: tuple[Attempt, ...] = ()
    state: Literal["pending", "delivered", "exhausted", "dropped"] = "pending"

    def after(self, attempt: Attempt) -> Self:
        """The delivery with one more attempt."""
        attempts = (*self.attempts, attempt)
        if attempt.succeeded:
            return replace(self, attempts=attempts, state="delivered")
        exhausted = retry_after(len(attempts)) is None
        return replace(self, attempts=attempts, state="exhausted" if exhausted else "pending")


def new_delivery(index: int, event: Event, hook: Hook, body: bytes) -> Delivery:
    """The delivery of `event`, with its `body`, to `hook`."""
    return Delivery(index, event.hash, event.scope, hook.client_id, hook.id, hook.destination, hook.headers or {}, body)


def retry_after(failures: int) -> int | None:
    """Seconds from the last of `failures` attempts (from 1) to the next one; None when there is none."""
    return RETRY_SECONDS[failures - 1] if failures <= len(RETRY_SECONDS) else None


def request_headers(delivery: Delivery, secret: str, timestamp: int) -> dict[str, str]:
    """The headers of one attempt.

    Args:
        delivery: what is sent.
        secret: the client secret of the hook's API account.
        timestamp: what the signature is stamped with, in unix seconds.
    """
    own = {name.lower(): value for name, value in delivery.custom_headers.items()}
    return own | {
        "content-type": "application/json",
        "accept-encoding": "gzip",
        "user-agent": "pekko-http/1.3.0",
        "webhook-id": delivery.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, delivery.id, timestamp, delivery.body),
    }
