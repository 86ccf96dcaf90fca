"""The exchange of a code: over loopback, bounded in time and size, and silent about what was sent."""

import base64
import gzip
import json
import socket
import time
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from storehook.connect import login
from storehook.connect.callback_request import CallbackRequest
from storehook.connect.errors import AppCredentialsRefused, CodeRefused, LoginUnavailable
from storehook.connect.install import AppGrant
from storehook.connect.login import MAX_ANSWER, MAX_TOKEN, HttpLogin
from storehook.stores.store import AppAccount

ACCOUNT = AppAccount("client id", "canary-client-secret")
CALLBACK = CallbackRequest(
    "/auth",
    {"code": ["canary-code"], "context": ["stores/abc"], "scope": ["store_v2_orders users_basic_information"]},
    "https://hooks.example.com/auth",
)
GRANT = {
    "access_token": "canary-token",
    "scope": "store_v2_orders users_basic_information",
    "user": {"id": 1, "username": "zoë", "email": "zoe@example.com"},
    "owner": {"id": 1, "username": "zoë", "email": "zoe@example.com"},
    "context": "stores/abc",
    "account_uuid": "1b7b1a4e-6c3f-4a0e-9c2e-2f7a3b5c8d90",
}

type Speak = Callable[[socket.socket], None]


def http(status: int, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def saying(status: int, value: object, *headers: str) -> Speak:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return lambda connection: connection.sendall(http(status, body, *headers))


def exchange(url: str) -> AppGrant:
    return HttpLogin(url).exchange(ACCOUNT, CALLBACK)


def test_a_code_is_exchanged_for_a_token(peer: Any) -> None:
    server = peer(saying(200, GRANT))

    assert exchange(server.url + "/") == AppGrant(
        "canary-token", ("store_v2_orders", "users_basic_information"), "stores/abc"
    )


def test_what_is_sent_is_what_bigcommerce_asks_for(peer: Any) -> None:
    server = peer(saying(200, GRANT))
    exchange(server.url)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    request, *lines = head.decode().lower().split("\r\n")

    assert request == "post /oauth2/token http/1.1"
    assert {"content-type: application/json", "accept: application/json"} <= {*lines}
    assert json.loads(body) == {
        "client_id": "client id",
        "client_secret": "canary-client-secret",
        "code": "canary-code",
        "context": "stores/abc",
        "scope": "store_v2_orders users_basic_information",
        "grant_type": "authorization_code",
        "redirect_uri": "https://hooks.example.com/auth",
    }


@pytest.mark.parametrize("status", [400, 401, 403, 422])
@pytest.mark.parametrize("body", [{"error": "invalid_grant"}, {"error": "canary-code"}, b"", b"<html>", b"[" * 9999])
def test_a_code_that_is_used_or_expired_is_refused(peer: Any, status: int, body: object) -> None:
    with pytest.raises(CodeRefused) as refused:
        exchange(peer(saying(status, body)).url)
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client"])
def test_an_app_that_bigcommerce_does_not_know_is_no_fault_of_the_merchants(peer: Any, error: str) -> None:
    with pytest.raises(AppCredentialsRefused, match="Store those of the app's profile"):
        exchange(peer(saying(401, {"error": error})).url)


@pytest.mark.parametrize("status", [204, 301, 302, 404, 408, 429, 500, 502, 503])
def test_any_other_status_is_no_answer(peer: Any, status: int) -> None:
    server = peer(saying(status, b""))

    with pytest.raises(LoginUnavailable, match=f"BigCommerce's login answered {status}"):
        exchange(server.url)
    assert len(server.requests) == 1


UNREADABLE = [
    b"",
    b"<html>",
    b"\xff",
    [],
    {"scope": "a", "context": "stores/abc"},
    GRANT | {"access_token": ""},
    GRANT | {"access_token": 7},
    GRANT | {"access_token": "canary\r\nX-Other: 1"},
    GRANT | {"access_token": "canary canary"},
    GRANT | {"access_token": "cänary"},
    GRANT | {"access_token": "x" * (MAX_TOKEN + 1)},
    GRANT | {"scope": ["canary"]},
    GRANT | {"context": None},
    GRANT | {"more": "x" * MAX_ANSWER},
]


@pytest.mark.parametrize("body", UNREADABLE, ids=range(len(UNREADABLE)))
def test_an_answer_that_holds_no_usable_token_is_no_answer(peer: Any, body: object) -> None:
    with pytest.raises(LoginUnavailable) as unavailable:
        exchange(peer(saying(200, body)).url)
    assert "canary" not in str(unavailable.value)


def test_an_answer_that_unpacks_without_end_is_not_read(peer: Any) -> None:
    bomb = gzip.compress(b" " * 50_000_000)

    with pytest.raises(LoginUnavailable, match="something else than a token"):
        exchange(peer(saying(200, bomb, "Content-Encoding: gzip")).url)


def test_a_redirect_is_not_followed_and_takes_no_secret_along(peer: Any) -> None:
    thief = peer(saying(200, GRANT))
    server = peer(saying(307, b"", f"Location: {thief.url}/oauth2/token"))

    with pytest.raises(LoginUnavailable):
        exchange(server.url)
    assert thief.requests == []


def test_a_code_is_sent_once_though_the_connection_breaks(peer: Any) -> None:
    server = peer(lambda connection: connection.shutdown(socket.SHUT_RDWR))

    with pytest.raises(LoginUnavailable, match="had no answer"):
        exchange(server.url)
    assert len(server.requests) == 1


def test_an_answer_that_drips_in_has_an_end(peer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "CONNECT_TIMEOUT", 0.3)
    monkeypatch.setattr(login, "READ_TIMEOUT", 0.5)

    def dripping(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b" ")
            time.sleep(0.1)

    server, began = peer(dripping), time.monotonic()

    with pytest.raises(LoginUnavailable, match="ReadTimeout"):
        exchange(server.url)
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("speak", [saying(200, b"<html>"), saying(401, {"error": "canary-code"})], ids=["200", "401"])
def test_an_error_tells_nothing_of_what_was_sent(peer: Any, speak: Speak) -> None:
    with pytest.raises((LoginUnavailable, CodeRefused)) as failed:
        exchange(peer(speak).url)
    assert "canary" not in "".join(traceback.format_exception(failed.value))


def test_a_login_that_cannot_be_reached_is_told_without_what_was_to_be_sent_and_in_our_words_only() -> None:
    with pytest.raises(LoginUnavailable, match=r"had no answer \(ConnectionError\)") as failed:
        exchange("http://127.0.0.1:1")
    told = "".join(traceback.format_exception(failed.value))
    assert [words for words in ("canary", "HTTPConnectionPool", "/oauth2/token") if words in told] == []


@pytest.mark.parametrize("url", ["http://login.bigcommerce.com", "ftp://127.0.0.1", "login.bigcommerce.com", ""])
def test_no_client_secret_travels_unencrypted(url: str) -> None:
    with pytest.raises(ValueError, match="would travel unencrypted"):
        HttpLogin(url)


def test_a_netrc_of_this_machine_is_not_sent(peer: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password canary\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server = peer(saying(200, GRANT))

    exchange(server.url)

    assert base64.b64encode(b"someone:canary") not in server.requests[0]
