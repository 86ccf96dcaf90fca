"""Access control: only the browser tab that was opened, no other website and no other user of this machine."""

import hmac
import secrets
import threading
from dataclasses import dataclass, field

from starlette.requests import Request

ADDRESS = "127.0.0.1"
HEADER = "x-storehook-session"
"""Header of the key. A browser would send a cookie to every port of this machine."""

OWN = frozenset({"", "same-origin", "none"})
"""Values of Sec-Fetch-Site for the page's own requests and for a typed address. Old browsers send none.

Another port of this machine is "same-site", so that value is not included.
"""


@dataclass(slots=True)
class Access:
    """Exchanges the token in the opened address for a key, once, and admits requests with the key.

    Args:
        token: valid for one opening; empty afterwards.
        session: the key.
        opened: set when the token has been used.
    """

    port: int
    token: str = field(repr=False)
    session: str = field(repr=False)
    opened: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def origin(self) -> str:
        """Origin of the page."""
        return f"http://{ADDRESS}:{self.port}"

    @property
    def url(self) -> str:
        """Address to open. Browsers do not send the fragment to a server or to another site."""
        return f"{self.origin}/open#{self.token}"

    def redeem(self, token: str) -> bool:
        """Use up the token, and return whether it is the right one."""
        if not self.token or not _same(token, self.token):
            return False
        self.token = ""
        self.opened.set()
        return True

    def has_session(self, request: Request) -> bool:
        """Return whether the request has the key."""
        return _same(request.headers.get(HEADER, ""), self.session)

    def is_here(self, request: Request) -> bool:
        """Return whether the request was made to this address.

        With DNS rebinding, another site's name resolves to this machine, and the Host header is that name.
        """
        return request.headers.get("host", "") == f"{ADDRESS}:{self.port}"

    def is_ours(self, request: Request) -> bool:
        """Return whether the request was made to this address, by the page or by the address bar."""
        if not self.is_here(request) or request.headers.get("sec-fetch-site", "") not in OWN:
            return False
        return request.method == "GET" or request.headers.get("origin") == self.origin


def new_access(port: int) -> Access:
    """Create an access with a random token and a random key."""
    return Access(port, secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def _same(value: str, expected: str) -> bool:
    return hmac.compare_digest(value.encode(), expected.encode())
