"""HTTP transport, with connections that last for the life of the process. Only it and `login` use `requests`."""

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
"""Most bytes of an answer, after decompression."""

MAX_IDLE = 30.0
"""Seconds after which idle connections are closed. A function that was frozen does not notice that the other side has
closed them, and a POST into such a connection could not be repeated.
"""

CONNECTIONS = 10
"""Most connections kept open: ten threads work on a batch of ten messages."""

_CHUNK = 64 * 1024


class HttpTransport:
    """HTTP transport to BigCommerce: `sending.Transport`. It is safe for use by several threads.

    Args:
        base_url: address before `/stores/{store_hash}`: https, or a loopback address for the stand-in store.
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

        Redirects are not followed, because the token would go with them. The messages of HTTP libraries are not passed
        on, because they contain the query, and in one case the token.
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
    """Read the body of a streamed answer. If it is over the limit, return a part that is over the limit.

    Args:
        limit: bytes after decompression.
        until: latest time at which it must be complete, in the clock's seconds.

    Raises:
        requests.ReadTimeout: it was not complete by then.
        HTTPError: the connection broke (urllib3's exception).
    """
    raw: Any = response.raw
    body = bytearray()
    # read1 returns what has arrived. With read, a slow body would reset the socket's timeout and outlast its time.
    while len(body) <= limit and (chunk := raw.read1(_CHUNK, decode_content=True)):
        body += chunk
        if clock() > until:
            raise requests.ReadTimeout
    return bytes(body)


def new_session(user_agent: str) -> requests.Session:
    """Make a session that uses no settings of this machine and no cookies of another store."""
    logging.getLogger("urllib3").setLevel(logging.WARNING)  # at DEBUG it logs every query
    session = requests.Session()
    session.trust_env = False  # ignore this machine's .netrc and proxies
    session.headers.update({"Accept": "application/json", "User-Agent": user_agent})
    # A store's cookies must not be sent to another store.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=0))
    return session


def safe(base_url: str) -> str:
    """Return the address without a slash at its end. Refuse one that is neither https nor a loopback address."""
    if not _is_safe(base_url):
        raise ValueError(f"{base_url} is not https. A store's token would travel unencrypted.")
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
    unavailable = ApiUnavailable(f"{title} ({type(error).__name__}).", **call.where(store_hash))
    unavailable.sent = not _never_connected(error)
    return unavailable


def _never_connected(error: Exception) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError | ConnectTimeoutError)
