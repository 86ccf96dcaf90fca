"""Requests of received messages: their run, their event, and their claim."""

import json

import pytest
from tests.support.clocks import NOW
from tests.support.deployment import queued
from tests.support.signed_deliveries import STORE, event_body

from storehook.consumer.claim_request import decoded, event_of
from storehook.consumer.outcome import ReceivedMessage
from storehook.errors import ContentUnreadable
from storehook.queues.message import Message
from storehook.runs.run import ENQUEUED
from storehook.webhooks.event import Event


def test_a_text_that_is_no_message_becomes_one_of_an_unknown_store_even_with_half_a_character() -> None:
    received = ReceivedMessage("not ours \ud800", "message-1", "receipt-1", 60.0)

    assert decoded(received) == Message(
        "unknown", "message-1", b"not ours \xed\xa0\x80", signed_at=0, received_at=0.0, kind="manual"
    )


def test_an_enqueued_run_is_an_event_of_the_time_at_which_it_was_enqueued() -> None:
    message = queued(json.dumps({"id": 7}).encode(), kind="action", received_at=NOW + 0.5)

    assert event_of(message) == Event(STORE, ENQUEUED, {"id": 7}, None, int(NOW))


def test_a_body_of_another_store_is_refused_and_the_reason_says_so() -> None:
    with pytest.raises(ContentUnreadable, match="names another store than its message"):
        event_of(queued(event_body(producer="stores/another")))
