"""Requests written down by hand and sent through a socket: broken in ways that no HTTP client lets one break them."""

import re
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from hypothesis import strategies as st
from tests.chaos.attack.requests import Request

type Lines = list[bytes]
"""A request's first line, and its headers."""

type Breach = Callable[[Lines, bytes], bytes]
"""Writes a request down, given its lines and its body."""

PATIENCE = 20.0
"""Seconds for an answer: a copy of a function may have to start."""

UNANSWERED = ("a length that is too large", "HTTP/2")
"""Breaches at which the other side hangs up without a word: it waits for more than ever comes."""

AT_ONCE = 32_768
"""Bytes. Of more, the rest may still be being sent when the other side has refused and hung up: its answer is lost."""

NOT_IMPLEMENTED = 501
"""What an HTTP server answers to a transfer coding that it does not know (RFC 9112, 6.1): it is not ours."""

_STATUS = re.compile(rb"HTTP/1\.[01] ([2-5][0-9]{2}) ")  # "100 Continue" is no answer yet
_SMUGGLED = b"0\r\n\r\nPOST /webhooks/smuggled HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n"


def whole(lines: Lines, body: bytes, end: bytes = b"\r\n") -> bytes:
    """As it should be."""
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
    "a method in small letters": _first(bytes.lower),
    "an absolute target": _first(lambda line: line.replace(b" /", b" http://169.254.169.254/", 1)),
    "a control in its target": _first(lambda line: line.replace(b" HTTP", b"\x01 HTTP")),
    "bytes in its target": _first(lambda line: line.replace(b" HTTP", b"\xff\xfe HTTP")),
    "a target of 100 KB": _first(lambda line: line.replace(b" HTTP", b"?" + b"x" * 100_000 + b" HTTP")),
    "no host": lambda lines, body: whole([line for line in lines if not line.startswith(b"host")], body),
    "two hosts": _with(b"host: evil.example"),
    "no name": _with(b": value"),
    "a space before the colon": _with(b"webhook-id : x"),
    "a folded header": _with(b"webhook-signature: v1,", b" AAAA"),
    "a NUL in a header": _with(b"webhook-id: a\x00b"),
    "a carriage return in a header": _with(b"webhook-id: a\rb"),
    "bytes in a header": _with(b"webhook-id: \xff\xfe\xc3\x28"),
    "two thousand headers": _with(*(b"x-%d: y" % number for number in range(2000))),
    "a header of 100 KB": _with(b"webhook-signature: v1," + b"A" * 100_000),
    "a length that is too large": _length(b"5000"),
    "a length that is too small": _length(b"1"),
    "a length below zero": _length(b"-1"),
    "a length that is none": _length(b"0x10"),
    "a length without end": _length(b"9" * 400),
    "two lengths": _with(b"content-length: 3"),
    "in chunks": _coding(b"chunked", _chunked),
    "in chunks, and a length": lambda lines, _: whole([*lines, b"transfer-encoding: chunked"], _SMUGGLED),
    "a chunk of no size": _coding(b"chunked", lambda body: b"zz\r\n" + body),
    "a chunk without end": _coding(b"chunked", lambda body: b"f" * 30 + b"\r\n" + body),
    "a coding that nobody knows": _coding(b"xchunked", _chunked),
    "said to be gzip": _with(b"content-encoding: gzip"),
    "waits to be asked on": _with(b"expect: 100-continue"),
    "an upgrade": _with(b"connection: upgrade", b"upgrade: websocket", b"sec-websocket-version: 13"),
    "HTTP/2": lambda _lines, _body: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    "TLS": lambda _lines, _body: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,
    "line ends": lambda _lines, _body: b"\r\n" * 1000,
}


def written(requests: st.SearchStrategy[Request], url: str) -> st.SearchStrategy[tuple[str, bytes]]:
    """Requests in bytes, and how each is broken.

    Args:
        requests: what to ask.
        url: the API's own address.
    """

    def write_down(request: Request, breach: str) -> tuple[str, bytes]:
        return breach, write(request, url, breach)

    return st.builds(write_down, requests, st.sampled_from([*BREACHES]) | st.just("whole"))


def write(request: Request, url: str, breach: str = "whole") -> bytes:
    """A request in bytes, with another one behind it that is no part of it, and ends the connection."""
    split = urlsplit(url)
    headers = [("host", split.netloc), *request.headers]
    lines = [f"{request.method} {split.path}{request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers]
    encoded = [line.encode("latin-1", errors="replace") for line in lines]
    last = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    return BREACHES[breach](encoded, request.body) + last


def answers(url: str, sent: bytes) -> Sequence[int]:
    """The statuses of what came back; none if the connection was closed without a word."""
    split, received = urlsplit(url), bytearray()
    address = split.hostname or "", split.port or 0
    with socket.create_connection(address, PATIENCE) as there, suppress(OSError):
        there.sendall(sent)
        there.shutdown(socket.SHUT_WR)
        while part := there.recv(65536):
            received += part
    return [int(status) for status in _STATUS.findall(received)]


def fault(breach: str, sent: bytes, statuses: Sequence[int]) -> str:
    """What is wrong with the answers to a request that should have been refused; empty if nothing is.

    Behind it comes one that is no part of it, and always answered with 200. Nothing before may be.
    """
    if any(status >= 500 and status != NOT_IMPLEMENTED for status in statuses):
        return "it made a fault"
    if not statuses and breach not in UNANSWERED and len(sent) <= AT_ONCE:
        return "it was not answered"
    return "it was let in" if any(status < 300 for status in statuses[:-1] or statuses) else ""
