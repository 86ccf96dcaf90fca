"""Deliveries as BigCommerce sends them: bodies, headers and signatures, made without the library's help."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Literal

SECRET = "test_client_secret_0123456789abcdef"
STORE = "8jbhprizry"
DELIVERY_ID = "64d346b71e4c02453da81c5d97cec8063a6e7a4d"
SIGNED_AT = 1_786_447_831
BODY = (
    b'{"producer":"stores/8jbhprizry","hash":"64d346b71e4c02453da81c5d97cec8063a6e7a4d","created_at":1786447828,'
    b'"store_id":"1003502318","scope":"store/product/updated","data":{"type":"product","id":180}}'
)


type Part = Literal["body", "id", "timestamp", "signature", "secret"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it arrives. Every header has a list of values."""

    body: bytes
    headers: dict[str, list[str]]


def sign(
    body: bytes = BODY,
    *,
    delivery_id: str = DELIVERY_ID,
    timestamp: int = SIGNED_AT,
    secret: str = SECRET,
    spoil: Part | None = None,
) -> Delivery:
    """Make a delivery with BigCommerce's signature. `spoil` names the one part that is wrong."""
    key = "another client secret" if spoil == "secret" else secret
    digest = hmac.digest(key.encode(), f"{delivery_id}.{timestamp}.".encode() + body, hashlib.sha256)
    signature = f"v1,{base64.b64encode(digest).decode()}"
    headers = {
        "webhook-id": [delivery_id + ("0" if spoil == "id" else "")],
        "webhook-timestamp": [str(timestamp + (spoil == "timestamp"))],
        "webhook-signature": [signature.swapcase() if spoil == "signature" else signature],
    }
    return Delivery(body + b" " if spoil == "body" else body, headers)


def event_body(scope: object = "store/order/updated", **fields: object) -> bytes:
    """Make a body as BigCommerce writes it. `None` leaves a field out."""
    usual = {"producer": f"stores/{STORE}", "hash": DELIVERY_ID, "created_at": SIGNED_AT - 3, "store_id": "1003502318"}
    every = usual | {"scope": scope, "data": {"type": "order", "id": 250}} | fields
    return json.dumps({name: value for name, value in every.items() if value is not None}).encode()
