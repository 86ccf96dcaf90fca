"""Prove that BigCommerce sent a webhook, by the Standard Webhooks scheme.

`webhook-signature` holds `v1,<base64>` tokens, separated by spaces. Each is HMAC-SHA256 over
`webhook-id.webhook-timestamp.body`, keyed with the UTF-8 bytes of the API account's client secret. BigCommerce's docs
base64-encode the secret only because the library they recommend decodes it again.
Source: BigCommerce docs, "HTTPS webhooks", section "Security".
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from storehook.errors import GenuineDeliveryRefused, SignatureInvalid, SignatureMismatch

type Headers = Mapping[str, Sequence[str]]
"""Every header with all its values. Names are in any case."""

type MayRefresh = Callable[[], bool]
"""Decision whether a delivery that matches no remembered secret is checked against newly read ones."""

type ClientSecrets = Callable[[str, MayRefresh], Iterable[Sequence[str]]]
"""The client secrets that count for a store hash, in groups to try one after the other."""

PREVIOUS_COUNTS = 49 * 3600.0
"""Seconds for which the secret before an exchange counts: BigCommerce retries a delivery for 48 hours."""

FUTURE_TOLERANCE = 300
"""Seconds that a sender's clock may be ahead of ours; the Standard Webhooks libraries' figure."""

MAX_HEADER = 4096
"""Characters of one header that we look at: room for about 80 signatures."""

_ID = re.compile(r"[\x21-\x2b\x2d\x2f-\x7e]{1,256}")  # no comma, which joins two, and no dot, which ends it

_TIMESTAMP = re.compile(r"[0-9]{1,11}")

_TOKEN = re.compile(r"[A-Za-z0-9]{1,16},[A-Za-z0-9+/]{1,512}={0,2}")


@dataclass(frozen=True, slots=True)
class SignedHeaders:
    """Headers that a valid signature covers, besides the body: the delivery id, and the time in unix seconds."""

    id: str
    timestamp: int


def sign(secret: str, delivery_id: str, timestamp: int, body: bytes) -> str:
    """Make the `webhook-signature` header, as BigCommerce does. The secret is as the developer portal shows it."""
    content = b"%s.%d.%s" % (delivery_id.encode(), timestamp, body)
    digest = hmac.digest(secret.encode(), content, hashlib.sha256)
    return "v1," + base64.b64encode(digest).decode()


def verify(body: bytes, headers: Headers, secrets: Iterable[str], *, now: float, max_age: float) -> SignedHeaders:
    """Check the signature and its age.

    Args:
        secrets: the client secrets that count: the current one, and the previous one while it is being replaced.
        max_age: how old a signature may be, in seconds.

    Raises:
        SignatureInvalid: every failure, including hostile headers. SignatureMismatch, if the headers are well-formed
            and other secrets might match. GenuineDeliveryRefused, if the signature is valid and its age is not.
    """
    delivery_id = _header(headers, "webhook-id", _ID)
    timestamp = int(_header(headers, "webhook-timestamp", _TIMESTAMP))
    candidates = _signatures(headers)
    if not any_matches(candidates, [sign(secret, delivery_id, timestamp, body) for secret in secrets if secret]):
        raise SignatureMismatch("no signature matches")
    if timestamp > now + FUTURE_TOLERANCE:
        raise GenuineDeliveryRefused("the timestamp is in the future")
    if timestamp < now - max_age:
        raise GenuineDeliveryRefused("the timestamp is too old")
    return SignedHeaders(delivery_id, timestamp)


def _header(headers: Headers, name: str, pattern: re.Pattern[str] | None = None) -> str:
    values = header_values(headers, name)
    if len(values) != 1:
        raise SignatureInvalid(f"{name} is there {len(values)} times, not once")
    if len(values[0]) > MAX_HEADER or (pattern and not pattern.fullmatch(values[0])):
        raise SignatureInvalid(f"{name} is malformed")
    return values[0]


def _signatures(headers: Headers) -> list[bytes]:
    tokens = _header(headers, "webhook-signature").split(" ")
    # One malformed token refuses them all: a proxy that joins two headers with a comma must not slip through.
    if not all(_TOKEN.fullmatch(token) for token in tokens):
        raise SignatureInvalid("webhook-signature is malformed")
    return [token.encode() for token in tokens if token.startswith("v1,")]


def header_values(headers: Headers, name: str) -> list[str]:
    """Return all values of a header, given its name in lower case. The headers' own names are in any case."""
    return [value for key, values in headers.items() if key.lower() == name for value in values]


def any_matches(candidates: Sequence[bytes], expected: Sequence[str]) -> bool:
    """Return whether a candidate is among the expected signatures or keys."""
    # No early exit: the time taken must not tell which secret or which signature was close.
    results = [hmac.compare_digest(candidate, wanted.encode()) for candidate in candidates for wanted in expected]
    return any(results)
