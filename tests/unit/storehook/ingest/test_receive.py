"""Ingest's promises: nothing genuine is refused, nothing forged is queued, nothing accepted is lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from tests.support.signed_deliveries import (
    BODY,
    DELIVERY_ID,
    SECRET,
    SIGNED_AT,
    STORE,
    Delivery,
    Part,
    event_body,
    sign,
)

from storehook.errors import BodyTooLarge, GenuineDeliveryRefused, RequestRefused, SignatureInvalid
from storehook.ingest.receive import MAX_BODY, Receiver, Request
from storehook.queues.message import Message
from storehook.webhooks.proofs import Proof
from storehook.webhooks.refreshes import Refreshes
from storehook.webhooks.signature import ClientSecrets, MayRefresh
from storehook.webhooks.webhook_key import HEADER, WebhookKeys, webhook_key

DAY = 86_400.0
NOW = SIGNED_AT + 0.25
KEYS = WebhookKeys(lambda _may_refresh: [["key secret"]])
KEY = webhook_key("key secret", STORE)


@dataclass
class DeliveryQueue:
    """Keeps what is sent to it, or is out of order."""

    fault: Exception | None = None
    sent: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        if self.fault:
            raise self.fault
        self.sent.append(message)


@dataclass
class Vault:
    """Gives groups of secrets, and keeps which stores it was asked for, and how many groups it gave."""

    groups: Sequence[Sequence[str]] = ((SECRET,),)
    asked: list[str] = field(default_factory=list)
    given: int = 0

    def __call__(self, store_hash: str, _may_refresh: MayRefresh) -> Iterator[Sequence[str]]:
        self.asked.append(store_hash)
        for group in self.groups:
            self.given += 1
            yield group


def with_key(delivery: Delivery, key: str = KEY) -> Request:
    return Request(STORE, delivery.headers | {HEADER: [key]}, delivery.body)


def genuine(body: bytes = BODY, store_hash: str = STORE) -> Request:
    delivery = sign(body)
    return Request(store_hash, delivery.headers, delivery.body)


def take_in(
    request: Request,
    delivery_queue: DeliveryQueue | None = None,
    vault: ClientSecrets | None = None,
    proof: Proof = "signature",
    keys: WebhookKeys = KEYS,
) -> Message:
    receiver = Receiver(
        secrets=vault or Vault(),
        keys=keys,
        refreshes=Refreshes(lambda: NOW),
        proof=proof,
        max_age=DAY,
        delivery_queue=delivery_queue or DeliveryQueue(),
    )
    return receiver.receive(request, NOW)


def test_a_genuine_delivery_is_queued_as_it_came() -> None:
    delivery_queue = DeliveryQueue()

    message = take_in(genuine(), delivery_queue)

    expected = Message(STORE, DELIVERY_ID, BODY, signed_at=SIGNED_AT, received_at=NOW)
    assert delivery_queue.sent == [expected] == [message]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(event_body("store/never/heard/of"), id="a scope we do not know"),
        pytest.param(event_body(data=[{"price_list_id": 1}]), id="an array for data"),
        pytest.param(event_body(data={}), id="no data"),
        pytest.param(event_body(data=None), id="data left out"),
        pytest.param(event_body(data="text"), id="text for data"),
        pytest.param(event_body(scope=None), id="no scope"),
        pytest.param(event_body(hash=None, created_at=None, store_id=7), id="fields left out"),
        pytest.param(event_body(surprise={"new": True}), id="a field we do not know"),
    ],
)
def test_a_genuine_delivery_is_queued_whatever_else_its_body_says(body: bytes) -> None:
    assert take_in(genuine(body)).payload == body


UNREADABLE = [
    pytest.param(event_body(producer=None), id="no producer"),
    pytest.param(event_body(producer=7), id="a number for producer"),
    pytest.param(event_body(producer="shops/other"), id="a producer that is no store"),
    pytest.param(b"", id="nothing at all"),
    pytest.param(b"not json", id="no JSON"),
    pytest.param(b"[]", id="no object"),
    pytest.param(b"\xff\xfe\x00", id="no text"),
    pytest.param(b"[" * 100_000, id="too deep to parse"),
    pytest.param(b"9" * 10_000, id="a number too long to parse"),
]


@pytest.mark.parametrize("body", UNREADABLE)
def test_a_delivery_that_does_not_name_its_store_is_queued_if_the_key_does(body: bytes) -> None:
    assert take_in(with_key(sign(body))).payload == body


@pytest.mark.parametrize("body", UNREADABLE)
def test_a_delivery_that_does_not_name_its_store_could_be_anothers_and_is_refused_without_the_key(body: bytes) -> None:
    with pytest.raises(SignatureInvalid, match="x-storehook-key is not there"):
        take_in(genuine(body))


@pytest.mark.parametrize("part", ["body", "id", "timestamp", "signature", "secret"])
def test_a_forged_delivery_is_refused_and_not_queued(part: Part) -> None:
    delivery_queue, delivery = DeliveryQueue(), sign(spoil=part)

    with pytest.raises(SignatureInvalid):
        take_in(Request(STORE, delivery.headers, delivery.body), delivery_queue)

    assert delivery_queue.sent == []


@pytest.mark.parametrize(
    ("signed_at", "accepted"), [(NOW + 301, False), (NOW + 299, True), (NOW - DAY + 1, True), (NOW - DAY - 1, False)]
)
def test_the_age_of_a_signature_is_held_against_our_clock(signed_at: float, accepted: bool) -> None:
    delivery_queue, delivery = DeliveryQueue(), sign(timestamp=int(signed_at))

    try:
        take_in(Request(STORE, delivery.headers, delivery.body), delivery_queue)
    except SignatureInvalid:
        assert not accepted

    assert len(delivery_queue.sent) == accepted


@pytest.mark.parametrize("producer", ["stores/another", "stores/", f"stores/{STORE}/", f"stores/{STORE.upper()}"])
def test_a_delivery_about_another_store_than_its_path_is_refused(producer: str) -> None:
    delivery_queue = DeliveryQueue()

    with pytest.raises(SignatureInvalid, match="another store"):
        take_in(genuine(event_body(producer=producer)), delivery_queue)

    assert delivery_queue.sent == []


@pytest.mark.parametrize("path", ["", " ", "a/b", "../x", "ü", "٣", f"{STORE}\n", "x" * 65, "a-b", "\ud800"])
def test_a_path_that_names_no_store_is_refused_before_a_secret_is_asked_for(path: str) -> None:
    vault = Vault()

    with pytest.raises(SignatureInvalid, match=r"^the path names no store$"):
        take_in(genuine(store_hash=path), vault=vault)

    assert vault.asked == []


def test_the_secrets_are_those_of_the_paths_store() -> None:
    vault = Vault()

    take_in(genuine(), vault=vault)

    assert vault.asked == [STORE]


@pytest.mark.parametrize("groups", [(), ((),), ((), ())])
def test_a_store_without_secrets_accepts_nothing(groups: Sequence[Sequence[str]]) -> None:
    with pytest.raises(SignatureInvalid):
        take_in(genuine(), vault=Vault(groups))


def test_a_store_without_any_secret_is_told_from_a_signature_that_is_wrong() -> None:
    with pytest.raises(SignatureInvalid, match=r"^there is no client secret for the store$"):
        take_in(genuine(), vault=Vault([]))


def test_less_likely_secrets_are_not_asked_for_when_the_likeliest_matches() -> None:
    vault = Vault([[SECRET], ["never needed"]])

    take_in(genuine(), vault=vault)

    assert vault.given == 1


@pytest.mark.parametrize("groups", [[["the new one"], ["the new one", SECRET]], [[], [SECRET]], [["a", SECRET]]])
def test_every_secret_that_is_given_counts(groups: Sequence[Sequence[str]]) -> None:
    assert take_in(genuine(), vault=Vault(groups)).payload == BODY


@pytest.mark.parametrize("headers", [{}, sign().headers | {"webhook-timestamp": ["now"]}], ids=["none", "malformed"])
def test_headers_that_no_secret_could_explain_cost_no_further_secrets(headers: dict[str, list[str]]) -> None:
    vault = Vault([["the new one"], ["the new one", "the old one"]])

    with pytest.raises(SignatureInvalid):
        take_in(Request(STORE, headers, BODY), vault=vault)

    assert vault.given <= 1


def test_a_signature_that_no_secret_explains_is_refused_after_all_were_tried() -> None:
    vault = Vault([["the new one"], ["the new one", "the old one"]])

    with pytest.raises(SignatureInvalid, match="no signature matches"):
        take_in(genuine(), vault=vault)

    assert vault.given == 2


# --- The key ----------------------------------------------------------------------------------------------------------


def test_a_genuine_delivery_with_the_stores_key_is_queued() -> None:
    assert take_in(with_key(sign())).payload == BODY


OTHER_KEYS = pytest.mark.parametrize("key", [webhook_key("ended", STORE), webhook_key("key secret", "another"), "x"])


@OTHER_KEYS
@pytest.mark.parametrize("proof", ["signature", "signature-or-key"])
def test_where_the_signature_is_enough_an_old_key_does_no_harm(key: str, proof: Proof) -> None:
    assert take_in(with_key(sign(), key), proof=proof).delivery_id == DELIVERY_ID


@OTHER_KEYS
@pytest.mark.parametrize(
    ("body", "proof"), [(BODY, "signature-and-key"), (event_body(producer=None), "signature")], ids=["both", "no store"]
)
def test_where_the_key_is_needed_another_one_is_refused(key: str, body: bytes, proof: Proof) -> None:
    delivery_queue = DeliveryQueue()

    with pytest.raises(GenuineDeliveryRefused, match=HEADER):
        take_in(with_key(sign(body), key), delivery_queue, proof=proof)

    assert delivery_queue.sent == []


def test_the_secrets_of_keys_are_not_read_where_the_signature_is_enough() -> None:
    def away(_may_refresh: MayRefresh) -> Sequence[Sequence[str]]:
        raise ConnectionError("away")

    assert take_in(with_key(sign()), keys=WebhookKeys(away)).delivery_id == DELIVERY_ID


def test_the_right_key_does_not_stand_in_for_a_signature() -> None:
    with pytest.raises(SignatureInvalid, match="no signature matches"):
        take_in(with_key(sign(spoil="secret")))


def test_where_both_are_asked_for_a_signed_delivery_without_the_key_is_refused() -> None:
    with pytest.raises(SignatureInvalid, match="x-storehook-key is not there"):
        take_in(genuine(), proof="signature-and-key")
    assert take_in(with_key(sign()), proof="signature-and-key").delivery_id == DELIVERY_ID


@pytest.mark.parametrize("part", ["id", "timestamp", "signature", "secret"])
def test_where_either_is_enough_the_key_stands_in_for_the_signature(part: Part) -> None:
    delivery_queue = DeliveryQueue()

    take_in(with_key(sign(spoil=part)), delivery_queue, proof="signature-or-key")

    (message,) = delivery_queue.sent
    assert (message.payload, message.signed_at, message.received_at) == (BODY, 0, NOW)


def test_the_key_of_a_secret_that_was_just_exchanged_stands_in_for_the_signature() -> None:
    def exchanged(may_refresh: MayRefresh) -> Iterator[Sequence[str]]:
        yield ["replaced key secret"]
        if may_refresh():
            yield ["key secret"]

    message = take_in(with_key(sign(spoil="secret")), proof="signature-or-key", keys=WebhookKeys(exchanged))

    assert message.payload == BODY


def test_the_same_body_is_the_same_delivery_if_the_key_alone_proves_it() -> None:
    bodies = [BODY, BODY, event_body(hash="another")]
    headers = {HEADER: [KEY], "webhook-id": ["anything"]}

    ids = [take_in(Request(STORE, headers, body), proof="signature-or-key").delivery_id for body in bodies]

    assert (ids[0] == ids[1], ids[0] == ids[2]) == (True, False)


@pytest.mark.parametrize(
    "key", [None, webhook_key("another", STORE), webhook_key("key secret", "another"), ""], ids=repr
)
def test_where_either_is_enough_neither_is_refused_for_its_signature(key: str | None) -> None:
    forged = sign(spoil="secret")
    headers = forged.headers | ({} if key is None else {HEADER: [key]})

    with pytest.raises(SignatureInvalid, match="no signature matches"):
        take_in(Request(STORE, headers, forged.body), proof="signature-or-key")


def test_where_either_is_enough_a_key_does_not_open_another_stores_path() -> None:
    with pytest.raises(SignatureInvalid, match="another store"):
        take_in(with_key(sign(event_body(producer="stores/another"), spoil="secret")), proof="signature-or-key")


def test_where_either_is_enough_a_signed_delivery_is_what_it_always_was() -> None:
    assert take_in(genuine(), proof="signature-or-key") == take_in(genuine())


def refusal(request: Request, keys: WebhookKeys = KEYS) -> SignatureInvalid:
    """Return the error with which a request is refused."""
    with pytest.raises(SignatureInvalid) as caught:
        take_in(request, keys=keys)
    return caught.value


@pytest.mark.parametrize(
    "delivery",
    [
        pytest.param(sign(secret="the app's new secret"), id="the client secret in the stack is wrong"),
        pytest.param(Delivery(BODY, {"x-bc-signature": ["v2,0a"]}), id="BigCommerce signs with other headers"),
        pytest.param(Delivery(BODY, sign().headers | {"webhook-signature": ["v2:0a"]}), id="in another form"),
        pytest.param(sign(timestamp=SIGNED_AT * 1000), id="with milliseconds"),
    ],
)
def test_a_refused_delivery_with_the_stores_key_is_known_to_be_genuine(delivery: Delivery) -> None:
    assert isinstance(refusal(with_key(delivery, KEY)), GenuineDeliveryRefused)


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(with_key(sign(b"no store"), webhook_key("another", STORE)), id="with another key"),
        pytest.param(with_key(sign(timestamp=SIGNED_AT - 90_000), KEY), id="too old"),
        pytest.param(genuine(store_hash="another"), id="at another store's path"),
    ],
)
def test_a_refused_delivery_that_is_rightly_signed_is_known_to_be_genuine(request_: Request) -> None:
    assert isinstance(refusal(request_), GenuineDeliveryRefused)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: [webhook_key("key secret", "another")]},
        {HEADER: ["0" * 64]},
        {HEADER: [KEY, KEY]},
        {HEADER: ["junk"]},
    ],
)
def test_what_a_stranger_can_make_up_is_never_taken_for_genuine(headers: dict[str, list[str]]) -> None:
    forged = sign(secret="a stranger's")

    assert not isinstance(refusal(Request(STORE, forged.headers | headers, BODY)), GenuineDeliveryRefused)


def test_while_the_keys_secret_is_away_a_wrong_signature_is_refused_and_no_fault_of_ours() -> None:
    def away(_may_refresh: MayRefresh) -> Sequence[Sequence[str]]:
        raise ConnectionError("away")

    refused = refusal(with_key(sign(spoil="body"), KEY), WebhookKeys(away))

    assert not isinstance(refused, GenuineDeliveryRefused)


def test_a_body_at_the_limit_is_taken_in() -> None:
    assert take_in(with_key(sign(b"x" * MAX_BODY))).payload == b"x" * MAX_BODY


def test_a_body_over_the_limit_is_refused_before_any_work() -> None:
    vault = Vault()

    with pytest.raises(BodyTooLarge, match=f"has {MAX_BODY + 1} bytes. The limit is {MAX_BODY}"):
        take_in(replace(genuine(), body=b"x" * (MAX_BODY + 1), store_hash="no store"), vault=vault)

    assert vault.asked == []


def test_a_fault_of_the_queue_is_not_taken_for_a_refusal() -> None:
    with pytest.raises(ConnectionError):
        take_in(genuine(), DeliveryQueue(fault=ConnectionError("the queue is away")))


def test_a_fault_of_the_secrets_is_not_taken_for_a_refusal() -> None:
    def away(_store_hash: str, _may_refresh: MayRefresh) -> Sequence[Sequence[str]]:
        raise ConnectionError("the secrets are away")

    with pytest.raises(ConnectionError):
        take_in(genuine(), vault=away)


@pytest.mark.parametrize(("error", "status"), [(SignatureInvalid("why"), 401), (BodyTooLarge(2, 1), 413)])
def test_each_refusal_has_its_http_status(error: RequestRefused, status: int) -> None:
    assert error.status == status
