"""The signed payload that load, uninstall and remove-user callbacks carry.

Source: BigCommerce docs, single-click app callbacks: a JWT, HS256, the key being the client secret as it is written.
"""

import base64
import hmac
import json
import uuid
from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.apps import App
from bigcommerce_sandbox.users import OWNER, User, users_of

LIFETIME_SECONDS = 24 * 60 * 60

_CLOCK_SKEW_SECONDS = 5
"""Seconds before its issue from which a payload is valid, as in the example of the documentation."""


def signed_payload(app: App, store_hash: str, user: User, now: float) -> str:
    """Return the signed payload of a callback about a user of a store, signed at `now` (unix seconds)."""
    owner, issued = users_of(store_hash)[OWNER], int(now)
    claims = {
        "aud": app.client_id,
        "iss": "bc",
        "iat": issued,
        "nbf": issued - _CLOCK_SKEW_SECONDS,
        "exp": issued + LIFETIME_SECONDS,
        "jti": str(uuid.uuid4()),
        "sub": f"stores/{store_hash}",
        "user": {"id": user.id, "email": user.email, "locale": "en-US"},
        "owner": {"id": owner.id, "email": owner.email},
        "url": "/",
        "channel_id": None,
    }
    return _jwt(claims, app.client_secret)


def _jwt(claims: Mapping[str, Any], key: str) -> str:
    # By hand, as a JWT library objects to the short secrets that tests may have. BigCommerce's have 64 digits.
    signed = f"{_encode(_dumped({'alg': 'HS256', 'typ': 'JWT'}))}.{_encode(_dumped(claims))}"
    return f"{signed}.{_encode(hmac.digest(key.encode(), signed.encode(), 'sha256'))}"


def _dumped(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _encode(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")
