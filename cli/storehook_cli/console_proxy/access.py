"""Who may ask: the page in the browser that was opened; no other website, and no other user of this machine."""

import hmac
import secrets
from dataclasses import dataclass, field

from starlette.requests import Request

ADDRESS = "127.0.0.1"
OWN = frozenset({"", "same-origin", "none"})
"""Sec-Fetch-Site of the page's own requests and of an address typed in; old browsers send none at all. Another port of
this machine is "same-site" and would be sent our cookie, hence not in here."""


@dataclass(slots=True)
class Access:
    """Lets in the bearer of a cookie that is given once, for a token in the address that we open.

    Args:
        port: where we listen.
        token: good for one opening; empty after it.
        session: the cookie's value.
    """

    port: int
    token: str = field(repr=False)
    session: str = field(repr=False)

    @property
    def origin(self) -> str:
        """The page's origin."""
        return f"http://{ADDRESS}:{self.port}"

    @property
    def url(self) -> str:
        """The address to open."""
        return f"{self.origin}/open?token={self.token}"

    @property
    def cookie(self) -> str:
        """The cookie's name. Browsers share cookies between ports, so two consoles need two names."""
        return f"storehook-{self.port}"

    def redeem(self, token: str) -> bool:
        """Whether this is the token, for the first time."""
        good = bool(self.token) and _same(token, self.token)
        if good:
            self.token = ""
        return good

    def has_session(self, request: Request) -> bool:
        """Whether the request has our cookie."""
        return _same(request.cookies.get(self.cookie, ""), self.session)

    def is_ours(self, request: Request) -> bool:
        """Whether the request is made to our address, by our page or by the address bar.

        The Host header is not ours when another site's name has been pointed at this machine (DNS rebinding).
        """
        host, site = request.headers.get("host", ""), request.headers.get("sec-fetch-site", "")
        if host != f"{ADDRESS}:{self.port}" or site not in OWN:
            return False
        return request.method == "GET" or request.headers.get("origin") == self.origin


def new_access(port: int) -> Access:
    """A access with a random token and a random session."""
    return Access(port, secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())
