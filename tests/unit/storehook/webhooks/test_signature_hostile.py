"""Whatever a stranger sends, the answer is one error: `SignatureInvalid`."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.signed_deliveries import BODY, DELIVERY_ID, SECRET, SIGNED_AT, sign

from storehook.errors import SignatureInvalid
from storehook.webhooks import signature

NAMES = ("webhook-id", "webhook-timestamp", "webhook-signature")
GENUINE = {name: values[0] for name, values in sign().headers.items()}
TOKEN = GENUINE["webhook-signature"]

NEARLY = st.sampled_from(
    [*GENUINE.values(), f"{TOKEN} {TOKEN}", f"{TOKEN},{TOKEN}", "v1,", "v1,A", "v1", "-1", "1e9", "٣", "\x00", "\ud800"]
)
VALUES = st.lists(NEARLY | st.text(st.characters(), max_size=8), max_size=2)
CHANGES = st.dictionaries(
    st.sampled_from([*NAMES, *(name.upper() for name in NAMES), "", "\ud800"]), VALUES, max_size=2
)


def refuse(headers: Mapping[str, Sequence[str]], body: bytes = BODY) -> str:
    """The reason for which it is refused."""
    with pytest.raises(SignatureInvalid) as refused:
        signature.verify(body, headers, [SECRET], now=SIGNED_AT, max_age=3600)
    return str(refused.value)


# Ten at a time: what Hypothesis does for each example takes longer than a delivery.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(deliveries=st.lists(st.tuples(st.integers(0, 3), CHANGES, st.binary(max_size=8)), min_size=10, max_size=10))
def test_every_hostile_delivery_is_refused_and_nothing_else_is_raised(
    deliveries: list[tuple[int, dict[str, list[str]], bytes]],
) -> None:
    for kept, changes, body in deliveries:
        assert refuse({name: [GENUINE[name]] for name in NAMES[:kept]} | changes, body)


@given(body=st.binary(max_size=60))
def test_genuine_headers_do_not_vouch_for_another_body(body: bytes) -> None:
    assert refuse(sign().headers, body) == "no signature matches"


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_header_is_refused(name: str) -> None:
    headers = {other: values for other, values in sign().headers.items() if other != name}

    assert refuse(headers) == f"{name} is there 0 times, not once"


@pytest.mark.parametrize("name", NAMES)
def test_a_header_without_values_is_refused(name: str) -> None:
    assert refuse(sign().headers | {name: []}) == f"{name} is there 0 times, not once"


@pytest.mark.parametrize("name", NAMES)
def test_a_header_that_is_there_twice_is_refused_though_both_are_right(name: str) -> None:
    assert refuse(sign().headers | {name: [GENUINE[name]] * 2}) == f"{name} is there 2 times, not once"


@pytest.mark.parametrize("name", NAMES)
def test_a_header_that_is_there_in_two_cases_is_refused_though_both_are_right(name: str) -> None:
    assert refuse(sign().headers | {name.upper(): [GENUINE[name]]}) == f"{name} is there 2 times, not once"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="empty"),
        pytest.param(" ", id="blank"),
        pytest.param("\x00", id="nul"),
        pytest.param("ü", id="beyond ASCII"),
        pytest.param("\ud800", id="lone surrogate"),
        pytest.param("9" * 100_000, id="100 kB"),
    ],
)
def test_a_header_that_nobody_genuine_sends_is_malformed(name: str, value: str) -> None:
    assert refuse(sign().headers | {name: [value]}) == f"{name} is malformed"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("frame", ["{0}, {0}", " {0}", "{0} ", "{0}\n", "{0}\r\nx: y", "{0}\x00"])
def test_a_right_value_with_something_around_it_is_malformed(name: str, frame: str) -> None:
    assert refuse(sign().headers | {name: [frame.format(GENUINE[name])]}) == f"{name} is malformed"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("joint", [",", ";", "."])
def test_a_value_joined_to_itself_is_refused_though_both_are_right(name: str, joint: str) -> None:
    assert refuse(sign().headers | {name: [joint.join([GENUINE[name]] * 2)]})


@pytest.mark.parametrize(
    "timestamp",
    [f"+{SIGNED_AT}", f"-{SIGNED_AT}", f"{SIGNED_AT}.0", "1_786_447_831", "0x6a7b0000", "nan", "١٧٨٦٤٤٧٨٣١", "9" * 12],
)
def test_a_timestamp_that_is_no_plain_number_is_malformed(timestamp: str) -> None:
    assert refuse(sign().headers | {"webhook-timestamp": [timestamp]}) == "webhook-timestamp is malformed"


@pytest.mark.parametrize(
    "token", ["garbage", "v1", "v1,", ",", "v1,a,b", "v1,====", "v1,AA===", "v1,A A", "v1,A-_A", "v1," + "A" * 513]
)
def test_a_malformed_token_beside_a_right_one_refuses_both(token: str) -> None:
    assert refuse(sign().headers | {"webhook-signature": [f"{TOKEN} {token}"]}) == "webhook-signature is malformed"


@pytest.mark.parametrize("token", ["v1,abc", "v1,A", "v1,AAAA", "v1," + "A" * 512, TOKEN.rstrip("="), TOKEN + "="])
def test_a_well_formed_token_of_the_wrong_length_does_not_match(token: str) -> None:
    assert refuse(sign().headers | {"webhook-signature": [token]}) == "no signature matches"


def test_eighty_signatures_are_looked_at_and_more_are_refused() -> None:
    wrong = "v1," + "A" * 43 + "="
    many = " ".join([wrong] * 79 + [TOKEN])

    assert signature.verify(BODY, sign().headers | {"webhook-signature": [many]}, [SECRET], now=SIGNED_AT, max_age=1)
    assert refuse(sign().headers | {"webhook-signature": [f"{many} {many}"]}) == "webhook-signature is malformed"


def test_a_header_is_looked_at_up_to_its_bound_and_refused_beyond_it() -> None:
    others = " ".join(["v2," + "A" * 508] * 7)
    longest = f"{others} v2,{'A' * (signature.MAX_HEADER - len(others) - len(' v2, ') - len(TOKEN))} {TOKEN}"

    assert signature.verify(BODY, sign().headers | {"webhook-signature": [longest]}, [SECRET], now=SIGNED_AT, max_age=1)
    assert refuse(sign().headers | {"webhook-signature": [f"v{longest}"]}) == "webhook-signature is malformed"


def test_an_id_of_256_characters_is_looked_at_and_a_longer_one_is_refused() -> None:
    longest = sign(delivery_id="x" * 256)

    assert signature.verify(BODY, longest.headers, [SECRET], now=SIGNED_AT, max_age=1).id == "x" * 256
    assert refuse(sign(delivery_id="x" * 257).headers) == "webhook-id is malformed"


def test_the_reason_repeats_nothing_that_the_sender_wrote() -> None:
    for name in NAMES:
        assert "canary" not in refuse(sign().headers | {name: ["canary ü"]})
    assert DELIVERY_ID not in refuse(sign(spoil="secret").headers)
