"""A delivery without proof that it is genuine is answered 401, and leaves nothing behind."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.support.deployed import Delivery, Deployed, until


def _headers(delivery: Delivery, **changed: str | None) -> list[tuple[str, str]]:
    named = {name.replace("_", "-"): value for name, value in changed.items()}
    return [(name, value) for name, value in (delivery.headers() | named).items() if value is not None]


SPOILED: dict[str, Callable[[Delivery], tuple[bytes, list[tuple[str, str]]]]] = {
    "one byte of the body": lambda d: (d.body.replace(b"250", b"251"), _headers(d)),
    "one character of the id": lambda d: (d.body, _headers(d, webhook_id="0" + d.id[1:] if d.id[0] != "0" else "1")),
    "the timestamp by a second": lambda d: (d.body, _headers(d, webhook_timestamp=str(d.timestamp + 1))),
    "another secret": lambda d: (d.body, _headers(replace(d, secret="x" * 64))),
    "the secret as base64 text": lambda d: (d.body, _headers(replace(d, secret=b64encode(d.secret.encode()).decode()))),
    "no signature": lambda d: (d.body, _headers(d, webhook_signature=None)),
    "no id": lambda d: (d.body, _headers(d, webhook_id=None)),
    "no timestamp": lambda d: (d.body, _headers(d, webhook_timestamp=None)),
    "an empty signature": lambda d: (d.body, _headers(d, webhook_signature="")),
    "a doubled signature": lambda d: (d.body, [*_headers(d), ("webhook-signature", d.headers()["webhook-signature"])]),
    "a doubled id": lambda d: (d.body, [*_headers(d), ("webhook-id", d.id)]),
    "a signature of another version only": lambda d: (
        d.body,
        _headers(d, webhook_signature=d.headers()["webhook-signature"].replace("v1,", "v2,")),
    ),
    "a signature that is no base64": lambda d: (d.body, _headers(d, webhook_signature="v1,~~~~")),
    "301 s in the future": lambda d: (d.body, _headers(replace(d, timestamp=d.timestamp + 310))),
    "50 hours old": lambda d: (d.body, _headers(replace(d, timestamp=d.timestamp - 50 * 3600))),
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_delivery_is_refused_with_401_if_it_has(deployed: Deployed, spoiled: str) -> None:
    delivery = deployed.delivery("store/customer/created", {"type": "customer", "id": 250})
    body, headers = SPOILED[spoiled](delivery)

    answer = deployed.http.post(deployed.url(), content=body, headers=headers)

    assert (answer.status_code, answer.content) == (401, b"")
    until(lambda: deployed.waiting() == 0)  # were it queued, it would be a run by now
    assert deployed.runs(delivery.id) == {}


def test_a_genuine_delivery_of_one_store_is_refused_on_another_stores_path(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/customer/created", {"type": "customer", "id": 250})

    assert deployed.post(replace(delivery, store_hash="otherstore")) == 401


def test_a_body_over_256_kib_is_refused_with_413(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/customer/created", {"type": "customer", "id": 250, "note": "x" * 256 * 1024})

    assert deployed.post(delivery) == 413


def test_a_header_of_100_kb_is_refused_and_leaves_nothing_behind(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/customer/created", {"type": "customer", "id": 250})
    headers = _headers(delivery, webhook_signature="v1," + "A" * 100_000)

    answer = deployed.http.post(deployed.url(), content=delivery.body, headers=headers)

    # The HTTP server in front may already refuse it, as API Gateway does.
    assert answer.status_code in (401, 431)
    assert deployed.runs(delivery.id) == {}
