"""Connections: kept, bounded in time and size, and silent about the token."""

import gzip
import socket
import time
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from tests.support.sandbox_shop import FIRST, TOKEN

from storehook.bigcommerce.calls import Call
from storehook.bigcommerce.transport import CONNECTIONS, MAX_ANSWER, MAX_IDLE, HttpTransport
from storehook.errors import AnswerTooLarge, ApiRefused, ApiUnavailable

GET = Call("GET", "/v2/orders/1", {"email": "canary@example.com"})
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"


def saying(*parts: bytes) -> Callable[[socket.socket], None]:
    def speak(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return speak


def dripping(connection: socket.socket) -> None:
    """A byte every tenth of a second: never so slow that the socket's own timeout ends it."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        connection.sendall(b" ")
        time.sleep(0.1)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_connection_serves_many_calls(peer: Any) -> None:
    server = peer(saying(OK))
    transport = HttpTransport(server.url)
    for _ in range(5):
        transport.send(FIRST, GET, TOKEN, 1.0)
    transport.close()

    assert (server.connections, len(server.requests)) == (1, 5)


def test_a_connection_that_lay_idle_is_not_trusted(peer: Any) -> None:
    server, clock = peer(saying(OK)), Clock()
    transport = HttpTransport(server.url, clock=clock)
    transport.send(FIRST, GET, TOKEN, 1.0)
    clock.now += MAX_IDLE + 1
    transport.send(FIRST, GET, TOKEN, 1.0)
    transport.close()

    assert server.connections == 2


def test_a_request_says_who_asks_and_what_it_takes(peer: Any) -> None:
    server = peer(saying(OK))
    transport = HttpTransport(server.url, user_agent="storehook/1.2")
    transport.send(FIRST, Call("PUT", "/v2/orders/1", {"a b": "c,d"}, b'{"x": 1}'), TOKEN, 1.0)
    transport.close()
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    request, *lines = head.decode().lower().split("\r\n")

    assert request == f"put /stores/{FIRST}/v2/orders/1?a%20b=c,d http/1.1"
    assert {f"x-auth-token: {TOKEN}", "accept: application/json", "user-agent: storehook/1.2"} <= {*lines}
    assert "content-type: application/json" in lines
    assert body == b'{"x": 1}'


def test_a_compressed_answer_is_read(peer: Any) -> None:
    packed = gzip.compress(b'{"id": 1}')
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    transport = HttpTransport(peer(saying(head, packed)).url)

    assert transport.send(FIRST, GET, TOKEN, 1.0).body == b'{"id": 1}'
    transport.close()


@pytest.mark.parametrize("cut", [slice(None), slice(7)], ids=["whole", "cut"])
def test_an_answer_in_chunks_is_read_or_known_to_be_cut(peer: Any, cut: slice) -> None:
    chunks = b"\r\n4\r\n[1, \r\n2\r\n2]\r\n0\r\n\r\n"[cut]

    def speak(connection: socket.socket) -> None:
        connection.sendall(CHUNKED + chunks)
        if cut.stop:
            connection.shutdown(socket.SHUT_RDWR)

    transport = HttpTransport(peer(speak).url)
    if cut.stop:
        with pytest.raises(ApiUnavailable):
            transport.send(FIRST, GET, TOKEN, 1.0)
    else:
        assert transport.send(FIRST, GET, TOKEN, 1.0).body == b"[1, 2]"
    transport.close()


def test_an_answer_over_ten_mebibytes_is_not_read(peer: Any) -> None:
    bomb = gzip.compress(b" " * (MAX_ANSWER + 1))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    transport = HttpTransport(peer(saying(head, bomb)).url)

    with pytest.raises(AnswerTooLarge, match=r"include_fields|over 10485760 bytes"):
        transport.send(FIRST, GET, TOKEN, 5.0)
    transport.close()


def test_an_answer_that_drips_in_has_an_end(peer: Any) -> None:
    transport = HttpTransport(peer(dripping).url)
    began = time.monotonic()

    with pytest.raises(ApiUnavailable, match="No answer in time"):
        transport.send(FIRST, GET, TOKEN, 0.5)
    assert time.monotonic() - began < 1.5
    transport.close()


def test_a_redirect_is_not_followed_and_takes_no_token_along(shop: Any, peer: Any) -> None:
    thief = peer(saying(OK))
    location = f"HTTP/1.1 302 Found\r\nLocation: {thief.url}/\r\nContent-Length: 0\r\n\r\n".encode()
    server = peer(saying(location))

    with pytest.raises(ApiRefused) as refused:
        shop.client(consumer=shop.consumer(url=server.url)).v2.get("/orders/1")
    assert (refused.value.status, thief.requests) == (302, [])


def test_a_stores_cookies_stay_behind(peer: Any) -> None:
    cookie = OK.replace(b"Content-Type", b"Set-Cookie: session=of-the-first-store; Path=/\r\nContent-Type")
    server = peer(saying(cookie))
    transport = HttpTransport(server.url)
    transport.send(FIRST, GET, TOKEN, 1.0)
    transport.send("second", GET, TOKEN, 1.0)
    transport.close()

    assert b"cookie" not in server.requests[1].lower()


def test_a_post_whose_connection_breaks_is_sent_once(shop: Any, peer: Any) -> None:
    def hang_up(connection: socket.socket) -> None:
        connection.shutdown(socket.SHUT_RDWR)

    server = peer(hang_up)

    with pytest.raises(ApiUnavailable) as lost:
        shop.client(consumer=shop.consumer(url=server.url)).v2.post("/orders", json={})
    assert (lost.value.sent, len(server.requests)) == (True, 1)


@pytest.mark.parametrize("verb", ["get", "put", "delete"])
def test_any_other_call_whose_connection_breaks_is_sent_again(shop: Any, peer: Any, verb: str) -> None:
    def once(connection: socket.socket) -> None:
        if len(server.requests) < 3:
            connection.shutdown(socket.SHUT_RDWR)
        else:
            connection.sendall(OK)

    server = peer(once)

    assert getattr(shop.client(consumer=shop.consumer(url=server.url)).v2, verb)("/orders/1") == {}


def test_a_post_that_never_got_through_is_tried_again(shop: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    store = shop.client(consumer=shop.consumer(url=url))

    with pytest.raises(ApiUnavailable, match="got no answer: The connection failed") as lost:
        store.v2.post("/orders", json={})
    assert (lost.value.sent, len(shop.slept)) == (False, 2)


@pytest.mark.parametrize("token", [TOKEN + "\n", TOKEN + "\r\nX-Other: 1", " " + TOKEN])
def test_a_token_that_cannot_be_sent_is_not_told(peer: Any, token: str) -> None:
    server = peer(saying(OK))
    transport = HttpTransport(server.url)

    with pytest.raises(ApiUnavailable) as failed:
        transport.send(FIRST, GET, token, 1.0)
    transport.close()
    told = "".join(traceback.format_exception(failed.value))
    assert TOKEN not in told
    assert "canary" not in told
    assert server.requests == []


def test_a_failed_connection_tells_no_query(peer: Any) -> None:
    transport = HttpTransport("http://127.0.0.1:1")

    with pytest.raises(ApiUnavailable) as failed:
        transport.send(FIRST, GET, TOKEN, 1.0)
    assert "canary" not in "".join(traceback.format_exception(failed.value))


@pytest.mark.parametrize("url", ["http://api.bigcommerce.com", "http://example.com", "ftp://127.0.0.1", "127.0.0.1"])
def test_no_token_travels_unencrypted(url: str) -> None:
    with pytest.raises(ValueError, match="would travel unencrypted"):
        HttpTransport(url)


def test_a_batch_of_ten_threads_has_ten_connections() -> None:
    assert CONNECTIONS == 10
