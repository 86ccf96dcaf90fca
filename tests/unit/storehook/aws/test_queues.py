"""Messages to SQS. It never gets one that it would refuse."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.deployment import queued
from tests.support.signed_deliveries import STORE

from storehook.aws.delivery_queue import SqsDeliveryQueue
from storehook.aws.queues import SqsDeadLetters, SqsLanes
from storehook.queues.lanes import MAX_POSTPONE
from storehook.queues.message import encode
from storehook.queues.ports import DeadLetter

URLS = {"default": "https://sqs/default", "long": "https://sqs/long"}
TWELVE_HOURS = 12 * 3600


class Sqs:
    """Keeps the calls that are made, and gives the answers it is given."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers = list(answers)

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> dict[str, Any]:
            self.calls.append((name, arguments))
            return self.answers.pop(0) if self.answers else {}

        return call


def lanes(sqs: Sqs) -> SqsLanes:
    return SqsLanes(sqs, URLS, "default", "https://sqs/dead")  # type: ignore[arg-type]


def dead_letters(sqs: Sqs) -> SqsDeadLetters:
    return SqsDeadLetters(sqs, "https://sqs/dead", "https://sqs/default")  # type: ignore[arg-type]


def sent(sqs: Sqs) -> dict[str, Any]:
    """The arguments of the one call, which sent a message."""
    ((name, arguments),) = sqs.calls
    assert name == "send_message"
    return arguments


def test_an_accepted_delivery_is_sent_in_its_stores_group() -> None:
    sqs = Sqs()

    SqsDeliveryQueue(sqs, URLS["default"]).send(queued())  # type: ignore[arg-type]

    assert sent(sqs) == {"QueueUrl": URLS["default"], "MessageBody": encode(queued()), "MessageGroupId": STORE}


def test_each_message_is_sent_to_the_lane_beside_it() -> None:
    sqs = Sqs()

    lanes(sqs).send([("default", queued(action="a")), ("long", queued(action="b"))])

    assert [arguments["QueueUrl"] for _, arguments in sqs.calls] == [URLS["default"], URLS["long"]]
    assert [json.loads(arguments["MessageBody"])["action"] for _, arguments in sqs.calls] == ["a", "b"]


def test_a_dead_letter_carries_its_attributes() -> None:
    sqs = Sqs()

    lanes(sqs).dead_letter(queued(), {"action": "sync_order", "attempts": "9"})

    assert sent(sqs) == {
        "QueueUrl": "https://sqs/dead",
        "MessageBody": encode(queued()),
        "MessageGroupId": STORE,
        "MessageAttributes": {
            "action": {"DataType": "String", "StringValue": "sync_order"},
            "attempts": {"DataType": "String", "StringValue": "9"},
        },
    }


@pytest.mark.parametrize(
    ("value", "sanitized"),
    [
        ("store/order/updated", "store/order/updated"),
        ("", "-"),
        ("a\x00b\nc\x7fd", "a?b?c?d"),
        ("Straße", "Stra?e"),
        ("\ud800", "?"),
        ("x" * 10_000, "x" * 256),
        ("(unreadable)", "(unreadable)"),
    ],
    ids=["plain", "empty", "control", "beyond ASCII", "surrogate", "long", "brackets"],
)
def test_an_attribute_is_made_legible(value: str, sanitized: str) -> None:
    sqs = Sqs()

    lanes(sqs).dead_letter(queued(), {"scope": value})

    assert sent(sqs)["MessageAttributes"]["scope"]["StringValue"] == sanitized


@given(value=st.text(st.characters()))
def test_no_attribute_is_one_that_sqs_refuses(value: str) -> None:
    sqs = Sqs()

    lanes(sqs).dead_letter(queued(), {"scope": value})

    found = sent(sqs)["MessageAttributes"]["scope"]["StringValue"]
    assert 1 <= len(found) <= 256
    assert all(" " <= char <= "~" for char in found)


@pytest.mark.parametrize(
    ("seconds", "timeout"),
    [(0, 0), (0.1, 1), (10, 10), (10.2, 11), (-5, 0), (MAX_POSTPONE, 41_400), (10**9, 41_400), (float("inf"), 41_400)],
)
def test_a_message_is_hidden_for_whole_seconds_that_sqs_allows(seconds: float, timeout: int) -> None:
    sqs = Sqs()

    lanes(sqs).postpone("receipt", seconds)

    expected = {"QueueUrl": URLS["default"], "ReceiptHandle": "receipt", "VisibilityTimeout": timeout}
    assert sqs.calls == [("change_message_visibility", expected)]


def test_the_longest_wait_leaves_a_run_half_an_hour_within_sqss_twelve_hours() -> None:
    assert MAX_POSTPONE + 1800 <= TWELVE_HOURS


def test_a_dead_letter_is_received_with_its_attributes() -> None:
    attributes = {"store": {"DataType": "String", "StringValue": "abc"}, "raw": {"DataType": "Binary"}}
    found = {"Body": "text", "ReceiptHandle": "receipt", "MessageId": "id", "MessageAttributes": attributes}
    sqs = Sqs({"Messages": [found | {"Attributes": {"SentTimestamp": "1786447831500"}}]})

    (letter,) = dead_letters(sqs).receive_some(99, seconds=1.5)

    assert letter == DeadLetter("text", "receipt", {"store": "abc", "raw": ""}, "id", 1786447831.5)
    (_, arguments), *_ = sqs.calls
    assert (arguments["QueueUrl"], arguments["MessageAttributeNames"]) == ("https://sqs/dead", ["All"])
    assert (arguments["VisibilityTimeout"], arguments["MaxNumberOfMessages"]) == (2, 10)


@pytest.mark.parametrize("answer", [{}, {"Messages": []}])
def test_without_dead_letters_there_is_none_to_receive(answer: dict[str, Any]) -> None:
    assert dead_letters(Sqs(answer)).receive_some() == []


@pytest.mark.parametrize(
    ("attributes", "group"), [({"store": "abc"}, "abc"), ({"store": ""}, "unknown"), ({}, "unknown")]
)
def test_a_dead_letter_goes_back_to_its_lane_in_its_stores_group(attributes: dict[str, str], group: str) -> None:
    sqs = Sqs()

    dead_letters(sqs).send_back(DeadLetter("text", "receipt", attributes))

    assert sent(sqs) == {"QueueUrl": "https://sqs/default", "MessageBody": "text", "MessageGroupId": group}


def test_a_dead_letter_is_deleted_by_its_receipt() -> None:
    sqs = Sqs()

    dead_letters(sqs).delete(DeadLetter("text", "receipt", {}))

    assert sqs.calls == [("delete_message", {"QueueUrl": "https://sqs/dead", "ReceiptHandle": "receipt"})]
