"""Codes and tokens: what the login host gives an app, and what a token may do."""

from typing import Any

import pytest
from sandbox.tests.support.app_installs import (
    APP,
    GRANTED,
    SECRET,
    authorize,
    describe_app,
    exchange,
    install,
    request_for,
)

HOOKS = "/stores/abc123/v3/hooks"


@pytest.fixture(autouse=True)
def app(api: Any) -> None:
    """The sandbox knows the app."""
    describe_app(api)


def test_a_code_is_exchanged_for_a_token(api: Any) -> None:
    answer = exchange(api)
    body = answer.json()
    assert (answer.status_code, body["context"], body["scope"]) == (200, "stores/abc123", GRANTED)
    assert (
        body["user"]
        == body["owner"]
        == {"id": body["owner"]["id"], "username": "owner", "email": body["owner"]["email"]}
    )
    assert api.get(HOOKS, token=body["access_token"]).status_code == 200


def test_a_token_request_may_be_a_form(api: Any) -> None:
    answer = api.post("/oauth2/token", data=request_for(authorize(api)), token=None)
    assert (answer.status_code, answer.json()["context"]) == (200, "stores/abc123")


def test_the_account_is_the_same_in_the_callback_and_in_the_answer(api: Any) -> None:
    callback = authorize(api)
    answer = api.post("/oauth2/token", json=request_for(callback)).json()
    assert answer["account_uuid"] == callback["account_uuid"]


def test_scopes_may_come_in_any_order(api: Any) -> None:
    assert exchange(api, scope=" ".join(reversed(GRANTED.split()))).status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": None}, 401, "invalid_client"),
        ({"client_id": "other"}, 401, "invalid_client"),
        ({"client_id": "app-1\0canary", "client_secret": SECRET.removeprefix("canary")}, 401, "invalid_client"),
        ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type"),
        ({"code": "unknown"}, 400, "invalid_grant"),
        ({"code": 5}, 400, "invalid_grant"),
        ({"context": "stores/other"}, 400, "invalid_grant"),
        ({"redirect_uri": "https://app.test/auth/"}, 400, "invalid_grant"),
        ({"scope": "store_v2_orders"}, 400, "invalid_scope"),
        ({"scope": f"{GRANTED} store_v2_customers"}, 400, "invalid_scope"),
    ],
)
def test_a_token_request_that_does_not_fit_is_refused(
    api: Any, change: dict[str, Any], status: int, error: str
) -> None:
    answer = exchange(api, **change)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert "canary" not in answer.text


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null"])
def test_a_token_request_that_is_none_is_refused(api: Any, body: bytes) -> None:
    assert api.post("/oauth2/token", content=body).status_code in (400, 401)


@pytest.mark.parametrize("body", [b"", b"\xff", b"&" * 200, b"client_id"])
def test_a_form_that_is_none_is_refused(api: Any, body: bytes) -> None:
    form = {b"content-type": b"application/x-www-form-urlencoded"}
    assert api.call("POST", "/oauth2/token", content=body, token=None, extra=form).status_code in (400, 401)


def test_a_refused_request_does_not_use_up_the_code(api: Any) -> None:
    given = request_for(authorize(api))
    api.post("/oauth2/token", json=given | {"scope": "store_v2_orders"})
    assert api.post("/oauth2/token", json=given).status_code == 200


def test_a_code_is_good_for_one_token(api: Any) -> None:
    given = request_for(authorize(api))
    answers = [api.post("/oauth2/token", json=given) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 400]


@pytest.mark.parametrize(("seconds", "status"), [(599, 200), (600, 400)])
def test_a_code_is_good_for_ten_minutes(api: Any, clock: Any, seconds: int, status: int) -> None:
    given = request_for(authorize(api))
    clock.now += seconds
    assert api.post("/oauth2/token", json=given).status_code == status


def test_a_second_installation_replaces_the_token(api: Any) -> None:
    first, second = install(api), install(api)
    assert [api.get(HOOKS, token=token).status_code for token in (first, second)] == [401, 200]


def test_a_second_installation_keeps_the_hooks(api: Any) -> None:
    hook = api.post(HOOKS, token=install(api), json={"scope": "store/order/*", "destination": "https://r.test/"})
    assert api.get(HOOKS, token=install(api)).json()["data"] == [hook.json()["data"]]


def test_new_scopes_are_granted_by_the_next_installation(api: Any) -> None:
    token = install(api)
    api.put("/_sandbox/app", json=APP | {"scopes": ["store_v2_customers"]})
    assert api.get("/stores/abc123/v2/orders", token=token).status_code == 200
    assert api.get("/stores/abc123/v2/orders", token=install(api)).status_code == 403


def test_the_app_of_one_store_has_no_token_for_another(api: Any) -> None:
    token = install(api)
    second = {"store_hash": "second", "access_token": "t", "client_id": "c", "client_secret": "s"}
    api.post("/_sandbox/stores", json=second)
    assert api.get("/stores/second/v3/hooks", token=token).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v2/orders", 200),
        ("PUT", "/v2/orders/100", 200),
        ("GET", "/v3/catalog/products", 200),
        ("PUT", "/v3/catalog/products/77", 403),
        ("GET", "/v3/customers", 403),
        ("GET", "/v3/channels", 403),
        ("GET", "/v3/hooks", 200),
        ("POST", "/v3/hooks", 200),
    ],
)
def test_a_resource_needs_its_scope(api: Any, method: str, path: str, status: int) -> None:
    hook = {"scope": "store/order/*", "destination": "https://r.test/"}
    given = hook if "hooks" in path else {"staff_notes": "x"}
    assert api.call(method, f"/stores/abc123{path}", token=install(api), json=given).status_code == status


def test_a_missing_scope_is_refused_in_the_shape_of_the_api(api: Any) -> None:
    title = "You don't have a required scope to access the endpoint"
    assert api.get("/stores/abc123/v3/customers", token=install(api)).json() == {
        "status": 403,
        "title": title,
        "type": "/api-docs/getting-started/api-status-codes",
    }
