"""Only what BigCommerce signed for this app, and in time, is believed."""

import base64
import json
import time
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.connect_function import ACCOUNT, PREVIOUS
from tests.support.jwts import CLIENT_ID, Event, make_jwt, part
from tests.support.signed_deliveries import SECRET, STORE

from storehook.connect.errors import JwtInvalid
from storehook.connect.jwt import LEEWAY, MAX_JWT, Claims, verify
from storehook.stores.store import AppAccount


def verified(token: str, *accounts: AppAccount) -> Claims:
    return verify(token, lambda: [accounts or (ACCOUNT, PREVIOUS)])


def now() -> int:
    return int(time.time())


def with_parts(header: object, payload: object, token: str) -> str:
    """A JWT with another's signature."""
    return f"{part(header)}.{part(payload)}.{token.rpartition('.')[2]}"


def test_a_jwt_of_bigcommerce_tells_the_store_and_the_time() -> None:
    issued_at = now() - 60

    assert verified(make_jwt(iat=issued_at)) == Claims(STORE, issued_at)


def test_a_jwt_of_the_previous_account_counts_while_accounts_are_exchanged() -> None:
    token = make_jwt(secret=PREVIOUS.client_secret, aud=PREVIOUS.client_id)

    assert verified(token).store_hash == STORE


def test_the_client_id_may_change_while_the_secret_stays() -> None:
    renamed = AppAccount("another id", SECRET)

    assert verified(make_jwt(), renamed, ACCOUNT).store_hash == STORE


@pytest.mark.parametrize(
    ("secret", "aud"),
    [(PREVIOUS.client_secret, CLIENT_ID), (SECRET, PREVIOUS.client_id)],
    ids=["the previous secret, the current id", "the current secret, the previous id"],
)
def test_one_accounts_secret_does_not_go_with_anothers_client_id(secret: str, aud: str) -> None:
    with pytest.raises(JwtInvalid):
        verified(make_jwt(secret=secret, aud=aud))


@pytest.mark.parametrize("accounts", [(ACCOUNT, PREVIOUS), (PREVIOUS, ACCOUNT)], ids=["first", "last"])
def test_a_jwt_for_another_app_is_refused_as_such_whichever_account_signed_it(accounts: tuple[AppAccount, ...]) -> None:
    with pytest.raises(JwtInvalid, match="InvalidAudienceError"):
        verified(make_jwt(aud="another"), *accounts)


def test_a_jwt_that_the_likeliest_account_verifies_costs_no_look_for_others() -> None:
    def accounts() -> Iterable[Sequence[AppAccount]]:
        yield [ACCOUNT]
        raise AssertionError("asked for more")

    assert verify(make_jwt(), accounts).store_hash == STORE


@pytest.mark.parametrize("seconds", [LEEWAY - 5, 60])
def test_a_clock_that_is_a_little_off_does_no_harm(seconds: int) -> None:
    assert verified(make_jwt(exp=now() - LEEWAY + seconds)).store_hash == STORE
    assert verified(make_jwt(iat=now() + LEEWAY - 5, nbf=now() + LEEWAY - 5)).store_hash == STORE


HOSTILE: dict[str, dict[str, Any]] = {
    "expired": {"exp": now() - LEEWAY - 5},
    "expired long ago": {"exp": 1},
    "issued in the future": {"iat": now() + 3600},
    "not yet valid": {"nbf": now() + 3600},
    "another app": {"aud": "another_client_id"},
    "an app among others": {"aud": [CLIENT_ID, "another_client_id"]},
    "no app": {"aud": ""},
    "another issuer": {"iss": "evil"},
    "part of the issuer": {"iss": "b"},
    "another secret": {"secret": "another client secret of enough bytes"},
    "no store": {"sub": ""},
    "a customer": {"sub": "customers/1"},
    "a path": {"sub": "stores/../etc"},
    "two stores": {"sub": f"stores/{STORE}/stores/another"},
    "a store and a line": {"sub": f"stores/{STORE}\n"},
    "a store of other letters": {"sub": "stores/s\N{LATIN SMALL LETTER T WITH CARON}ore"},
    "a number for a store": {"sub": 8},
    "a time in words": {"exp": "tomorrow"},
    "an endless time": {"exp": float("inf")},
    "a time before all times": {"exp": float("-inf")},
    "no number for a time": {"exp": float("nan")},
    "a negative time": {"exp": -1},
    "a time in a far future": {"exp": 10**30},
    "a time in 5138": {"exp": 10**11},
    "a time of 4,001 digits": {"exp": 10**4000},
    "a time with a fraction": {"exp": now() + 3600.5},
    "a time as text": {"exp": str(now() + 3600)},
    "a time that is true": {"exp": True},
    "a list for a time": {"exp": [now() + 3600]},
    "issued at an endless time": {"iat": float("-inf")},
    "issued at a negative time": {"iat": -1},
    "issued at a time with a fraction": {"iat": now() - 0.5},
    "issued at a time as text": {"iat": str(now())},
    "issued at false": {"iat": False},
    "not valid before an endless time": {"nbf": float("-inf")},
    "not valid before a list": {"nbf": []},
    "not valid before a time as text": {"nbf": str(now() - 60)},
    "no algorithm": {"header": {"alg": "none"}},
    "no algorithm, in capitals": {"header": {"alg": "None"}},
    "RS256 with our secret": {"header": {"alg": "RS256"}},
    "HS384": {"header": {"alg": "HS384"}},
    "HS512": {"header": {"alg": "HS512"}},
    "an algorithm that is a list": {"header": {"alg": ["HS256"]}},
    "an algorithm that is null": {"header": {"alg": None}},
    "a critical extension": {"header": {"crit": ["b64"], "b64": False}},
    "a key id that is a number": {"header": {"kid": 7}},
} | {f"without {claim}": {"without": claim} for claim in ("aud", "exp", "iat", "iss", "sub")}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_jwt_is_refused(hostile: dict[str, Any]) -> None:
    with pytest.raises(JwtInvalid):
        verified(make_jwt(**hostile))


