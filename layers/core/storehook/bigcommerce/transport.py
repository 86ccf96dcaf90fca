"""HTTP, over connections that are kept for the life of the process. Only it and `login` know `requests`."""

import logging
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from storehook.bigcommerce.answers import Answer
from storehook.bigcommerce.calls import Call, query_text
from storehook.bigcommerce.timeouts import connect_timeout
from storehook.errors import AnswerTooLarge, ApiUnavailable

BASE_URL = "https://api.bigcommerce.com"

MAX_ANSWER = 10 * 1024 * 1024
"""Bytes of an answer that are read, after decompression."""

MAX_IDLE = 30.0
"""Seconds after which kept connections are given up. A function that was frozen in between does not see that the other
side has closed them, and a POST into such a connection could not be repeated."""

CONNECTIONS = 10
"""Kept at once: a batch of ten messages is worked on by ten threads."""

_CHUNK = 64 * 1024


class HttpTransport:
    """Sends requests to BigCommerce: `sending.Transport`. It may be used from several threads.

    Args:
        base_url: what comes before `/stores/{store_hash}`; https, or a loopback address for the sandbox.
        user_agent: what BigCommerce is told we are.
        clock: gives seconds that only go up.

    Raises:
        ValueError: a token would travel unencrypted.
    """

    def __init__(
        self,
        base_url: str = BASE_URL,
        *,
        user_agent: str = "storehook",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base_url = safe(base_url)
        self._clock = clock
        self._session = new_session(user_agent)
        self._lock = threading.Lock()
        self._busy = 0
        self._used_at = clock()

    def send(self, store_hash: str, call: Call, token: str, read_timeout: float) -> Answer:
        """As `sending.Transport.send`.

        Redirects are not followed: the token would go with them. What HTTP libraries say of an error is not passed on:
        it holds the query, and in one case the token.
        """
        until = self._clock() + connect_timeout(read_timeout) + read_timeout
        try:
            with self._connections(), self._request(store_hash, call, token, read_timeout) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, headers, self._body(response, store_hash, call, until))
        except (requests.RequestException, HTTPError) as error:
            raise _unavailable(error, store_hash, call) from None

    def close(self) -> None:
        """Close every connection."""
        self._session.close()

    def _request(self, store_hash: str, call: Call, token: str, read_timeout: float) -> requests.Response:
        query = query_text(call.query)
        url = f"{self._base_url}/stores/{quote(store_hash, safe='')}{call.path}{'?' if query else ''}{query}"
        return self._session.request(
            call.method,
            url,
            data=call.body,
            headers={"X-Auth-Token": token} | ({"Content-Type": "application/json"} if call.body is not None else {}),
            timeout=(connect_timeout(read_timeout), read_timeout),
            allow_redirects=False,
            stream=True,
        )

    def _body(self, response: requests.Response, store_hash: str, call: Call, until: float) -> bytes:
        body = read_body(response, MAX_ANSWER, until, self._clock)
        if len(body) > MAX_ANSWER:
            raise AnswerTooLarge(f"The answer is over {MAX_ANSWER} bytes.", **call.where(store_hash))
        return body

    @contextmanager
    def _connections(self) -> Generator[None]:
        with self._lock:
            if not self._busy and self._clock() - self._used_at > MAX_IDLE:
                self._session.close()
            self._busy += 1
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1
                self._used_at = self._clock()


def read_body(response: requests.Response, limit: int, until: float, clock: Callable[[], float]) -> bytes:
    """The body of a streamed answer, cut off where it is over the limit: then it is longer than that.

    Args:
        response: the answer.
        limit: bytes after decompression.
        until: when it must be there, in the clock's seconds.
        clock: gives seconds that only go up.

    Raises:
        requests.ReadTimeout: it was not there by then.
        HTTPError: the connection broke; urllib3's.
    """
    raw: Any = response.raw
    body = bytearray()
    # read1 gives what there is: a body that drips in must not outlast its time by resetting the socket's timeout.
    while len(body) <= limit and (chunk := raw.read1(_CHUNK, decode_content=True)):
        body += chunk
        if clock() > until:
            raise requests.ReadTimeout
    return bytes(body)


def new_session(user_agent: str) -> requests.Session:
    """Connections to BigCommerce that bring nothing along from this machine or from another store."""
    logging.getLogger("urllib3").setLevel(logging.WARNING)  # at DEBUG it writes every query
    session = requests.Session()
    session.trust_env = False  # a .netrc or a proxy of this machine's is none of ours
    session.headers.update({"Accept": "application/json", "User-Agent": user_agent})
    # One store's cookies must not come along to another.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=0))
    return session


def safe(base_url: str) -> str:
    """The address without a slash at its end.

    Raises:
        ValueError: it is neither https nor a loopback address.
    """
    if not _is_safe(base_url):
        raise ValueError(f"{base_url} is not https: a store's token would travel unencrypted")
    return base_url.rstrip("/")


def _is_safe(base_url: str) -> bool:
    parts = urlsplit(base_url)
    if parts.scheme == "https":
        return True
    try:
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _unavailable(error: Exception, store_hash: str, call: Call) -> ApiUnavailable:
    timed_out = isinstance(error, requests.Timeout)
    title = "No answer in time" if timed_out else "The connection failed"
    found = ApiUnavailable(f"{title} ({type(error).__name__}).", **call.where(store_hash))
    found.sent = not _never_connected(error)
    return found


def _never_connected(error: Exception) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError | ConnectTimeoutError)
