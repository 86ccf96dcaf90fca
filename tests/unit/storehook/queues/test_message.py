"""A message arrives as it was sent."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.support.deployment import queued

from storehook.errors import ContentUnreadable
from storehook.ingest.receive import MAX_BODY
from storehook.queues.message import Message, decode, decode_any, encode, pack, unpack
from storehook.queues.run_key import RunKey

SQS_LIMIT = 1024 * 1024
MESSAGES = st.builds(
    Message,
    store_hash=st.text(max_size=64),
    delivery_id=st.text(max_size=50),
    payload=st.binary(max_size=200) | st.text(max_size=100).map(str.encode),
    signed_at=st.integers(),
    received_at=st.floats(allow_nan=False),
    action=st.none() | st.text(max_size=20),
    redrives=st.integers(0),
    kind=st.sampled_from(["webhook", "action", "catch-up", "manual"]),
    depth=st.integers(0),
    generation=st.integers(0),
    event_id=st.none() | st.text(max_size=20),
    cause=st.none() | st.text(max_size=20),
    caused_before=st.floats(allow_nan=False),
    caller=st.none() | st.text(max_size=20),
)
NOT_OURS = r"^The queued message was not written by storehook\.$"
ENCODED = json.loads(encode(queued()))


@given(message=MESSAGES)
def test_a_message_is_read_as_it_was_written(message: Message) -> None:
    assert decode(encode(message)) == message


def test_a_wake_up_is_written_as_every_release_reads_it() -> None:
    written = '{"schema":1,"store_hash":"store","event_id":"event","action":"sync_order","generation":2}'

    assert encode(RunKey("store", "event", "sync_order", 2)) == written


@given(message=MESSAGES)
def test_a_message_is_written_in_characters_that_every_queue_takes(message: Message) -> None:
    assert all(" " <= char <= "~" for char in encode(message))


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"x" * MAX_BODY, id="plain text"),
        pytest.param(b"\xff" * MAX_BODY, id="no text"),
        pytest.param(b"\x00" * MAX_BODY, id="nothing but escapes"),
        pytest.param(b'"' * MAX_BODY, id="quotes"),
        pytest.param("é".encode() * (MAX_BODY // 2), id="two bytes a character"),
        pytest.param("東".encode() * (MAX_BODY // 3), id="three bytes a character"),
        pytest.param("😀".encode() * (MAX_BODY // 4), id="four bytes a character"),
    ],
)
def test_the_largest_body_fits_into_the_queue_whatever_is_in_it(payload: bytes) -> None:
    message = queued(payload, store_hash="x" * 64, delivery_id='"' * 256, action="a" * 200)

    assert len(encode(message)) < SQS_LIMIT // 2


@pytest.mark.parametrize("payload", [b"", b"{}", '{"name":"Straße"}'.encode(), b"plain"])
def test_a_payload_that_is_text_stays_legible(payload: bytes) -> None:
    assert pack(payload) == {"payload": payload.decode()}


def test_a_payload_is_kept_in_base64_once_that_is_shorter_by_more_than_a_kibibyte() -> None:
    # 219 escapes are 1,316 characters, and 292 in base64.
    assert pack(b"\x01" * 219).keys() == {"payload"}
    assert pack(b"\x01" * 220 + b"aaa").keys() == {"payload_base64"}


@pytest.mark.parametrize("payload", [b"\xff", b"\xed\xa0\x80", b"\x00" * 2000])
def test_a_payload_that_is_no_text_or_would_swell_is_kept_in_base64(payload: bytes) -> None:
    assert pack(payload) == {"payload_base64": base64.b64encode(payload).decode()}


@given(payload=st.binary(max_size=3000))
def test_a_packed_payload_is_unpacked_byte_for_byte(payload: bytes) -> None:
    assert unpack(pack(payload)) == payload


@pytest.mark.parametrize(
    "change",
    [
        {"store_hash": None},
        {"store_hash": 7},
        {"delivery_id": None},
        {"payload": None},
        {"payload": {"an": "object"}},
        {"payload_base64": "no base64!"},
        {"payload_base64": "ü"},
        {"payload_base64": 7},
        {"signed_at": "now"},
        {"signed_at": 1.5},
        {"received_at": "now"},
        pytest.param({"received_at": 10**400}, id="a received_at beyond floats"),
        {"action": 7},
        {"redrives": None},
        {"kind": 7},
    ],
    ids=repr,
)
def test_a_message_with_a_wrong_field_is_unreadable(change: dict[str, object]) -> None:
    with pytest.raises(ContentUnreadable, match=NOT_OURS):
        decode(json.dumps(ENCODED | change))


@pytest.mark.parametrize("name", sorted(ENCODED.keys() - {"schema"}))
def test_a_message_without_a_field_is_unreadable(name: str) -> None:
    with pytest.raises(ContentUnreadable):
        decode(json.dumps({other: value for other, value in ENCODED.items() if other != name}))


def test_half_a_character_in_a_payload_is_kept() -> None:
    assert unpack({"payload": "\ud800"}) == b"\xed\xa0\x80"


@pytest.mark.parametrize("read", [decode, decode_any])
@given(text=st.text(st.characters()))
@example("\ud800")
def test_any_text_is_unreadable(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(ContentUnreadable):
        read(text)


@given(name=st.tuples(st.text(), st.text(), st.text(), st.integers(0)))
def test_a_wake_up_is_read_as_it_was_written(name: tuple[str, str, str, int]) -> None:
    assert decode_any(encode(RunKey(*name))) == RunKey(*name)


@given(message=MESSAGES)
def test_a_message_is_told_from_a_wake_up(message: Message) -> None:
    assert decode_any(encode(message)) == message


@pytest.mark.parametrize("missing", ["store_hash", "event_id", "action", "generation"])
def test_a_wake_up_that_does_not_say_which_run_is_unreadable(missing: str) -> None:
    fields = json.loads(encode(RunKey("store", "event", "action", 0)))
    del fields[missing]

    with pytest.raises(ContentUnreadable, match=NOT_OURS):
        decode_any(json.dumps(fields))


def test_a_message_for_an_action_differs_in_the_action_alone() -> None:
    assert queued().for_action("sync_order") == queued(action="sync_order")


def test_a_redriven_message_counts_one_redrive_more() -> None:
    assert queued(redrives=2).redriven() == queued(redrives=3)


@pytest.mark.parametrize(("signed_at", "proof"), [(1_786_447_831, "signature"), (0, "key")])
def test_its_summary_says_of_which_store_it_is_how_large_and_what_proved_it(signed_at: int, proof: str) -> None:
    message = replace(queued(), signed_at=signed_at, payload=b"12345", store_hash="abc")

    assert message.summary() == {"store_hash": "abc", "payload_bytes": 5, "proof": proof}
