"""Ingest's answers over HTTP: BigCommerce is told 200, a stranger 401, and a fault of ours is a 503."""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import SECRET, SIGNED_AT, STORE, LambdaContext, event_body, sign

import ingest
from storehook.hook_key import HEADER, HookKeys, hook_key
from storehook.message import Message
from storehook.receive import MAX_BODY, receive

type Event = dict[str, Any]
type Load = Callable[[str], Event]

OUT_OF_CHARACTER = "canary"
KEY_SECRET = "secret-of-the-stack"
KEY = hook_key(KEY_SECRET, STORE)


@dataclass
class Surroundings:
    """The secrets and the queues, each of which may be away."""

    secrets_fault: Exception | None = None
    keys_fault: Exception | None = None
    queue_fault: Exception | None = None
    sent: list[Message] = field(default_factory=list[Message])
    exceptions: list[Message] = field(default_factory=list[Message])

    def of_store(self, _store_hash: str) -> Sequence[Sequence[str]]:
        if self.secrets_fault:
            raise self.secrets_fault
        return [[SECRET]]

    def hook_secrets(self) -> Sequence[Sequence[str]]:
        if self.keys_fault:
            raise self.keys_fault
        return [[KEY_SECRET]]


@dataclass
class Outbox:
    """One of the queues."""

    around: Surroundings
    sent: list[Message]

    def send(self, message: Message) -> None:
        if self.around.queue_fault:
            raise self.around.queue_fault
        self.sent.append(message)


@pytest.fixture(scope="module")
def around() -> Iterator[Surroundings]:
    """What ingest is wired to, with a clock that stands a second after the deliveries were signed."""
    surroundings = Surroundings()
    keys = HookKeys(surroundings.hook_secrets)
    queue = partial(receive, secrets=surroundings.of_store, keys=keys, max_age=3600)
    wired = {
        "webhooks": partial(queue, outbox=Outbox(surroundings, surroundings.sent)),
        "exceptions": partial(queue, outbox=Outbox(surroundings, surroundings.exceptions)),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "wiring", lambda: wired)
        patch.setattr(ingest, "time", SimpleNamespace(time=lambda: SIGNED_AT + 1.5))
        yield surroundings


@pytest.fixture(autouse=True)
def in_order(around: Surroundings) -> None:
    around.secrets_fault = around.keys_fault = around.queue_fault = None
    around.sent.clear()
    around.exceptions.clear()


def answer(event: Event) -> Event:
    return ingest.handler(event, LambdaContext())


def request(body: bytes, /, **fields: object) -> Event:
    """A genuine request with this body, as API Gateway hands it over."""
    delivery = sign(body)
    usual = {"pathParameters": {"store_hash": STORE}, "multiValueHeaders": delivery.headers, "isBase64Encoded": False}
    return usual | {"body": body.decode(errors="replace")} | fields


def with_key(event: Event, key: str = KEY) -> Event:
    return event | {"multiValueHeaders": event["multiValueHeaders"] | {"X-Storehook-Key": [key]}}


def test_a_genuine_delivery_is_queued_and_answered_with_an_empty_200(load_event: Load, around: Surroundings) -> None:
    event = load_event("ingest.order-updated")

    assert answer(event) == {"statusCode": 200, "body": ""}
    (message,) = around.sent
    assert (message.store_hash, message.delivery_id) == (STORE, event["headers"]["webhook-id"])
    assert (message.payload, message.received_at) == (event["body"].encode(), SIGNED_AT + 1.5)


def test_a_delivery_exception_goes_to_the_reconcile_queue_alone(load_event: Load, around: Surroundings) -> None:
    event = load_event("ingest.delivery-exception")

    assert answer(event) == {"statusCode": 200, "body": ""}
    (message,) = around.exceptions
    assert (message.store_hash, message.payload) == (STORE, event["body"].encode())
    assert around.sent == []


def test_a_genuine_delivery_of_another_scope_at_that_path_is_accepted_too(around: Surroundings) -> None:
    assert answer(with_key(request(event_body(), resource="/exceptions/{store_hash}")))["statusCode"] == 200
    assert len(around.exceptions) == 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"resource": "/exceptions"},
        {"resource": "/exceptions/{store_hash}/"},
        {"resource": f"/exceptions/{STORE}"},
        {"resource": ["/exceptions/{store_hash}"]},
        {"resource": {"/exceptions/{store_hash}": 1}},
        {"resource": None},
        {"path": "/exceptions/{store_hash}"},
        {"path": f"/exceptions/{STORE}"},
    ],
    ids=repr,
)
def test_no_other_path_leads_to_the_reconcile_queue(around: Surroundings, elsewhere: Event) -> None:
    assert answer(request(event_body(), **elsewhere))["statusCode"] == 200
    assert (len(around.sent), around.exceptions) == (1, [])


def test_a_delivery_with_the_stores_key_is_accepted(around: Surroundings) -> None:
    assert answer(with_key(request(event_body())))["statusCode"] == 200
    assert len(around.sent) == 1


