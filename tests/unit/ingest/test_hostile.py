"""What strangers may send to ingest: it is refused, and never a fault of ours."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.ingest_function import Event, SenderResources, answer, request
from tests.support.signed_deliveries import STORE, event_body

from storehook.ingest.receive import MAX_BODY
from storehook.webhooks.hook_key import HEADER, hook_key

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
        {"multiValueHeaders": None},
        {"multiValueHeaders": {}},
        {"multiValueHeaders": {"webhook-signature": ["v1,\ud800"]}},
        {"multiValueHeaders": {"webhook-signature": "v1,"}},
        {"multiValueHeaders": {"webhook-signature": [None]}},
        {"multiValueHeaders": {"webhook-signature": None}},
        {"multiValueHeaders": {7: ["v1,"]}},
        {"multiValueHeaders": ["webhook-signature"]},
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


@pytest.mark.parametrize("key", ["body", "pathParameters", "multiValueHeaders"])
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
        "resource": st.sampled_from(["/webhooks/{store_hash}", "/exceptions/{store_hash}"]) | ANYTHING,
        "body": ANYTHING | st.just("A" * (MAX_BODY * 2)),
        "isBase64Encoded": ANYTHING,
        "pathParameters": ANYTHING
        | st.dictionaries(st.just("store_hash") | ANY_TEXT, ANYTHING | st.just(STORE), max_size=3),
        "multiValueHeaders": ANYTHING | st.dictionaries(NAMES, st.lists(ANY_TEXT) | ANYTHING, max_size=5),
    },
)


# Ten at a time: what Hypothesis does for each example takes longer than a request.
@settings(max_examples=1_000, suppress_health_check=[HealthCheck.too_slow])
@given(events=st.lists(HOSTILE, min_size=10, max_size=10))
def test_of_ten_thousand_requests_of_strangers_none_is_accepted_or_a_fault_of_ours(
    around: SenderResources, events: list[Event]
) -> None:
    for event in events:
        assert answer(event)["statusCode"] in (401, 413), event
    assert around.sent == around.exceptions == []


@settings(max_examples=2_000)
@given(
    values=st.lists(
        st.text(st.characters()) | st.just(hook_key("another", STORE)) | st.none() | st.integers(), min_size=1
    )
)
def test_a_signed_delivery_with_whatever_else_for_a_key_is_answered_401(
    around: SenderResources, values: list[object]
) -> None:
    event = request(event_body())
    event["multiValueHeaders"] = event["multiValueHeaders"] | {HEADER: values}

    assert answer(event)["statusCode"] == 401
    assert around.sent == []
