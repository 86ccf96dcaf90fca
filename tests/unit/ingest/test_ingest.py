"""Ingest's answers over HTTP: BigCommerce is told 200, a stranger 401, and a fault of ours is a 503."""

import base64
import json
from collections.abc import Callable

import pytest
from tests.support.ingest_function import KEY, KEY_SECRET, Event, SenderResources, answer, request, with_key
from tests.support.signed_deliveries import SECRET, SIGNED_AT, STORE, event_body, sign
from tests.support.telemetry import Counts

from storehook.ingest.receive import MAX_BODY
from storehook.webhooks.webhook_key import HEADER, webhook_key

type Load = Callable[[str], Event]

OUT_OF_CHARACTER = "canary"

pytestmark = pytest.mark.usefixtures("in_order")


def test_a_genuine_delivery_is_queued_and_answered_with_an_empty_200(load_event: Load, around: SenderResources) -> None:
    event = load_event("ingest.order-updated")

    assert answer(event) == {"statusCode": 200, "body": ""}
    (message,) = around.sent
    assert (message.store_hash, message.delivery_id) == (STORE, event["headers"]["webhook-id"])
    assert (message.payload, message.received_at) == (event["body"].encode(), SIGNED_AT + 1.5)


def test_a_delivery_exception_goes_to_the_reconcile_queue_alone(load_event: Load, around: SenderResources) -> None:
    event = load_event("ingest.delivery-exception")

    assert answer(event) == {"statusCode": 200, "body": ""}
    (message,) = around.exceptions
    assert (message.store_hash, message.payload) == (STORE, event["body"].encode())
    assert around.sent == []


def test_a_genuine_delivery_of_another_scope_at_that_path_is_accepted_too(around: SenderResources) -> None:
    assert answer(with_key(request(event_body(), routeKey="POST /exceptions/{store_hash}")))["statusCode"] == 200
    assert len(around.exceptions) == 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"routeKey": "POST /exceptions"},
        {"routeKey": "POST /exceptions/{store_hash}/"},
        {"routeKey": f"POST /exceptions/{STORE}"},
        {"routeKey": ["POST /exceptions/{store_hash}"]},
        {"routeKey": {"POST /exceptions/{store_hash}": 1}},
        {"routeKey": None},
        {"path": "/exceptions/{store_hash}"},
        {"path": f"/exceptions/{STORE}"},
    ],
    ids=repr,
)
def test_no_other_path_leads_to_the_reconcile_queue(around: SenderResources, elsewhere: Event) -> None:
    assert answer(request(event_body(), **elsewhere))["statusCode"] == 200
    assert (len(around.sent), around.exceptions) == (1, [])


def test_a_delivery_with_the_stores_key_is_accepted(around: SenderResources) -> None:
    assert answer(with_key(request(event_body())))["statusCode"] == 200
    assert len(around.sent) == 1


def test_a_delivery_that_names_no_store_and_has_another_key_is_answered_401_and_not_queued(
    around: SenderResources,
) -> None:
    nameless = request(event_body(producer=None))

    assert answer(with_key(nameless, webhook_key("another", STORE)))["statusCode"] == 401
    assert around.sent == []


def test_a_delivery_signed_with_another_secret_is_answered_401_and_not_queued(
    load_event: Load, around: SenderResources
) -> None:
    assert answer(load_event("ingest.bad-signature")) == {"statusCode": 401, "body": ""}
    assert around.sent == []


def test_a_genuine_delivery_that_nobody_can_read_is_queued_all_the_same(
    load_event: Load, around: SenderResources
) -> None:
    event = with_key(load_event("ingest.unreadable"))

    assert answer(event)["statusCode"] == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(around.sent[0].payload)


def test_a_body_over_the_limit_is_answered_413(around: SenderResources) -> None:
    assert answer(request(b"x" * (MAX_BODY + 1))) == {"statusCode": 413, "body": ""}
    assert around.sent == []


def test_the_limit_counts_the_bytes_that_were_sent_not_their_base64(around: SenderResources) -> None:
    body = b"\xff" * MAX_BODY
    encoded = base64.b64encode(body).decode()

    assert answer(with_key(request(body, body=encoded, isBase64Encoded=True)))["statusCode"] == 200
    assert around.sent[0].payload == body


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        pytest.param(b"", {"body": None}, id="an empty body"),
        pytest.param("Straße 東京 😀".encode(), {}, id="more than ASCII"),
        pytest.param(b"\r\n\t \x00", {}, id="white space"),
    ],
)
def test_a_body_is_verified_byte_for_byte(around: SenderResources, body: bytes, missing: Event) -> None:
    assert answer(with_key(request(body, **missing)))["statusCode"] == 200
    assert around.sent[0].payload == body


