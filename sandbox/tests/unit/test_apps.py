"""The app's life in a store: installed, opened, taken from a user, uninstalled."""

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from sandbox.tests.support.app_installs import APP, GRANTED, SECRET, authorize, describe_app, install

from bigcommerce_sandbox import App

if TYPE_CHECKING:
    from jwt.types import Options

NOW = 1_786_447_828
STORE = "/_sandbox/stores/abc123"
HOOKS = "/stores/abc123/v3/hooks"


@pytest.fixture(autouse=True)
def app(api: Any) -> None:
    """The sandbox knows the app."""
    describe_app(api)


def claims_of(url: str) -> dict[str, Any]:
    """The claims of a callback's payload, read by the library that apps use. The test's clock stands still."""
    payload = parse_qs(urlsplit(url).query)["signed_payload_jwt"][0]
    unbound: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    return jwt.decode(payload, SECRET, algorithms=["HS256"], audience="app-1", issuer="bc", options=unbound)


def test_an_installation_sends_the_browser_to_the_auth_callback(api: Any) -> None:
    answer = api.get(f"{STORE}/install", token=None)
    url = urlsplit(answer.headers["location"])
    assert (answer.status_code, f"{url.scheme}://{url.netloc}{url.path}") == (302, "https://app.test/auth")
    assert {name: values for name, values in parse_qs(url.query).items() if name not in ("code", "account_uuid")} == {
        "context": ["stores/abc123"],
        "scope": [GRANTED],
    }


def test_every_installation_has_a_code_of_its_own(api: Any) -> None:
    assert authorize(api)["code"] != authorize(api)["code"]


def test_a_callback_keeps_its_own_query(api: Any) -> None:
    api.put("/_sandbox/app", json=APP | {"auth_url": "https://app.test/auth?stage=live"})
    assert authorize(api)["stage"] == "live"


def test_opening_sends_the_browser_to_the_load_callback(api: Any) -> None:
    answer = api.get(f"{STORE}/open", token=None)
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (302, "https://app.test/load")


def test_the_signed_payload_says_who_opens_which_store(api: Any) -> None:
    claims = claims_of(api.get(f"{STORE}/open").headers["location"])
    owner = claims["owner"]
    assert claims.pop("jti") != claims_of(api.get(f"{STORE}/open").headers["location"])["jti"]
    assert claims == {
        "aud": "app-1",
        "iss": "bc",
        "iat": NOW,
        "nbf": NOW - 5,
        "exp": NOW + 86_400,
        "sub": "stores/abc123",
        "user": owner | {"locale": "en-US"},
        "owner": {"id": owner["id"], "email": "owner@abc123.example.com"},
        "url": "/",
        "channel_id": None,
    }


def test_a_staff_user_opens_it_as_somebody_else(api: Any) -> None:
    claims = claims_of(api.get(f"{STORE}/open?user=staff").headers["location"])
    assert claims["user"]["id"] != claims["owner"]["id"]


def test_an_unknown_user_is_404(api: Any) -> None:
    assert api.get(f"{STORE}/open?user=nobody").status_code == 404


def test_an_uninstallation_is_told_to_the_app_by_the_server(api: Any, receiver: Any) -> None:
    install(api)
    assert api.post(f"{STORE}/uninstall", token=None).status_code == 303
    called = receiver.requests[0]
    assert (called.method, called.url.path) == ("GET", "/uninstall")
    assert claims_of(str(called.url))["sub"] == "stores/abc123"


def test_an_uninstalled_app_has_neither_token_nor_hooks(api: Any) -> None:
    token = install(api)
    api.post(HOOKS, token=token, json={"scope": "store/order/*", "destination": "https://r.test/"})
    mine = api.add_hook("store/order/*")
    api.post(f"{STORE}/uninstall")
    assert api.get(HOOKS, token=token).status_code == 401
    assert (api.get(HOOKS, token=install(api)).json()["data"], api.get(HOOKS).json()["data"]) == ([], [mine])


def test_an_app_that_fails_at_it_is_uninstalled_all_the_same(api: Any, receiver: Any) -> None:
    def refuse(request: httpx.Request) -> None:
        raise httpx.ConnectError("connection refused", request=request)

    receiver.meanwhile = refuse
    token = install(api)
    assert api.post(f"{STORE}/uninstall").status_code == 303
    assert api.get(HOOKS, token=token).status_code == 401


def test_what_is_not_installed_cannot_be_uninstalled(api: Any, receiver: Any) -> None:
    assert (api.post(f"{STORE}/uninstall").status_code, receiver.requests) == (404, [])


def test_an_app_without_the_callback_is_uninstalled_silently(api: Any, receiver: Any) -> None:
    api.put("/_sandbox/app", json=APP | {"uninstall_url": ""})
    install(api)
    api.post(f"{STORE}/uninstall")
    assert receiver.requests == []


def test_a_removed_user_is_told_to_the_app(api: Any, receiver: Any) -> None:
    token = install(api)
    staff = claims_of(api.get(f"{STORE}/open?user=staff").headers["location"])["user"]
    assert api.post(f"{STORE}/remove-user").status_code == 303
    assert (receiver.requests[0].url.path, claims_of(str(receiver.requests[0].url))["user"]) == ("/remove_user", staff)
    assert api.get(HOOKS, token=token).status_code == 200


def test_the_way_to_a_callback_is_not_cached(api: Any) -> None:
    answers = [api.get(f"{STORE}/{what}") for what in ("install", "open")]
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store", "no-store"]


def test_the_app_is_shown_without_its_secret(api: Any) -> None:
    shown = api.get("/_sandbox/app").json()["data"]
    assert shown == {name: value for name, value in APP.items() if name != "client_secret"}


def test_an_app_does_not_show_its_secret_when_printed() -> None:
    app = App("app-1", "canary-secret", ("store_v2_orders",), "https://app.test/auth", "https://app.test/load")
    assert "canary" not in repr(app)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scopes": "store_v2_orders"}, "scopes"),
        ({"scopes": ["store_v2_orders store_v2_products"]}, "scopes"),
        ({"scopes": [5]}, "scopes"),
        ({"client_id": 5}, "client_id"),
        ({"colour": "red"}, "colour"),
        ({"client_secret": ""}, "data"),
        ({"auth_url": ""}, "data"),
        ({"uninstall_url": "javascript:alert(1)"}, "data"),
    ],
)
def test_an_app_that_cannot_be_is_422(api: Any, change: dict[str, Any], field: str) -> None:
    answer = api.put("/_sandbox/app", json=APP | change)
    assert (answer.status_code, answer.json()["errors"].keys()) == (422, {field})


@pytest.mark.parametrize("body", [{}, [], "text"])
def test_what_an_app_lacks_is_named(api: Any, body: object) -> None:
    required = {"client_id", "client_secret", "scopes", "auth_url", "load_url"}
    assert api.put("/_sandbox/app", json=body).json()["errors"].keys() == required
