"""Who may ask: the page in the browser that was opened; no other website, and no other user of this machine."""

import hmac
import secrets
import threading
from dataclasses import dataclass, field

from starlette.requests import Request

ADDRESS = "127.0.0.1"
HEADER = "x-storehook-session"
"""What the page sends its key in. A cookie would be sent to every port of this machine."""

OWN = frozenset({"", "same-origin", "none"})
"""Sec-Fetch-Site of the page's own requests and of an address typed in; old browsers send none at all. Another port of
this machine is "same-site", hence not in here."""


@dataclass(slots=True)
class Access:
    """Lets in the bearer of a key that is given once, for a token in the address that we open.

    Args:
        port: where we listen.
        token: good for one opening; empty after it.
        session: the key.
        opened: set when the token has been used.
    """

    port: int
    token: str = field(repr=False)
    session: str = field(repr=False)
    opened: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def origin(self) -> str:
        """The page's origin."""
        return f"http://{ADDRESS}:{self.port}"

    @property
    def url(self) -> str:
        """The address to open. Browsers send no fragment to a server, nor tell it to another site."""
        return f"{self.origin}/open#{self.token}"

    def redeem(self, token: str) -> bool:
        """Whether this is the token, for the first time."""
        good = bool(self.token) and _same(token, self.token)
        if good:
            self.token = ""
            self.opened.set()
        return good

    def has_session(self, request: Request) -> bool:
        """Whether the request has our key."""
        return _same(request.headers.get(HEADER, ""), self.session)

    def is_here(self, request: Request) -> bool:
        """Whether the request is made to our address.

        The Host header is not ours when another site's name has been pointed at this machine (DNS rebinding).
        """
        return request.headers.get("host", "") == f"{ADDRESS}:{self.port}"

    def is_ours(self, request: Request) -> bool:
        """Whether the request is made to our address, by our page or by the address bar."""
        if not self.is_here(request) or request.headers.get("sec-fetch-site", "") not in OWN:
            return False
        return request.method == "GET" or request.headers.get("origin") == self.origin


def new_access(port: int) -> Access:
    """An access with a random token and a random key."""
    return Access(port, secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())
