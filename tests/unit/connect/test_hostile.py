"""Requests of strangers are refused with one line in the log, and change nothing."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.connect_function import CODE, GRANTED, World, answer, ask, auth
from tests.support.jwts import Event, make_jwt
from tests.support.signed_deliveries import SECRET, STORE
from tests.support.telemetry import Lines

import connect
from storehook.connect.callback_request import MAX_QUERY

type Load = Callable[[str], Event]

ELSEWHERE = "another1store"


FLOOD = "canary" * 17_000
"""100 KB."""

BAD_JWTS = {
    "expired": make_jwt(iat=1, nbf=1, exp=86_401),
    "alg none": make_jwt(header={"alg": "none"}),
    "another app's": make_jwt(aud="another"),
    "another issuer's": make_jwt(iss="evil"),
    "RS256 with our secret": make_jwt(header={"alg": "RS256"}),
    "HS512": make_jwt(header={"alg": "HS512"}),
    "another secret's": make_jwt(secret="x" * 40),
    "not a store's": make_jwt(sub="users/1"),
    "garbage": "a.b.c",
}
HOSTILE = {
    **{
        f"{path} {name}": ask(path, signed_payload_jwt=bad)
        for name, bad in BAD_JWTS.items()
        for path in ("/load", "/uninstall", "/remove_user")
    },
    **{f"{path} without a JWT": ask(path) for path in ("/load", "/uninstall", "/remove_user")},
    "two JWTs": ask("/uninstall", signed_payload_jwt=[make_jwt(), make_jwt()]),
    "a JWT that is none": ask("/load", signed_payload_jwt="canary"),
    "an empty JWT": ask("/load", signed_payload_jwt=""),
    "a JWT with a surrogate": ask("/load", signed_payload_jwt="\ud800.a.b"),
    "a JWT of 100 KB": ask("/load", signed_payload_jwt=FLOOD),
    "a JWT of 10 KB": ask("/load", signed_payload_jwt=make_jwt(pad="x" * 8000)),
    "no code": auth(code=[]),
    "an empty code": auth(code=""),
    "two codes": auth(code=[CODE, CODE]),
    "a long code": auth(code="canary" * 100),
    "a code of two lines": auth(code=f"{CODE}\nx"),
    "a code with a surrogate": auth(code="\ud800"),
    "a code that nobody made": auth(code="canarycanary"),
    "no context": auth(context=[]),
    "a context without a store": auth(context="stores/"),
    "a context that is a path": auth(context="stores/../../canary"),
    "two contexts": auth(context=[f"stores/{STORE}", f"stores/{ELSEWHERE}"]),
    "another store's context": auth(context=f"stores/{ELSEWHERE}"),
    "no scope": auth(scope=[]),
    "two scopes": auth(scope=[" ".join(GRANTED)] * 2),
    "a scope that is markup": auth(scope="<script>canary</script>"),
    "a query of 100 KB": auth(other=FLOOD),
    "a name of 100 KB": auth(**{FLOOD: "x"}),
    "a thousand values": auth(other=["x" * 100] * 1000),
    "no query": ask("/auth"),
    "another path": ask("/canary", code=CODE),
    "nothing at all": {},
}
SHAPES = {
    "a number for a query": {"rawQueryString": 7},
    "a list for a query": {"rawQueryString": ["code=canary"]},
    "an object for a query": {"rawQueryString": {"code": "canary"}},
    "a number for a route": {"routeKey": 7},
    "a list for a route": {"routeKey": ["GET /load"]},
    "text for headers": {"headers": "canary"},
    "a list for headers": {"headers": ["sec-fetch-mode"]},
    "a list for a header": {"headers": {"sec-fetch-mode": ["navigate"]}},
    "an object for a header": {"headers": {"sec-fetch-dest": {}}},
    "a number for a header's name": {"headers": {7: "canary"}},
}
HOSTILE |= {name: auth() | shape for name, shape in SHAPES.items()}


@pytest.mark.parametrize("event", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_callback_is_refused_with_one_warning_and_changes_nothing(
    world: World, log_lines: Lines, event: Event
) -> None:
    world.connected(name="")
    before = world.rows()

    refused = answer(event)

    assert refused["statusCode"] in (400, 401)
    assert world.rows() == before
    (line,) = log_lines()
    assert (line["level"], line["status"]) == ("WARNING", refused["statusCode"])
    assert line["message"].startswith("Refused: ")
    assert len(line["message"]) < 200
    told = json.dumps(line) + json.dumps(refused)
    assert "canary" not in told
    assert SECRET not in told


@pytest.mark.parametrize("path", ["/load", "/uninstall", "/remove_user"])
@pytest.mark.parametrize("bad", BAD_JWTS.values(), ids=BAD_JWTS)
def test_a_jwt_that_proves_nothing_is_answered_401(path: str, bad: str) -> None:
    assert answer(ask(path, signed_payload_jwt=bad))["statusCode"] == 401


@pytest.mark.parametrize("name", ["connect.bad-jwt", "connect.load"])
def test_a_recorded_jwt_is_answered_401(load_event: Load, world: World, name: str) -> None:
    world.connected()

    assert answer(load_event(name))["statusCode"] == 401


def test_the_reason_of_a_refusal_is_logged_and_not_told(load_event: Load, world: World, log_lines: Lines) -> None:
    world.connected()

    refused = answer(load_event("connect.bad-jwt"))

    assert log_lines()[0]["message"] == "Refused: the JWT is not valid: InvalidSignatureError"
    assert "JWT" not in refused["body"]
    assert "Signature" not in refused["body"]


@pytest.mark.parametrize(
    "event", [auth(code=[]), ask("/load", signed_payload_jwt="x"), auth(other=FLOOD)], ids=range(3)
)
def test_a_malformed_callback_costs_no_call(world: World, event: Event) -> None:
    answer(event)

    assert (world.asked_accounts, world.login.exchanges) == (0, [])


def test_a_query_that_is_as_long_as_may_be_is_read(world: World) -> None:
    room = MAX_QUERY - len(auth(x="")["rawQueryString"])

    assert answer(auth(x="y" * room))["statusCode"] == 200
    assert answer(auth(x="y" * (room + 1)))["statusCode"] == 400


ANY_TEXT = st.text(st.characters(), max_size=30)
NAMED = st.dictionaries(
    st.sampled_from(["code", "context", "scope", "signed_payload_jwt"]) | ANY_TEXT,
    st.lists(ANY_TEXT | st.sampled_from([f"stores/{STORE}", " ".join(GRANTED), *BAD_JWTS.values()]), max_size=2),
)
ANY_QUERY = st.none() | ANY_TEXT | NAMED.map(lambda query: urlencode(query, doseq=True, errors="replace"))


@pytest.fixture(scope="module")
def kept() -> World:
    return World()


ANYTHING = ANY_TEXT | st.sampled_from([True, 0, 7, 1.5, [], [None], {}, {"code": "canary"}, {7: [7]}])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    event=st.fixed_dictionaries(
        {},
        optional={
            "routeKey": ANYTHING | st.sampled_from(["GET /auth", "GET /load"]),
            "rawQueryString": ANYTHING,
            "headers": ANYTHING | st.dictionaries(ANY_TEXT | st.just("sec-fetch-mode"), ANYTHING, max_size=3),
        },
    )
)
def test_no_event_of_another_shape_is_accepted_or_a_fault_of_ours(
    kept: World, monkeypatch: pytest.MonkeyPatch, event: Event
) -> None:
    monkeypatch.setattr(connect, "wiring", kept.callback_handler)

    assert answer(event)["statusCode"] in (400, 401)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(["/auth", "/load", "/uninstall", "/remove_user"]), query=ANY_QUERY)
def test_no_callback_of_a_stranger_is_accepted_or_a_fault_of_ours(
    kept: World, monkeypatch: pytest.MonkeyPatch, path: str, query: Any
) -> None:
    monkeypatch.setattr(connect, "wiring", kept.callback_handler)
    kept.connected()
    before = kept.rows()

    assert answer(ask(path) | {"rawQueryString": query})["statusCode"] in (400, 401)
    assert kept.rows() == before
