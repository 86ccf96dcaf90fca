"""Requests written as bytes and sent through a socket, broken in ways that HTTP clients don't allow."""

import re
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from hypothesis import strategies as st
from tests.chaos.attack.requests import Request

type Lines = list[bytes]
"""A request's first line and its headers."""

type Breach = Callable[[Lines, bytes], bytes]
"""Writes a request from its lines and its body."""

PATIENCE = 20.0
"""Seconds to wait for an answer: a function's process may have to start."""

UNANSWERED = ("a length that is too large", "HTTP/2")
"""Breaches that the server doesn't answer: it waits for bytes that never arrive, and hangs up."""

AT_ONCE = 32_768
"""Bytes. The server may refuse a larger request and hang up while it is still sent, and the answer is lost."""

NOT_IMPLEMENTED = 501
"""The HTTP server's own answer to an unknown transfer coding (RFC 9112, 6.1)."""

_STATUS = re.compile(rb"HTTP/1\.[01] ([2-5][0-9]{2}) ")  # "100 Continue" is not the final answer
_SMUGGLED = b"0\r\n\r\nPOST /webhooks/smuggled HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n"


def whole(lines: Lines, body: bytes, end: bytes = b"\r\n") -> bytes:
    """Write a request correctly."""
    length = b"content-length: %d" % len(body)
    return end.join([*lines, length, b"", b""]) + body


def _with(*headers: bytes) -> Breach:
    return lambda lines, body: whole([*lines, *headers], body)


def _length(written: bytes) -> Breach:
    return lambda lines, body: b"\r\n".join([*lines, b"content-length: " + written, b"", b""]) + body


def _coding(written: bytes, framed: Callable[[bytes], bytes]) -> Breach:
    return lambda lines, body: b"\r\n".join([*lines, b"transfer-encoding: " + written, b"", b""]) + framed(body)


def _first(change: Callable[[bytes], bytes]) -> Breach:
    return lambda lines, body: whole([change(lines[0]), *lines[1:]], body)


def _chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"


BREACHES: dict[str, Breach] = {
    "whole": whole,
    "line feeds alone": lambda lines, body: whole(lines, body, b"\n"),
    "sent twice": lambda lines, body: whole(lines, body) * 2,
    "cut off in its head": lambda lines, body: whole(lines, body)[: len(lines[0]) + 20],
    "cut off in its body": lambda lines, body: whole(lines, body + b"x" * 50)[:-20],
    "no version": _first(lambda line: line.rsplit(b" ", 1)[0]),
    "version 9.9": _first(lambda line: line.replace(b"HTTP/1.1", b"HTTP/9.9")),
    "version 1.0": _first(lambda line: line.replace(b"HTTP/1.1", b"HTTP/1.0")),
    "another method": _first(lambda line: b"PROPFIND " + line.split(b" ", 1)[1]),
    "a lowercase method": _first(bytes.lower),
    "an absolute target": _first(lambda line: line.replace(b" /", b" http://169.254.169.254/", 1)),
    "a control character in its target": _first(lambda line: line.replace(b" HTTP", b"\x01 HTTP")),
    "bytes outside ASCII in its target": _first(lambda line: line.replace(b" HTTP", b"\xff\xfe HTTP")),
    "a target of 100 KB": _first(lambda line: line.replace(b" HTTP", b"?" + b"x" * 100_000 + b" HTTP")),
    "no host": lambda lines, body: whole([line for line in lines if not line.startswith(b"host")], body),
    "two hosts": _with(b"host: evil.example"),
    "a header without a name": _with(b": value"),
    "a space before the colon": _with(b"webhook-id : x"),
    "a folded header": _with(b"webhook-signature: v1,", b" AAAA"),
    "a NUL in a header": _with(b"webhook-id: a\x00b"),
    "a carriage return in a header": _with(b"webhook-id: a\rb"),
    "bytes outside ASCII in a header": _with(b"webhook-id: \xff\xfe\xc3\x28"),
    "two thousand headers": _with(*(b"x-%d: y" % number for number in range(2000))),
    "a header of 100 KB": _with(b"webhook-signature: v1," + b"A" * 100_000),
    "a length that is too large": _length(b"5000"),
    "a length that is too small": _length(b"1"),
    "a length below zero": _length(b"-1"),
    "a length in hexadecimal": _length(b"0x10"),
    "a length of 400 digits": _length(b"9" * 400),
    "two lengths": _with(b"content-length: 3"),
    "in chunks": _coding(b"chunked", _chunked),
    "in chunks, and a length": lambda lines, _: whole([*lines, b"transfer-encoding: chunked"], _SMUGGLED),
    "a chunk of no size": _coding(b"chunked", lambda body: b"zz\r\n" + body),
    "a chunk of endless size": _coding(b"chunked", lambda body: b"f" * 30 + b"\r\n" + body),
    "an unknown coding": _coding(b"xchunked", _chunked),
    "declared as gzip": _with(b"content-encoding: gzip"),
    "expects to continue": _with(b"expect: 100-continue"),
    "an upgrade": _with(b"connection: upgrade", b"upgrade: websocket", b"sec-websocket-version: 13"),
    "HTTP/2": lambda _lines, _body: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    "TLS": lambda _lines, _body: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,
    "line ends": lambda _lines, _body: b"\r\n" * 1000,
}


def written(requests: st.SearchStrategy[Request], url: str) -> st.SearchStrategy[tuple[str, bytes]]:
    """Draw requests as bytes, each with the name of its breach.

    Args:
        url: the API's address.
    """

    def write_down(request: Request, breach: str) -> tuple[str, bytes]:
        return breach, write(request, url, breach)

    return st.builds(write_down, requests, st.sampled_from([*BREACHES]) | st.just("whole"))


def write(request: Request, url: str, breach: str = "whole") -> bytes:
    """Write a request as bytes, followed by a second request that ends the connection."""
    split = urlsplit(url)
    headers = [("host", split.netloc), *request.headers]
    lines = [f"{request.method} {split.path}{request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers]
    encoded = [line.encode("latin-1", errors="replace") for line in lines]
    last = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    return BREACHES[breach](encoded, request.body) + last


def answers(url: str, data: bytes) -> Sequence[int]:
    """Send bytes, and return the statuses of the answers. Empty if the connection was closed without one."""
    split, received = urlsplit(url), bytearray()
    address = split.hostname or "", split.port or 0
    with socket.create_connection(address, PATIENCE) as connection, suppress(OSError):
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65536):
            received += part
    return [int(status) for status in _STATUS.findall(received)]


def fault(breach: str, data: bytes, statuses: Sequence[int]) -> str:
    """Return the error in the answers to a request that must be refused; empty if there is none.

    The request is followed by a second one, which is always answered with 200. No answer before that may be.
    """
    if any(status >= 500 and status != NOT_IMPLEMENTED for status in statuses):
        return "the server failed"
    if not statuses and breach not in UNANSWERED and len(data) <= AT_ONCE:
        return "it was not answered"
    return "it was accepted" if any(status < 300 for status in statuses[:-1] or statuses) else ""
