"""Requests to the console's API, signed with AWS Signature Version 4."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import NoCredentialsError

from storehook_cli.console_proxy.target import Target

SERVICE = "execute-api"
UNRESERVED = "-_.~"


@dataclass(frozen=True, slots=True)
class ConsoleRequest:
    """Request of the page.

    Args:
        path: decoded path below the page's address, without a leading slash.
        query: as the browser encoded it.
        content_type: empty without a body.
    """

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""


class Signer:
    """Signs requests to one API. It looks up the operator's credentials once, and again after `forget`."""

    def __init__(self, target: Target, credentials: Callable[[], Credentials | None]) -> None:
        self._target = target
        self._look_up = credentials
        self._credentials: Credentials | None = None

    def sign(self, request: ConsoleRequest) -> httpx.Request:
        """Return the signed request. It refreshes expired credentials, which can take another request.

        Raises:
            BotoCoreError: there are no credentials, or they cannot be refreshed.
            ClientError: AWS refuses to refresh them.
        """
        below = _path_and_query(request)
        headers = {"host": self._target.host} | ({"content-type": request.content_type} if request.content_type else {})
        to_sign = AWSRequest(request.method, self._target.url + below, headers, request.body)
        SigV4Auth(self._current(), SERVICE, self._target.region).add_auth(to_sign)
        signed = {name: str(value) for name, value in to_sign.headers.items()}
        url = self._target.connect_url + below
        return httpx.Request(request.method, url, headers=signed, content=request.body or None)

    def forget(self) -> None:
        """Look up the credentials again next time. The file may have newer ones than those that AWS refused."""
        self._credentials = None

    def _current(self) -> ReadOnlyCredentials:
        if self._credentials is None:
            self._credentials = self._look_up()
        if self._credentials is None:
            raise NoCredentialsError
        # A refresh between the reads of two fields would mix old and new credentials.
        return self._credentials.get_frozen_credentials()


def _path_and_query(request: ConsoleRequest) -> str:
    # The signed form must be sent, and a browser's "+" for a space is not the canonical encoding.
    query = urlencode(parse_qsl(request.query, keep_blank_values=True), quote_via=quote, safe=UNRESERVED)
    # The page is at /console. For an HTTP API, /console/ is a different path.
    path = f"/console/{quote(request.path, safe='/' + UNRESERVED)}".removesuffix("/")
    return path + (f"?{query}" if query else "")
