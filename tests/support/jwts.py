"""JWTs as BigCommerce signs them, made without the library's help."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from tests.support.signed_deliveries import SECRET, STORE

type Event = dict[str, Any]


CLIENT_ID = "test_client_id"
_DIGESTS = {"HS512": hashlib.sha512, "HS384": hashlib.sha384}


def part(value: object) -> str:
    """Encode a part of a JWT: JSON, or bytes as they are."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def make_jwt(*, secret: str = SECRET, header: Event | None = None, without: str = "", **claims: object) -> str:
    """Make a `signed_payload_jwt` as BigCommerce does, ten seconds old, with some changes."""
    issued_at = int(time.time()) - 10
    usual = {
        "aud": CLIENT_ID,
        "iss": "bc",
        "iat": issued_at,
        "nbf": issued_at - 5,
        "exp": issued_at + 86_400,
        "jti": "5cb1fc2b-2b6b-4b4f-9d1d-8f8d8e0b0a11",
        "sub": f"stores/{STORE}",
        "user": {"id": 9128, "email": "user@example.com", "locale": "en-US"},
        "owner": {"id": 9128, "email": "user@example.com"},
        "url": "/",
        "channel_id": None,
    }
    head = {"alg": "HS256", "typ": "JWT"} | (header or {})
    body = {name: value for name, value in (usual | claims).items() if name != without}
    signed = f"{part(head)}.{part(body)}"
    digest = _DIGESTS.get(str(head["alg"]), hashlib.sha256)
    signature = b"" if head["alg"] == "none" else hmac.digest(secret.encode(), signed.encode(), digest)
    return f"{signed}.{part(signature)}"