GARBAGE = [
    "",
    ".",
    "..",
    "a.b.c",
    "🦄.🦄.🦄",
    "\ud800..",
    make_jwt() + "x" * 100,
    make_jwt() + ".x",
    make_jwt().rpartition(".")[0] + ".",
    make_jwt().replace(".", "", 1),
    f"{part(b'[' * 6000)}.{part({})}.{part(b'x')}",
    f"{part(b'7' * 5000)}.{part({})}.{part(b'x')}",
    f"{part([])}.{part({})}.{part(b'x')}",
    f"{part({'alg': 'HS256', 'typ': 5})}.{part([])}.{part(b'x')}",
    make_jwt(header={"pad": "x" * MAX_JWT}),
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_refused(garbage: str) -> None:
    with pytest.raises(JwtInvalid):
        verified(garbage)


def test_a_jwt_may_leave_out_from_when_on_it_is_valid() -> None:
    assert verified(make_jwt(without="nbf")).store_hash == STORE


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("x" * (MAX_JWT + 1), f"over {MAX_JWT} characters"),
        (make_jwt(exp=1), "ExpiredSignatureError"),
        (make_jwt(iat=now() - 60.5), "not in unix seconds"),
        (make_jwt(sub="customers/1"), "names no store"),
    ],
    ids=["too long", "expired", "a fraction", "a customer"],
)
def test_the_reason_of_a_refusal_says_what_was_wrong(token: str, reason: str) -> None:
    with pytest.raises(JwtInvalid, match=reason):
        verified(token)


def test_without_an_account_nothing_is_believed() -> None:
    with pytest.raises(JwtInvalid, match="there is no account"):
        verify(make_jwt(), list)


@pytest.mark.parametrize(
    "hostile", [*HOSTILE.values(), {"sub": "stores/canary claim"}], ids=[*HOSTILE, "a store of two words"]
)
def test_the_reason_tells_nothing_of_the_jwt(hostile: dict[str, Any]) -> None:
    parts: dict[str, Any] = {"jti": "canary"} | hostile
    token = make_jwt(**parts)

    with pytest.raises(JwtInvalid) as refused:
        verified(token)
    reason = str(refused.value)
    assert "canary" not in reason
    assert not any(each in reason for each in (SECRET, CLIENT_ID, *token.split(".")) if each)


CLAIMS = st.dictionaries(
    st.sampled_from(["aud", "iss", "exp", "iat", "sub", "jti", "user"]),
    st.text() | st.integers() | st.none() | st.just("stores/another") | st.lists(st.text()),
)
HEADERS = st.fixed_dictionaries({"alg": st.sampled_from(["HS256", "none", "HS512", "RS256", ""])})


@given(header=HEADERS, claims=CLAIMS)
def test_other_claims_under_the_same_signature_never_verify(header: Event, claims: Event) -> None:
    token = make_jwt()
    payload = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))

    with pytest.raises(JwtInvalid):
        verified(with_parts(header, payload | claims | {"tampered": True}, token))


@given(data=st.data())
def test_a_jwt_with_a_changed_byte_never_verifies(data: st.DataObject) -> None:
    parts = [base64.urlsafe_b64decode(each + "==") for each in make_jwt().split(".")]
    index = data.draw(st.integers(0, 2))
    at = data.draw(st.integers(0, len(parts[index]) - 1))
    changed = bytearray(parts[index])
    changed[at] ^= data.draw(st.integers(1, 255))
    parts[index] = bytes(changed)

    with pytest.raises(JwtInvalid):
        verified(".".join(map(part, parts)))


@given(token=st.text() | st.from_regex(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", fullmatch=True))
def test_text_never_verifies_and_is_never_a_fault_of_ours(token: str) -> None:
    with pytest.raises(JwtInvalid):
        verified(token)


@given(secret=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=32, max_size=80))
def test_no_other_secret_signs(secret: str) -> None:
    with pytest.raises(JwtInvalid):
        verified(make_jwt(secret=secret + "!"))
