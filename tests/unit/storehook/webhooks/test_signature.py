"""A signature is accepted when BigCommerce, or anybody who follows the same standard, made it."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from tests.support.signed_deliveries import BODY, DELIVERY_ID, SECRET, SIGNED_AT, Delivery, sign

from storehook.errors import GenuineDeliveryRefused, SignatureInvalid
from storehook.webhooks import signature
from storehook.webhooks.signature import SignedHeaders

HOUR = 3600.0
KNOWN = "v1,XDP157HDwaOXQruaRRoUS0Z0w0+/aOpm4I6HS8o9OHw="
KEYED_WITH_BASE64_TEXT = "v1,vD/b28keoJI3TDv8Ivqx1YwNbY7+JrOY1+ai4pwvGn0="
OVER_THE_BODY_ALONE = "v1,6iXFWHNpJQW/cTLLM4mNSgHJz4zVaWsLya/wiO1ec1s="

IDS = st.from_regex(r"[\x21-\x2b\x2d\x2f-\x7e]{1,256}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=500)


def verify(
    delivery: Delivery, *secrets: str, now: float = SIGNED_AT, max_age: float = HOUR, **headers: list[str]
) -> SignedHeaders:
    given_headers = delivery.headers | {f"webhook-{name}": values for name, values in headers.items()}
    return signature.verify(delivery.body, given_headers, secrets or (SECRET,), now=now, max_age=max_age)


def refused(delivery: Delivery, *secrets: str, **changes: object) -> bool:
    with pytest.raises(SignatureInvalid):
        verify(delivery, *secrets, **changes)  # type: ignore[arg-type]
    return True


def test_the_known_answer_is_made() -> None:
    assert signature.sign(SECRET, DELIVERY_ID, SIGNED_AT, BODY) == KNOWN


def test_the_known_answer_is_accepted() -> None:
    assert verify(sign(), signature=[KNOWN]) == SignedHeaders(DELIVERY_ID, SIGNED_AT)


@pytest.mark.parametrize("wrong", [KEYED_WITH_BASE64_TEXT, OVER_THE_BODY_ALONE])
def test_the_known_wrong_answers_are_refused(wrong: str) -> None:
    with pytest.raises(SignatureInvalid, match="no signature matches"):
        verify(sign(), signature=[wrong])


@given(body=TEXTS, delivery_id=IDS, timestamp=st.integers(0, 4_000_000_000))
def test_what_the_standard_webhooks_library_signs_is_accepted(body: str, delivery_id: str, timestamp: int) -> None:
    theirs = Webhook(base64.b64encode(SECRET.encode()).decode())
    token = theirs.sign(delivery_id, datetime.fromtimestamp(timestamp, UTC), body)
    headers = {"webhook-id": [delivery_id], "webhook-timestamp": [str(timestamp)], "webhook-signature": [token]}

    found = signature.verify(body.encode(), headers, [SECRET], now=timestamp, max_age=HOUR)

    assert found == SignedHeaders(delivery_id, timestamp)


@given(body=st.binary(max_size=500), delivery_id=IDS, timestamp=st.integers(0, 4_000_000_000))
def test_what_we_sign_is_accepted_whatever_the_bytes(body: bytes, delivery_id: str, timestamp: int) -> None:
    token = signature.sign(SECRET, delivery_id, timestamp, body)
    headers = {"webhook-id": [delivery_id], "webhook-timestamp": [str(timestamp)], "webhook-signature": [token]}

    assert signature.verify(body, headers, [SECRET], now=timestamp, max_age=HOUR).id == delivery_id


@pytest.mark.parametrize("part", ["body", "id", "timestamp", "signature", "secret"])
def test_one_spoilt_part_is_refused(signed: Callable[..., Delivery], part: str) -> None:
    with pytest.raises(SignatureInvalid, match="no signature matches"):
        verify(signed(spoil=part))


@given(body=st.binary(min_size=1, max_size=200), place=st.integers(0, 199), flip=st.integers(1, 255))
def test_one_changed_byte_of_the_body_is_refused(body: bytes, place: int, flip: int) -> None:
    delivery, changed = sign(body), bytearray(body)
    changed[place % len(body)] ^= flip

    assert refused(Delivery(bytes(changed), delivery.headers))


@given(place=st.integers(0, len(DELIVERY_ID) - 1), char=st.characters(min_codepoint=0x21, max_codepoint=0x7E))
def test_one_changed_character_of_the_id_is_refused(place: int, char: str) -> None:
    changed = DELIVERY_ID[:place] + char + DELIVERY_ID[place + 1 :]

    assert changed == DELIVERY_ID or refused(sign(), id=[changed])


@given(place=st.integers(0, 9), digit=st.sampled_from("0123456789"))
def test_one_changed_digit_of_the_timestamp_is_refused(place: int, digit: str) -> None:
    before = str(SIGNED_AT)
    changed = before[:place] + digit + before[place + 1 :]

    assert changed == before or refused(sign(), timestamp=[changed], now=int(changed))


@pytest.mark.parametrize("secrets", [("",), ("", SECRET), (SECRET, "")], ids=repr)
def test_an_empty_secret_which_everybody_knows_signs_nothing(secrets: tuple[str, ...]) -> None:
    assert refused(sign(secret=""), *secrets)


def test_each_of_several_secrets_counts_while_one_replaces_the_other() -> None:
    assert verify(sign(secret="the old one"), "the new one", "the old one").id == DELIVERY_ID
    assert verify(sign(secret="the new one"), "the new one", "the old one").id == DELIVERY_ID


def test_without_a_secret_everything_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        signature.verify(BODY, sign().headers, [], now=SIGNED_AT, max_age=HOUR)


def test_a_secret_given_as_base64_text_is_another_secret() -> None:
    assert refused(sign(secret=base64.b64encode(SECRET.encode()).decode()))


@pytest.mark.parametrize(
    "header",
    [
        f"{OVER_THE_BODY_ALONE} {KNOWN}",
        f"{KNOWN} {OVER_THE_BODY_ALONE}",
        f"v1a,{'A' * 86}== {KNOWN}",
        f"v2,AAAA {KNOWN} v3,BBBB",
    ],
)
def test_one_right_signature_among_several_is_enough(header: str) -> None:
    assert verify(sign(), signature=[header]).id == DELIVERY_ID


@pytest.mark.parametrize("version", ["v2", "V1", "v1a", "v11", "1"])
def test_a_right_digest_under_another_version_is_refused(version: str) -> None:
    assert refused(sign(), signature=[KNOWN.replace("v1", version, 1)])


@pytest.mark.parametrize("form", [str.lower, str.upper, str.title, str.swapcase])
def test_header_names_are_read_in_any_case(form: Callable[[str], str]) -> None:
    headers = {form(name): values for name, values in sign().headers.items()}

    assert verify(Delivery(BODY, headers)).timestamp == SIGNED_AT


def test_other_headers_do_not_matter() -> None:
    headers = {"X-BC-Signature": ["anything"], "Accept-Encoding": ["gzip", "br"], "ü": ["\ud800"], **sign().headers}

    assert verify(Delivery(BODY, headers)).id == DELIVERY_ID


@pytest.mark.parametrize(("ahead", "accepted"), [(0, True), (299, True), (300, True), (301, False), (86_400, False)])
def test_a_timestamp_may_be_five_minutes_ahead(ahead: int, accepted: bool) -> None:
    assert (
        (verify(sign(), now=SIGNED_AT - ahead).id == DELIVERY_ID)
        if accepted
        else refused(sign(), now=SIGNED_AT - ahead)
    )


@pytest.mark.parametrize(("age", "accepted"), [(0, True), (3599.9, True), (3600, True), (3600.1, False), (3601, False)])
def test_a_timestamp_may_be_as_old_as_the_setting_says(age: float, accepted: bool) -> None:
    assert (verify(sign(), now=SIGNED_AT + age).id == DELIVERY_ID) if accepted else refused(sign(), now=SIGNED_AT + age)


def test_a_stale_signature_is_refused_for_its_age_though_it_matches() -> None:
    with pytest.raises(GenuineDeliveryRefused, match=r"^the timestamp is too old$"):
        verify(sign(), now=SIGNED_AT + HOUR + 1)


def test_a_signature_of_the_future_is_refused_for_its_time_though_it_matches() -> None:
    with pytest.raises(GenuineDeliveryRefused, match=r"^the timestamp is in the future$"):
        verify(sign(), now=SIGNED_AT - HOUR)


def test_a_wrong_signature_is_refused_for_being_wrong_whatever_its_age() -> None:
    with pytest.raises(SignatureInvalid, match="no signature matches"):
        verify(sign(spoil="secret"), now=SIGNED_AT + HOUR + 1)
