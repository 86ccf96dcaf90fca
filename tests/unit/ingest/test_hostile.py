"""Requests of strangers to ingest are refused, and are never a fault of ours."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.ingest_function import KEY, Event, SenderResources, answer, request
from tests.support.signed_deliveries import STORE, event_body

from storehook.ingest.receive import MAX_BODY
from storehook.webhooks.webhook_key import HEADER, webhook_key

pytestmark = pytest.mark.usefixtures("in_order")


@pytest.mark.parametrize(
    "change",
    [
        {"body": None},
        {"body": ""},
        {"body": "\ud800"},
        {"body": "not base64!", "isBase64Encoded": True},
        {"body": "ü", "isBase64Encoded": True},
        {"body": "AAA", "isBase64Encoded": True},
        {"pathParameters": None},
        {"pathParameters": {}},
        {"pathParameters": {"store_hash": ""}},
        {"pathParameters": {"store_hash": "another"}},
        {"pathParameters": {"store_hash": "../../etc"}},
        {"headers": None},
        {"headers": {}},
        {"headers": {"webhook-signature": "v1,\ud800"}},
        {"headers": {"webhook-signature": ["v1,"]}},
        {"headers": {"webhook-signature": None}},
        {"headers": {7: "v1,"}},
        {"headers": ["webhook-signature"]},
        {"pathParameters": [STORE]},
        {"pathParameters": {"store_hash": [STORE]}},
        {"body": {"producer": f"stores/{STORE}"}},
        {"body": 7},
    ],
    ids=repr,
)
def test_a_hostile_request_is_answered_401(around: SenderResources, change: Event) -> None:
    assert answer(request(event_body()) | change)["statusCode"] == 401
    assert around.sent == []


@pytest.mark.parametrize("joint", [",", ", ", " , "])
@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_that_was_sent_twice_is_answered_401(around: SenderResources, name: str, joint: str) -> None:
    event = request(event_body())
    twice = joint.join([event["headers"][name]] * 2)  # as an HTTP API hands it over

    assert answer(event | {"headers": event["headers"] | {name: twice}})["statusCode"] == 401
    assert around.sent == []


@pytest.mark.parametrize("key", ["body", "pathParameters", "headers"])
def test_a_request_that_lacks_a_field_is_answered_401(key: str) -> None:
    event = request(event_body())
    del event[key]

    assert answer(event)["statusCode"] == 401


ANY_TEXT = st.text(st.characters(), max_size=20)
ANYTHING = ANY_TEXT | st.sampled_from([None, True, 0, 7, 1.5, [], [None], [STORE], [["v1,"]], {}, {"a": 1}, {7: [7]}])
NAMES = st.sampled_from(["webhook-id", "Webhook-Timestamp", "WEBHOOK-SIGNATURE", "X-Storehook-Key"]) | ANY_TEXT
HOSTILE = st.fixed_dictionaries(
    {},
    optional={
        "routeKey": st.sampled_from(["POST /webhooks/{store_hash}", "POST /exceptions/{store_hash}"]) | ANYTHING,
        "body": ANYTHING | st.just("A" * (MAX_BODY * 2)),
        "isBase64Encoded": ANYTHING,
        "pathParameters": ANYTHING
        | st.dictionaries(st.just("store_hash") | ANY_TEXT, ANYTHING | st.just(STORE), max_size=3),
        "headers": ANYTHING | st.dictionaries(NAMES, ANY_TEXT | ANYTHING, max_size=5),
    },
)


# Ten at a time: what Hypothesis does for each example takes longer than a request.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(events=st.lists(HOSTILE, min_size=10, max_size=10))
def test_no_request_of_a_stranger_is_accepted_or_a_fault_of_ours(around: SenderResources, events: list[Event]) -> None:
    for event in events:
        assert answer(event)["statusCode"] in (401, 413), event
    assert around.sent == around.exceptions == []


@given(
    value=st.text(st.characters())
    | st.sampled_from([webhook_key("another", STORE), f"{KEY},{KEY}", f"{KEY}, {KEY}", f"{KEY},", f",{KEY}"])
    | st.none()
    | st.integers()
)
def test_a_signed_delivery_that_names_no_store_and_has_anything_else_for_a_key_is_answered_401(
    around: SenderResources, value: object
) -> None:
    event = request(event_body(producer=None))
    event["headers"] = event["headers"] | {HEADER: value}

    assert answer(event)["statusCode"] == 401
    assert around.sent == []