@pytest.mark.parametrize("fault", ["queue_fault", "secrets_fault", "keys_fault"])
def test_a_fault_of_ours_is_answered_503_so_that_bigcommerce_tries_again(around: SenderResources, fault: str) -> None:
    setattr(around, fault, ConnectionError("away"))

    assert answer(with_key(request(event_body(producer=None)))) == {"statusCode": 503, "body": ""}
    assert around.sent == []


def test_while_the_keys_secret_is_away_a_delivery_without_a_key_is_accepted(around: SenderResources) -> None:
    around.keys_fault = ConnectionError("away")

    assert answer(request(event_body()))["statusCode"] == 200


@pytest.mark.parametrize("fault", [None, "queue_fault", "secrets_fault", "keys_fault"])
@pytest.mark.parametrize("change", [{}, {"headers": {}}, {"body": OUT_OF_CHARACTER * MAX_BODY}])
@pytest.mark.parametrize("key", [KEY, webhook_key(OUT_OF_CHARACTER, STORE), OUT_OF_CHARACTER])
def test_no_secret_no_key_and_no_payload_is_ever_logged(
    around: SenderResources, log_lines: Callable[[], list[Event]], fault: str | None, change: Event, key: str
) -> None:
    if fault:
        setattr(around, fault, ConnectionError("away"))

    answer(with_key(request(event_body(data={"id": OUT_OF_CHARACTER})), key) | change)

    (line,) = log_lines()
    written = json.dumps(line)
    assert [canary for canary in (SECRET, KEY_SECRET, KEY, key, OUT_OF_CHARACTER) if canary in written] == []


def test_the_log_line_of_an_accepted_delivery_names_it(log_lines: Callable[[], list[Event]]) -> None:
    answer(request(event_body()))

    (line,) = log_lines()
    assert (line["level"], line["store_hash"], line["payload_bytes"]) == ("INFO", STORE, len(event_body()))
    assert line["correlation_id"] == sign().headers["webhook-id"][0]


def test_the_log_line_of_a_refusal_has_the_reason_and_no_name_from_the_delivery_before(
    log_lines: Callable[[], list[Event]],
) -> None:
    answer(request(event_body()))
    answer(request(event_body(), headers={}))

    line = log_lines()[-1]
    assert (line["level"], line["status"], line["genuine"]) == ("WARNING", 401, False)
    assert line["message"] == "Refused: webhook-id is there 0 times, not once"
    assert "correlation_id" not in line


@pytest.mark.parametrize(
    ("change", "queue_fault", "counts"),
    [
        ({}, None, {"DeliveriesAccepted": 1, "DeliveriesNotAccepted": 0}),
        ({"headers": None}, None, {"DeliveriesRefused": 1}),
        ({"headers": {HEADER: KEY}}, None, {"DeliveriesRefused": 1, "GenuineDeliveriesRefused": 1}),
        ({}, ConnectionError("away"), {"DeliveriesNotAccepted": 1}),
    ],
)
def test_each_answer_is_counted(
    around: SenderResources,
    metric_counts: Counts,
    change: Event,
    queue_fault: Exception | None,
    counts: dict[str, float],
) -> None:
    around.queue_fault = queue_fault

    answer(request(event_body()) | change)

    assert metric_counts() == counts


def test_a_flood_of_forged_deliveries_writes_few_lines_and_is_counted(
    log_lines: Callable[[], list[Event]], metric_counts: Counts
) -> None:
    forged = request(event_body(), headers={})

    assert {answer(forged)["statusCode"] for _ in range(1_000)} == {401}
    assert len(log_lines()) <= 20
    assert metric_counts() == {"DeliveriesRefused": 1_000}


def test_in_a_flood_each_refusal_of_bigcommerces_own_deliveries_is_still_logged_and_counted(
    log_lines: Callable[[], list[Event]], metric_counts: Counts
) -> None:
    for _ in range(250):
        answer(request(event_body(), headers={}))
    genuine = request(event_body()) | {"headers": {HEADER: KEY}}
    metric_counts()

    assert [answer(genuine)["statusCode"] for _ in range(20)] == [401] * 20
    assert len([line for line in log_lines() if line["genuine"]]) == 20
    assert metric_counts()["GenuineDeliveriesRefused"] == 20
