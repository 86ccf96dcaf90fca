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
class Asked:
    """What the page asks for.

    Args:
        method: GET or POST.
        path: below the page's address, decoded, without a first slash.
        query: as the browser encoded it.
        body: empty for a GET.
        content_type: the body's; empty without one.
    """

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""


class Signer:
    """Signs for one API.

    Args:
        target: the API.
        credentials: looks the operator's credentials up; None if there are none. Asked once, and again after `forget`.
    """

    def __init__(self, target: Target, credentials: Callable[[], Credentials | None]) -> None:
        self._target = target
        self._look_up = credentials
        self._credentials: Credentials | None = None

    def sign(self, asked: Asked) -> httpx.Request:
        """The request to send. Credentials that expire are refreshed, which may take a request of its own.

        Raises:
            BotoCoreError: there are no credentials, or they cannot be refreshed.
            ClientError: AWS refuses to refresh them.
        """
        below = _path_and_query(asked)
        headers = {"host": self._target.host} | ({"content-type": asked.content_type} if asked.content_type else {})
        request = AWSRequest(asked.method, self._target.url + below, headers, asked.body)
        SigV4Auth(self._current(), SERVICE, self._target.region).add_auth(request)
        signed = {name: str(value) for name, value in request.headers.items()}
        return httpx.Request(asked.method, self._target.connect_url + below, headers=signed, content=asked.body or None)

    def forget(self) -> None:
        """Look the credentials up again next time: AWS refused those we have, and newer ones may be in the file."""
        self._credentials = None

    def _current(self) -> ReadOnlyCredentials:
        if self._credentials is None:
            self._credentials = self._look_up()
        if self._credentials is None:
            raise NoCredentialsError
        # Frozen: read part by part, they could be refreshed in between.
        return self._credentials.get_frozen_credentials()


def _path_and_query(asked: Asked) -> str:
    # Encoded anew: what is sent must be what is signed, and a browser's "+" for a blank is no canonical form.
    query = urlencode(parse_qsl(asked.query, keep_blank_values=True), quote_via=quote, safe=UNRESERVED)
    # The page itself is at /console: an HTTP API does not take one with a slash at its end for the same.
    path = f"/console/{quote(asked.path, safe='/' + UNRESERVED)}".removesuffix("/")
    return path + (f"?{query}" if query else "")
