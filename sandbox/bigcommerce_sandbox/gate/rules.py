"""Why a request is refused that a web page of another origin could have made."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

ANYWHERE = re.compile(r".*")
NOWHERE = re.compile(r"(?!)")

REMEDY = "Use a program, such as curl or an AWS SDK, or the address that `storehook run` prints."


@dataclass(frozen=True, slots=True)
class Navigations:
    """The paths that a browser may open in a tab from elsewhere than the server's own pages.

    Args:
        typed: from its address bar, a bookmark, or a link in another program.
        linked: from another web page, be it by a link, a script or a redirect.
    """

    typed: re.Pattern[str] = ANYWHERE
    linked: re.Pattern[str] = NOWHERE

    def allow(self, path: str, site: str) -> bool:
        """Whether a tab may open a path, by what the browser says of where it comes from."""
        return bool((self.typed if site == "none" else self.linked).fullmatch(path))


def refusal(method: str, path: str, headers: Mapping[str, str], navigations: Navigations) -> str | None:
    """Why a request is refused, and what to do; None if it is answered.

    Programs send neither Origin nor Sec-Fetch-Site, and no page can keep a browser from sending them.

    Args:
        method: as sent.
        path: decoded, without the query.
        headers: by name in small letters.
        navigations: what a tab may open.
    """
    host, origin, site = (headers.get(name, "") for name in ("host", "origin", "sec-fetch-site"))
    if not _is_this_machine(host):
        return f"Refused: the request is for {host or 'no host'}, which is no name of this machine. {REMEDY}"
    if origin not in ("", f"http://{host}"):
        return f"Refused: the request comes from another page, of {origin}. {REMEDY}"
    if site in ("", "same-origin") or (_opens_a_tab(method, headers) and navigations.allow(path, site)):
        return None
    return f"Refused: a browser asks this for another page or a link ({site}). {REMEDY}"


def _is_this_machine(host: str) -> bool:
    # Any other name may be an attacker's, who points it at this machine once his page is loaded (DNS rebinding).
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or name.endswith(".localhost") or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _opens_a_tab(method: str, headers: Mapping[str, str]) -> bool:
    asked = (method, headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest"))
    return asked == ("GET", "navigate", "document")
