"""Receiver of deliveries: verifies a request, and queues it if it is genuine.

BigCommerce's signature proves a delivery. The webhook key is a second factor: always if the body doesn't name the
store, and for all deliveries if the operator requires it. Otherwise the key is not checked: a forger who can sign could
leave it out, and a store that is not reconciled for days would have its genuine deliveries refused for an old key. The
operator may also accept the key instead of the signature, so that deliveries go on if BigCommerce changes its
signatures.

Queueing is the only effect. If ingest first marked the delivery and then died, the event would be lost. The consumer
recognizes duplicates.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING

from storehook.errors import (
    BodyTooLarge,
    ContentUnreadable,
    GenuineDeliveryRefused,
    SignatureInvalid,
    SignatureMismatch,
)
from storehook.queues.message import Message
from storehook.webhooks import event, signature
from storehook.webhooks.proofs import Proof
from storehook.webhooks.refreshes import Refreshes
from storehook.webhooks.signature import ClientSecrets, MayRefresh, SignedHeaders
from storehook.webhooks.webhook_key import WebhookKeys

if TYPE_CHECKING:
    from storehook.queues.ports import DeliveryQueue

MAX_BODY = 256 * 1024
"""Bytes. A webhook's body holds only ids and stays below 1 KiB. Price list records come in arrays."""

_STORE_HASH = re.compile(r"[A-Za-z0-9]{1,64}")


@dataclass(frozen=True, slots=True)
class Request:
    """POST request to `/webhooks/{store_hash}` or `/exceptions/{store_hash}`. Nothing in it is trusted."""

    store_hash: str
    headers: Mapping[str, Sequence[str]]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Receiver of deliveries on one path. The age of their signatures is at most `max_age` seconds."""

    secrets: ClientSecrets
    keys: WebhookKeys
    refreshes: Refreshes
    proof: Proof
    max_age: float
    delivery_queue: "DeliveryQueue"

    def receive(self, request: Request, now: float) -> Message:
        """Verify a delivery and queue it. When this returns, the queue has stored it.

        Raises:
            BodyTooLarge: the body exceeds 256 KiB.
            SignatureInvalid: the request is not proven to come from BigCommerce, for this store.
            GenuineDeliveryRefused: it is proven to come from BigCommerce, but refused for another reason.
        """
        if len(request.body) > MAX_BODY:
            raise BodyTooLarge(len(request.body), MAX_BODY)
        if not _STORE_HASH.fullmatch(request.store_hash):
            raise SignatureInvalid("the path names no store")
        signed = self._signed(request, now)
        if self._needs_key(request):
            self.keys.check(request.store_hash, request.headers)
        message = Message(
            store_hash=request.store_hash,
            delivery_id=signed.id,
            payload=request.body,
            signed_at=signed.timestamp,
            received_at=now,
        )
        self.delivery_queue.send(message)
        return message

    def _needs_key(self, request: Request) -> bool:
        names_store = _names_store(request)
        return self.proof == "signature-and-key" or not names_store

    def _signed(self, request: Request, now: float) -> SignedHeaders:
        # Secrets may just have been exchanged. For the holder of the key they are always read again, for others rarely.
        granted = cache(partial(self.refreshes.grant, request.store_hash))
        has_key = cache(partial(self.keys.prove, request.store_hash, request.headers, granted))
        try:
            return self._verified(request, now, lambda: has_key() or granted())
        except SignatureInvalid as refused:
            # Our client secret is wrong, or BigCommerce has changed its signatures: nobody else has the key.
            if not has_key():
                raise
            if self.proof != "signature-or-key":
                raise GenuineDeliveryRefused(str(refused)) from refused
        # The headers prove nothing, so the body identifies the delivery.
        return SignedHeaders(sha256(request.body).hexdigest(), 0)

    def _verified(self, request: Request, now: float, may_refresh: MayRefresh) -> SignedHeaders:
        refusal = SignatureInvalid("there is no client secret for the store")
        for secrets in self.secrets(request.store_hash, may_refresh):
            try:
                return signature.verify(request.body, request.headers, secrets, now=now, max_age=self.max_age)
            except SignatureMismatch as refused:
                refusal = refused
        raise refusal


def _names_store(request: Request) -> bool:
    """Return whether the body names its store, and check that the path names the same one.

    One app secret signs for all stores of the app. Without this check, a delivery of one store could be replayed to
    another store's path.
    """
    try:
        named = event.producer(event.json_object(request.body))
    except ContentUnreadable:
        return False  # it may still be genuine: the consumer dead-letters it with the reason
    if named != request.store_hash:
        raise GenuineDeliveryRefused("the body is about another store than the path")
    return True
