"""Common features of all answers: no secret, strict headers, one log line, one metric."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from tests.support.connect_function import CODE, TOKEN, FakeLogin, World, answer, ask, auth
from tests.support.jwts import Event, make_jwt
from tests.support.signed_deliveries import SECRET, STORE
from tests.support.telemetry import Counts, Lines

from storehook.connect.errors import AppCredentialsRefused, LoginUnavailable
from storehook.connect.pages import HEADERS

GENUINE = {
    "auth": lambda: auth(),
    "load": lambda: ask("/load", signed_payload_jwt=make_jwt()),
    "uninstall": lambda: ask("/uninstall", signed_payload_jwt=make_jwt()),
    "remove_user": lambda: ask("/remove_user", signed_payload_jwt=make_jwt()),
}
FAULTS = [None, LoginUnavailable("answered 502"), AppCredentialsRefused(), ConnectionError("away")]


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
@pytest.mark.parametrize("make", GENUINE.values(), ids=GENUINE)
def test_no_secret_is_in_any_page_or_log_line(
    world: World, log_lines: Lines, make: Callable[[], Event], fault: Exception | None
) -> None:
    world.connected()
    world.login.fault = world.tasks.fault = fault
    event = make()
    query = parse_qs(event["rawQueryString"])
    jwts = query.get("signed_payload_jwt", ["no JWT"])[0].split(".")

    told = json.dumps(answer(event)) + json.dumps(log_lines())

    assert [secret for secret in (TOKEN, CODE, SECRET, "own secret", *jwts) if secret in told] == []


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
@pytest.mark.parametrize("make", [*GENUINE.values(), lambda: ask("/load")], ids=[*GENUINE, "refused"])
def test_every_answer_carries_the_same_strict_headers(
    world: World, make: Callable[[], Event], fault: Exception | None
) -> None:
    world.connected()
    world.login.fault = fault

    assert answer(make())["headers"] == HEADERS


def test_the_log_line_of_an_answer_names_the_callback_and_the_store(world: World, log_lines: Lines) -> None:
    for event in (auth(), ask("/load", signed_payload_jwt=make_jwt())):
        answer(event)

    assert [(line["level"], line["callback"], line["store_hash"]) for line in log_lines()] == [
        ("INFO", "/auth", STORE),
        ("INFO", "/load", STORE),
    ]


def test_a_login_that_does_not_answer_is_an_error_in_the_log(world: World, log_lines: Lines) -> None:
    world.login.fault = LoginUnavailable("answered 502")

    answer(auth())

    (line,) = log_lines()
    assert line["level"] == "ERROR"
    assert "BigCommerce's login answered 502" in line["message"]


def test_a_fault_of_ours_is_in_the_log_with_where_it_was(world: World, log_lines: Lines) -> None:
    world.tasks.fault = ConnectionError("away")

    page = answer(auth())

    (line,) = log_lines()
    assert "ConnectionError: away" in line["exception"]
    assert "away" not in page["body"]


@pytest.mark.parametrize(
    ("event", "fault", "metric"),
    [
        (auth(), None, "CallbacksAnswered"),
        (ask("/load"), None, "CallbacksRefused"),
        (auth(), LoginUnavailable("answered 502"), "CallbacksNotAnswered"),
        (auth(), ConnectionError("away"), "CallbacksNotAnswered"),
    ],
    ids=["answered", "refused", "login", "ours"],
)
def test_each_answer_is_counted(
    world: World, metric_counts: Counts, event: Event, fault: Exception | None, metric: str
) -> None:
    world.login = FakeLogin(fault=fault)

    answer(event)

    assert metric_counts() == {metric: 1}
