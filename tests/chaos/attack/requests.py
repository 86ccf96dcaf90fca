"""Requests of strangers: random ones, and ones that are genuine except for one thing."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st
from tests.support.jwts import make_jwt
from tests.support.signed_deliveries import event_body, sign

from storehook.ingest.receive import MAX_BODY
from storehook.webhooks.webhook_key import HEADER

HOURS = 3600


@dataclass(frozen=True, slots=True)
class Known:
    """Values that forgeries are made from. An attacker doesn't know the secret, but a forgery can be nearly right.

    Args:
        stores: connected stores.
        client_id: the app's client ID.
        client_secret: the app's client secret.
    """

    stores: tuple[str, ...]
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that can be sent in several ways.

    Args:
        target: path and query, encoded.
        headers: may contain a name twice.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def having(self, name: str, value: str | None) -> "Request":
        """Return the request with another value of a header, or without it."""
        others = tuple(header for header in self.headers if header[0] != name)
        return replace(self, headers=others if value is None else (*others, (name, value)))

    def value(self, name: str) -> str:
        """Return a header's value."""
        return dict(self.headers)[name]

    def event(self) -> dict[str, Any]:
        """Return the event that API Gateway makes of it: format 2.0 of an HTTP API."""
        path, _, query = self.target.partition("?")
        route, _, store_hash = path[1:].partition("/")
        joined: dict[str, str] = {}
        for name, value in self.headers:
            joined[name.lower()] = f"{joined[name.lower()]},{value}" if name.lower() in joined else value
        is_ingest = self.method == "POST"
        return {
            "version": "2.0",
            "routeKey": f"{self.method} /{route}" + ("/{store_hash}" if is_ingest else ""),
            "rawPath": path,
            "rawQueryString": query,
            "headers": joined,
            "pathParameters": {"store_hash": store_hash},
            "body": base64.b64encode(self.body).decode(),
            "isBase64Encoded": True,
        }


type Change = Callable[[Request, str], Request]
"""Spoils a genuine delivery, with a drawn text."""


def genuine(known: Known, store_hash: str, body: bytes | None = None, age: int = 0, secret: str = "") -> Request:
    """Make a delivery as BigCommerce sends it."""
    body = event_body(producer=f"stores/{store_hash}") if body is None else body
    signed = sign(body, timestamp=int(time.time()) - age, secret=secret or known.client_secret)
    headers = tuple((name, value) for name, values in signed.headers.items() for value in values)
    return Request("POST", f"/webhooks/{store_hash}", headers, body)


def _digest(known: Known, algorithm: str, *, hexadecimal: bool = False) -> Change:
    def change(request: Request, _: str) -> Request:
        content = f"{request.value('webhook-id')}.{request.value('webhook-timestamp')}.".encode() + request.body
        digest = hmac.digest(known.client_secret.encode(), content, algorithm)
        text = digest.hex() if hexadecimal else base64.b64encode(digest).decode()
        return request.having("webhook-signature", f"v1,{text}")

    return change


def _signature(change: Callable[[str, str], str]) -> Change:
    return lambda request, drawn: request.having("webhook-signature", change(request.value("webhook-signature"), drawn))