def test_a_delivery_with_another_key_is_answered_401_and_not_queued(around: Surroundings) -> None:
    assert answer(with_key(request(event_body()), hook_key("another", STORE)))["statusCode"] == 401
    assert around.sent == []


@settings(max_examples=2_000)
@given(
    values=st.lists(
        st.text(st.characters()) | st.just(hook_key("another", STORE)) | st.none() | st.integers(), min_size=1
    )
)
def test_a_signed_delivery_with_whatever_else_for_a_key_is_answered_401(
    around: Surroundings, values: list[object]
) -> None:
    event = request(event_body())
    event["multiValueHeaders"] = event["multiValueHeaders"] | {HEADER: values}

    assert answer(event)["statusCode"] == 401
    assert around.sent == []


def test_a_delivery_signed_with_another_secret_is_answered_401_and_not_queued(
    load_event: Load, around: Surroundings
) -> None:
    assert answer(load_event("ingest.bad-signature")) == {"statusCode": 401, "body": ""}
    assert around.sent == []


def test_a_genuine_delivery_that_nobody_can_read_is_queued_all_the_same(load_event: Load, around: Surroundings) -> None:
    event = load_event("ingest.unreadable")

    assert answer(event)["statusCode"] == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(around.sent[0].payload)


def test_a_body_over_the_limit_is_answered_413(around: Surroundings) -> None:
    assert answer(request(b"x" * (MAX_BODY + 1))) == {"statusCode": 413, "body": ""}
    assert around.sent == []


def test_the_limit_counts_the_bytes_that_were_sent_not_their_base64(around: Surroundings) -> None:
    body = b"\xff" * MAX_BODY
    encoded = base64.b64encode(body).decode()

    assert answer(request(body, body=encoded, isBase64Encoded=True))["statusCode"] == 200
    assert around.sent[0].payload == body


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        pytest.param(b"", {"body": None}, id="an empty body"),
        pytest.param("Straße 東京 😀".encode(), {}, id="more than ASCII"),
        pytest.param(b"\r\n\t \x00", {}, id="white space"),
    ],
)
def test_a_body_is_verified_byte_for_byte(around: Surroundings, body: bytes, missing: Event) -> None:
    assert answer(request(body, **missing))["statusCode"] == 200
    assert around.sent[0].payload == body


@pytest.mark.parametrize("fault", ["queue_fault", "secrets_fault", "keys_fault"])
def test_a_fault_of_ours_is_answered_503_so_that_bigcommerce_tries_again(around: Surroundings, fault: str) -> None:
    setattr(around, fault, ConnectionError("away"))

    assert answer(with_key(request(event_body()))) == {"statusCode": 503, "body": ""}
    assert around.sent == []


def test_while_the_keys_secret_is_away_a_delivery_without_a_key_is_accepted(around: Surroundings) -> None:
    around.keys_fault = ConnectionError("away")

    assert answer(request(event_body()))["statusCode"] == 200


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
def test_a_hostile_request_is_answered_401(around: Surroundings, change: Event) -> None:
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


@settings(max_examples=10_000, suppress_health_check=[HealthCheck.too_slow])
@given(event=HOSTILE)
def test_of_ten_thousand_requests_of_strangers_none_is_accepted_or_a_fault_of_ours(
    around: Surroundings, event: Event
) -> None:
    assert answer(event)["statusCode"] in (401, 413)
    assert around.sent == around.exceptions == []


@pytest.mark.parametrize("fault", [None, "queue_fault", "secrets_fault", "keys_fault"])
@pytest.mark.parametrize("change", [{}, {"multiValueHeaders": {}}, {"body": OUT_OF_CHARACTER * MAX_BODY}])
@pytest.mark.parametrize("key", [KEY, hook_key(OUT_OF_CHARACTER, STORE), OUT_OF_CHARACTER])
def test_no_secret_no_key_and_no_payload_is_ever_logged(
    around: Surroundings, log_lines: Callable[[], list[Event]], fault: str | None, change: Event, key: str
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
    answer(request(event_body(), multiValueHeaders={}))

    line = log_lines()[-1]
    assert (line["level"], line["status"]) == ("WARNING", 401)
    assert line["message"] == "Refused: webhook-id is there 0 times, not once"
    assert "correlation_id" not in line


@pytest.mark.parametrize(
    ("change", "queue_fault", "metric"),
    [
        ({}, None, "DeliveriesAccepted"),
        ({"multiValueHeaders": None}, None, "DeliveriesRefused"),
        ({}, ConnectionError("away"), "DeliveriesNotAccepted"),
    ],
)
def test_each_answer_is_counted(
    around: Surroundings,
    metric_counts: Callable[[], dict[str, float]],
    change: Event,
    queue_fault: Exception | None,
    metric: str,
) -> None:
    around.queue_fault = queue_fault

    answer(request(event_body()) | change)

    assert metric_counts() == {metric: 1}
