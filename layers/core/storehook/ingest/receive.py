"""Ingest's decision: is this request a genuine webhook, and if so, queue it.

A delivery is proven by BigCommerce's signature. Its webhook key is a second factor: always where the body does not tell
which store it is about, and everywhere if the operator says so. It can stand in for the signature, if the operator says
that, so that webhooks go on while a signature that BigCommerce makes in another way is looked into.

Queueing is the only effect. A mark before it would lose the event when the process dies in between; duplicates are the
consumer's to recognise.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from storehook.webhooks.signature import ClientSecrets
from storehook.webhooks.webhook_key import Proof, WebhookKeys

if TYPE_CHECKING:
    from storehook.queues.ports import DeliveryQueue

MAX_BODY = 256 * 1024
"""Bytes. A webhook's body holds ids only and stays below 1 KiB; price list records come in arrays."""

_STORE_HASH = re.compile(r"[A-Za-z0-9]{1,64}")


@dataclass(frozen=True, slots=True)
class Request:
    """A POST to `/webhooks/{store_hash}` or `/exceptions/{store_hash}`.

    Args:
        store_hash: from the path; not to be trusted.
        headers: every header with all its values.
        body: the exact bytes that were sent.
    """

    store_hash: str
    headers: Mapping[str, Sequence[str]]
    body: bytes


def receive(
    request: Request,
    *,
    secrets: ClientSecrets,
    keys: WebhookKeys,
    proof: Proof,
    delivery_queue: "DeliveryQueue",
    now: float,
    max_age: float,
) -> Message:
    """Verify a delivery and queue it. When this returns, the queue has it.

    Args:
        request: what came in.
        secrets: gives the client secrets that count for a store hash, likeliest first.
        keys: what the key in the delivery's header is held against.
        proof: what proves a delivery.
        delivery_queue: where accepted deliveries go.
        now: the current time, in unix seconds.
        max_age: how old a signature may be, in seconds.

    Raises:
        BodyTooLarge: over 256 KiB.
        SignatureInvalid: not proven to come from BigCommerce for this store. GenuineDeliveryRefused, if it is proven to
            come from BigCommerce and is refused for another reason.
    """
    if len(request.body) > MAX_BODY:
        raise BodyTooLarge(len(request.body), MAX_BODY)
    if not _STORE_HASH.fullmatch(request.store_hash):
        raise SignatureInvalid("the path names no store")
    signed = _signed(request, secrets, keys, proof, now, max_age)
    names_store = _names_store(request)
    keys.check(request.store_hash, request.headers, required=proof == "signature-and-key" or not names_store)
    message = Message(
        store_hash=request.store_hash,
        delivery_id=signed.id,
        payload=request.body,
        signed_at=signed.timestamp,
        received_at=now,
    )
    delivery_queue.send(message)
    return message


def _signed(
    request: Request, secrets: ClientSecrets, keys: WebhookKeys, proof: Proof, now: float, max_age: float
) -> signature.SignedHeaders:
    try:
        return _verified(request, secrets, now, max_age)
    except SignatureInvalid as refused:
        # Our client secret is wrong, or BigCommerce signs in another way. No stranger has the key.
        if not keys.prove(request.store_hash, request.headers):
            raise
        if proof != "signature-or-key":
            raise GenuineDeliveryRefused(str(refused)) from refused
    # Its headers prove nothing. What is the same delivery, the body alone can tell.
    return signature.SignedHeaders(sha256(request.body).hexdigest(), 0)


def _verified(request: Request, secrets: ClientSecrets, now: float, max_age: float) -> signature.SignedHeaders:
    refusal = SignatureInvalid("there is no secret to check with")
    for known in secrets(request.store_hash):
        try:
            return signature.verify(request.body, request.headers, known, now=now, max_age=max_age)
        except SignatureMismatch as refused:
            refusal = refused
    raise refusal


def _names_store(request: Request) -> bool:
    """Whether the body says which store it is about; if so, that must be the path's.

    One app secret signs for all its stores: else a delivery of one store could be replayed to another's path.
    """
    try:
        named = event.producer(event.json_object(request.body))
    except ContentUnreadable:
        return False  # it may be genuine all the same: the consumer dead-letters it with the reason
    if named != request.store_hash:
        raise GenuineDeliveryRefused("the body is about another store than the path")
    return True
