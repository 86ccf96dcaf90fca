"""An app's life in a store, over real connections: the browser, the app and the sandbox are three parties."""

import base64
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import jwt
import pytest
from standardwebhooks import Webhook

from bigcommerce_sandbox import ApiError, App, SandboxServer

APP_SECRET = "app-secret-0123456789abcdef0123456789abcdef0123456789abcdef"
SCOPES = ("store_v2_orders",)


@dataclass
class CallbackHandler:
    """An app's callbacks: what was asked of each path, as its query. All are answered with 200."""

    url: str = ""
    asked: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])


@pytest.fixture
def callback_handler() -> Iterator[CallbackHandler]:
    kept = CallbackHandler()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            kept.asked[asked.path] = dict(parse_qsl(asked.query))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


@pytest.fixture
def app(sandbox: SandboxServer, callback_handler: CallbackHandler) -> App:
    """The app, which the sandbox learns of after its start."""
    urls = [f"{callback_handler.url}/{path}" for path in ("auth", "load", "uninstall", "remove_user")]
    app = App("app-1", APP_SECRET, SCOPES, *urls)
    sandbox.set_app(app)
    return app


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, follow_redirects=True) as http:
        yield http


def exchange(sandbox: SandboxServer, app: App, callback: dict[str, str]) -> str:
    """Exchange the code as an app does in its auth callback, and return the token."""
    given = {
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "grant_type": "authorization_code",
        "redirect_uri": app.auth_url,
        **{name: callback[name] for name in ("code", "context", "scope")},
    }
    with httpx.Client(trust_env=False) as http:
        answer = http.post(f"{sandbox.url}/oauth2/token", json=given)
    return answer.raise_for_status().json()["access_token"]


def claims_of(callback: dict[str, str]) -> dict[str, Any]:
    return jwt.decode(callback["signed_payload_jwt"], APP_SECRET, algorithms=["HS256"], audience="app-1", issuer="bc")


def test_an_app_is_installed_gets_its_webhooks_and_is_uninstalled(
    sandbox: SandboxServer, app: App, callback_handler: CallbackHandler, browser: httpx.Client, receiver: Any
) -> None:
    assert browser.get(sandbox.install_url("abc123")).status_code == 200
    token = exchange(sandbox, app, callback_handler.asked["/auth"])
    hooks = f"{sandbox.url}/stores/abc123/v3/hooks"
    hook = {"scope": "store/order/updated", "destination": receiver.url}
    browser.post(hooks, headers={"X-Auth-Token": token}, json=hook).raise_for_status()

    sandbox.update_order("abc123", 100, staff_notes="x")
    received = receiver.wait_for(1)[0]
    payload = Webhook(base64.b64encode(APP_SECRET.encode()).decode()).verify(received.body, received.headers)
    assert (payload["producer"], payload["data"]) == ("stores/abc123", {"type": "order", "id": 100})

    assert sandbox.uninstall("abc123") == 200
    assert claims_of(callback_handler.asked["/uninstall"])["sub"] == "stores/abc123"
    assert sandbox.hooks("abc123") == []
    assert browser.get(hooks, headers={"X-Auth-Token": token}).status_code == 401


def test_opening_the_app_loads_it(
    sandbox: SandboxServer, app: App, callback_handler: CallbackHandler, browser: httpx.Client
) -> None:
    browser.get(sandbox.open_url("abc123", "staff"))
    claims = claims_of(callback_handler.asked["/load"])
    assert (claims["sub"], claims["user"]["email"]) == ("stores/abc123", "staff@abc123.example.com")


def test_a_removed_user_is_told_to_the_app(sandbox: SandboxServer, app: App, callback_handler: CallbackHandler) -> None:
    assert sandbox.remove_user("abc123") == 200
    assert claims_of(callback_handler.asked["/remove_user"])["user"]["email"] == "staff@abc123.example.com"


def test_the_buttons_of_the_page_lead_to_the_app(
    sandbox: SandboxServer, app: App, callback_handler: CallbackHandler, browser: httpx.Client
) -> None:
    assert 'action="/_sandbox/stores/abc123/install"' in browser.get(f"{sandbox.url}/_sandbox/").text
    browser.get(f"{sandbox.url}/_sandbox/stores/abc123/install")
    exchange(sandbox, app, callback_handler.asked["/auth"])
    answer = browser.post(f"{sandbox.url}/_sandbox/stores/abc123/uninstall", headers={"Origin": sandbox.url})
    assert (answer.status_code, answer.url.path) == (200, "/_sandbox/")
    assert "/uninstall" in callback_handler.asked


def test_a_token_revoked_from_another_thread_is_401(
    sandbox: SandboxServer, app: App, callback_handler: CallbackHandler, browser: httpx.Client
) -> None:
    browser.get(sandbox.install_url("abc123"))
    token = exchange(sandbox, app, callback_handler.asked["/auth"])
    sandbox.revoke_token("abc123", "app-1")
    assert browser.get(f"{sandbox.url}/stores/abc123/v3/hooks", headers={"X-Auth-Token": token}).status_code == 401


def test_all_tokens_of_a_store_can_be_revoked(sandbox: SandboxServer, client: httpx.Client) -> None:
    sandbox.revoke_token("abc123")
    assert client.get("/v3/hooks").status_code == 401


def test_what_is_not_installed_cannot_be_uninstalled(sandbox: SandboxServer, app: App) -> None:
    with pytest.raises(ApiError, match="not found"):
        sandbox.uninstall("abc123")
