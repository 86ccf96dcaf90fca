"""Deliveries and their repeats."""

import base64
import time

import pytest
from standardwebhooks import Webhook

from bigcommerce_sandbox.deliveries import (
    Attempt,
    Delivery,
    Event,
    new_delivery,
    new_event,
    request_headers,
    retry_after,
)
from bigcommerce_sandbox.hooks import Hook
from bigcommerce_sandbox.stores import Store

SECRET = "test_client_secret_0123456789abcdef"
STORE = Store("8jbhprizry", access_token="token", client_id="client-1", client_secret=SECRET)
EVENT = Event("store/product/updated", {"type": "product", "id": 180}, hash="64d346b71e4c02453da81c5d97cec8063a6e7a4d")
# A body that BigCommerce really sent.
BODY = (
    b'{"producer":"stores/8jbhprizry","hash":"64d346b71e4c02453da81c5d97cec8063a6e7a4d","created_at":1786447828,'
    b'"store_id":"1003502318","scope":"store/product/updated","data":{"type":"product","id":180}}'
)


def delivery(**headers: str) -> Delivery:
    hook = Hook(1, "client-1", "8jbhprizry", "store/product/*", "https://r.test/", headers, True, 0, 0)
    return new_delivery(0, EVENT, hook, EVENT.body(STORE, 1_786_447_828.9))


def attempt(status: int | None, number: int = 1) -> Attempt:
    return Attempt(number, at=0, status=status, error=None, milliseconds=0, headers={})


def test_a_body_is_byte_for_byte_what_bigcommerce_sends() -> None:
    assert delivery().body == BODY


def test_the_signature_is_that_of_the_known_answer() -> None:
    headers = request_headers(delivery(), SECRET, 1_786_447_831)
    assert headers["webhook-signature"] == "v1,XDP157HDwaOXQruaRRoUS0Z0w0+/aOpm4I6HS8o9OHw="


def test_the_standard_webhooks_library_accepts_a_request() -> None:
    headers = request_headers(delivery(), SECRET, int(time.time()))
    payload = Webhook(base64.b64encode(SECRET.encode()).decode()).verify(BODY, headers)
    assert payload["data"] == {"type": "product", "id": 180}


def test_a_request_has_the_headers_that_bigcommerce_sends() -> None:
    headers = request_headers(delivery(), SECRET, 1_786_447_831)
    headers.pop("webhook-signature")
    assert headers == {
        "content-type": "application/json",
        "accept-encoding": "gzip",
        "user-agent": "pekko-http/1.3.0",
        "webhook-id": EVENT.hash,
        "webhook-timestamp": "1786447831",
    }


def test_a_custom_header_is_sent_along() -> None:
    assert request_headers(delivery(Authorization="Basic abc"), SECRET, 0)["authorization"] == "Basic abc"


def test_a_custom_header_cannot_replace_the_signature() -> None:
    assert request_headers(delivery(**{"Webhook-Id": "other"}), SECRET, 0)["webhook-id"] == EVENT.hash


def test_two_events_have_two_hashes_of_40_hexadecimal_digits() -> None:
    first, second = (new_event("store/order/updated", {"id": 1}).hash for _ in range(2))
    assert first != second
    assert len(bytes.fromhex(first)) == 20


def test_retries_follow_the_documented_schedule() -> None:
    waits = [retry_after(failures) for failures in range(1, 13)]
    assert waits == [60, 180, 300, 600, 900, 1800, 3600, 7200, 21600, 50400, 86400, None]


def test_all_retries_span_48_hours() -> None:
    assert sum(retry_after(failures) or 0 for failures in range(1, 13)) == 173_040


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_2xx_delivers(status: int) -> None:
    assert delivery().after(attempt(status)).state == "delivered"


@pytest.mark.parametrize("status", [None, 199, 301, 302, 400, 401, 409, 500])
def test_anything_else_is_tried_again(status: int | None) -> None:
    assert delivery().after(attempt(status)).state == "pending"


def test_the_twelfth_failure_exhausts() -> None:
    failing = delivery()
    states: list[str] = []
    for number in range(1, 13):
        failing = failing.after(attempt(500, number))
        states.append(failing.state)
    assert states == ["pending"] * 11 + ["exhausted"]