def spoilers(known: Known) -> dict[str, Change]:
    """Return ways to spoil a genuine delivery, by name. Each result must be refused."""
    first, other = known.stores[:2]

    def signed(body: bytes, age: int = 0) -> Request:
        return genuine(known, first, body, age)

    return {
        "a byte more": lambda request, drawn: replace(request, body=request.body + (drawn.encode() or b" ")),
        "a byte less": lambda request, _: replace(request, body=request.body[:-1]),
        "no body": lambda request, _: replace(request, body=b""),
        "another id": lambda request, drawn: request.having("webhook-id", f"{drawn}0"),
        "a second later": lambda request, _: request.having(
            "webhook-timestamp", str(int(request.value("webhook-timestamp")) + 1)
        ),
        "not a number": lambda request, drawn: request.having("webhook-timestamp", drawn),
        "digits of another script": lambda request, _: request.having(
            "webhook-timestamp", request.value("webhook-timestamp").translate({48 + n: 0x660 + n for n in range(10)})
        ),
        "a sign": lambda request, _: request.having("webhook-timestamp", "+" + request.value("webhook-timestamp")),
        "another secret": lambda _, drawn: genuine(known, first, secret=known.client_secret + (drawn or "0")),
        "the secret in base64": lambda _request, _drawn: genuine(
            known, first, secret=base64.b64encode(known.client_secret.encode()).decode()
        ),
        "sha1": _digest(known, "sha1"),
        "sha512": _digest(known, "sha512"),
        "in hex": _digest(known, "sha256", hexadecimal=True),
        "another version": _signature(lambda signature, _: signature.replace("v1,", "v2,")),
        "half a signature": _signature(lambda signature, _: signature[: len(signature) // 2]),
        "swapped case": _signature(lambda signature, _: signature.swapcase()),
        "joined with another": _signature(lambda signature, drawn: f"{drawn},{signature}"),
        "with something after it": _signature(lambda signature, drawn: f"{signature} {drawn or ','}"),
        "another text": _signature(lambda _, drawn: drawn),
        "60 signatures": _signature(lambda signature, _: " ".join([signature[:-4] + "AAA="] * 60)),
        "no signature": lambda request, _: request.having("webhook-signature", None),
        "no id": lambda request, _: request.having("webhook-id", None),
        "no timestamp": lambda request, _: request.having("webhook-timestamp", None),
        "two ids": lambda request, _: replace(
            request, headers=(*request.headers, ("Webhook-Id", request.value("webhook-id")))
        ),
        "two signatures": lambda request, drawn: replace(
            request, headers=(*request.headers, ("webhook-signature", drawn))
        ),
        "another store's path": lambda request, _: replace(request, target=f"/webhooks/{other}"),
        "an unknown store": lambda request, drawn: replace(request, target=f"/webhooks/{quote(drawn, '')}x"),
        "names no store, with a wrong key": lambda _, drawn: signed(b"{}").having(HEADER, drawn),
        "names no store, with a key of the right shape": lambda _, drawn: signed(b"{}").having(
            HEADER, hashlib.sha256(drawn.encode(errors="replace")).hexdigest()
        ),
        "50 hours old": lambda _request, _drawn: signed(event_body(producer=f"stores/{first}"), 50 * HOURS),
        "two weeks old": lambda _request, _drawn: signed(event_body(producer=f"stores/{first}"), 14 * 24 * HOURS),
        "from the future": lambda _request, _drawn: signed(event_body(producer=f"stores/{first}"), -HOURS),
        "over the limit": lambda _request, _drawn: signed(b"x" * (MAX_BODY + 1)),
        "names no store": lambda _, drawn: signed(json.dumps({"scope": drawn, "data": drawn}).encode()),
        "is not JSON": lambda _, drawn: signed(drawn.encode(errors="replace")),
        "is nested deeply": lambda _request, _drawn: signed(b'{"a":' * 20_000 + b"1" + b"}" * 20_000),
        "has a huge number": lambda _request, _drawn: signed(b'{"producer":' + b"9" * 5_000 + b"}"),
        "is another store's": lambda _request, _drawn: signed(event_body(producer=f"stores/{other}")),
        "is any bytes": lambda _, drawn: signed(drawn.encode("utf-16", errors="replace") + b"\xff\x00"),
    }


def deliveries(known: Known) -> st.SearchStrategy[Request]:
    """Draw deliveries that are genuine except for one thing, at both paths."""
    ways = spoilers(known)

    def spoil(way: str, drawn: str, path: str) -> Request:
        spoiled = ways[way](genuine(known, known.stores[0]), drawn)
        return replace(spoiled, target=spoiled.target.replace("/webhooks/", path))

    return st.builds(spoil, st.sampled_from([*ways]), HEADER_TEXT, st.sampled_from(["/webhooks/", "/exceptions/"]))


HEADER_TEXT = st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=40)
"""Texts for a header: latin-1 without control characters."""

ANY_TEXT = st.text(st.characters(), max_size=40)


def strangers(known: Known) -> st.SearchStrategy[Request]:
    """Draw requests to ingest in which hardly anything is right."""
    names = st.sampled_from(["webhook-id", "Webhook-Timestamp", "WEBHOOK-SIGNATURE", HEADER, "content-encoding"])
    values = HEADER_TEXT | st.sampled_from(["v1,", "v1,AAAA", "0", "9" * 30, "1e9", "-1", "x" * 5000])
    path = st.sampled_from([*known.stores, "..", "%2e%2e", "x" * 65]) | ANY_TEXT.map(_in_path)
    body = st.binary(max_size=200) | st.sampled_from([b"", b"[" * 100_000, b'{"a":' * 5_000, b"\x00" * 1000])

    def post(kind: str, store: str, headers: list[tuple[str, str]], body: bytes) -> Request:
        return Request("POST", f"/{kind}/{store}", tuple(headers), body)

    kinds = st.sampled_from(["webhooks", "exceptions"])
    return st.builds(post, kinds, path, st.lists(st.tuples(names, values), max_size=6), body)


def _in_path(text: str) -> str:
    return quote(text, "", errors="replace").replace(".", "%2E") or "x"


def callbacks(known: Known) -> st.SearchStrategy[Request]:
    """Draw callbacks of the app that BigCommerce did not send, or that prove nothing."""
    changes: list[dict[str, Any]] = [
        {"iss": "evil"},
        {"aud": "another"},
        {"aud": [known.client_id]},
        {"sub": "users/1"},
        {"sub": ["stores/x"]},
        {"exp": 1},
        {"exp": "never"},
        {"iat": None},
        {"iat": 9e99},
        {"nbf": int(time.time()) + 9 * HOURS},
        *({"header": {"alg": algorithm}} for algorithm in ALGORITHMS),
    ]
    secrets = ANY_TEXT.map(lambda text: {"secret": text.encode(errors="replace").decode() + "0"})
    jwts = (
        (st.sampled_from(changes) | secrets).map(lambda changed: _jwt(known, changed))
        | st.sampled_from([_jwt(known).rsplit(".", 1)[0] + ".", _jwt(known)[:-2]])
        | ANY_TEXT
    )
    contexts = st.sampled_from([f"stores/{store}" for store in known.stores]) | ANY_TEXT
    named = {"code": ANY_TEXT, "context": contexts, "scope": ANY_TEXT, "signed_payload_jwt": jwts, "user": ANY_TEXT}
    query = st.fixed_dictionaries({}, optional=named)
    paths = st.sampled_from(["/auth", "/load", "/uninstall", "/remove_user"])
    return st.tuples(paths, query).map(
        lambda drawn: Request("GET", f"{drawn[0]}?{urlencode(drawn[1], errors='replace')}")
    )


ALGORITHMS = ("none", "None", "HS512", "RS256", "ES256", "", "HS256\x00", "../../dev/null")


def _jwt(known: Known, changed: dict[str, Any] | None = None) -> str:
    usual: dict[str, Any] = {"secret": known.client_secret, "aud": known.client_id}
    return make_jwt(**usual | (changed or {}))
