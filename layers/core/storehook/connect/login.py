"""BigCommerce's login host, where a code becomes a token.

Source: BigCommerce docs, single-click apps, "Implementing OAuth"; RFC 6749, section 5.2, for the errors.
"""

import json
import time
from typing import Any, cast

import requests
from urllib3.exceptions import HTTPError

from storehook.bigcommerce.transport import new_session, read_body, safe
from storehook.connect.callback_request import CallbackRequest
from storehook.connect.errors import AppCredentialsRefused, CodeRefused, LoginUnavailable
from storehook.connect.install import AppGrant
from storehook.stores.store import AppAccount

CONNECT_TIMEOUT = 1.5

READ_TIMEOUT = 4.0
"""Seconds. The function has ten for everything."""

MAX_ANSWER = 64 * 1024
"""Bytes of an answer that are read, after decompression."""

MAX_TOKEN = 1024
"""Characters. BigCommerce's have 31."""

_OURS = frozenset({"invalid_client", "unauthorized_client"})

_REFUSALS = frozenset({400, 401, 403, 409, 410, 422})


class HttpLogin:
    """Exchanges codes over HTTPS: `install.Login`. Without encryption, only a loopback address is accepted."""

    def __init__(self, base_url: str) -> None:
        self._url = f"{safe(base_url)}/oauth2/token"

    def exchange(self, account: AppAccount, callback: CallbackRequest) -> AppGrant:
        """As `install.Login.exchange`.

        It is sent once, as a code works once. Redirects are not followed, because the secret would go with them. The
        messages of HTTP libraries are not passed on.
        """
        fields = {
            "client_id": account.client_id,
            "client_secret": account.client_secret,
            "code": callback.parameter("code"),
            "context": callback.parameter("context"),
            "scope": callback.parameter("scope"),
            "grant_type": "authorization_code",
            "redirect_uri": callback.url,
        }
        try:
            status, body = self._post(fields)
        except (requests.RequestException, HTTPError) as error:
            raise LoginUnavailable(f"had no answer ({type(error).__name__})") from None
        return _grant(status, body)

    def _post(self, fields: dict[str, str]) -> tuple[int, bytes]:
        timeout = (CONNECT_TIMEOUT, READ_TIMEOUT)
        until = time.monotonic() + sum(timeout)
        with (
            new_session("storehook") as session,
            session.post(self._url, json=fields, timeout=timeout, allow_redirects=False, stream=True) as response,
        ):
            return response.status_code, read_body(response, MAX_ANSWER, until, time.monotonic)


def _grant(status: int, body: bytes) -> AppGrant:
    found = _json_object(body)
    if status in _REFUSALS:
        # Only these two codes of its text are used. The rest may quote what was sent.
        if found.get("error") in _OURS:
            raise AppCredentialsRefused
        raise CodeRefused(f"the code was not exchanged: {status}")
    if status != 200:
        raise LoginUnavailable(f"answered {status}")
    token, scope, context = (found.get(name) for name in ("access_token", "scope", "context"))
    if not isinstance(token, str) or not isinstance(scope, str) or not isinstance(context, str):
        raise LoginUnavailable("answered with something else than a token")
    if not (0 < len(token) <= MAX_TOKEN and token.isascii() and token.isprintable() and " " not in token):
        raise LoginUnavailable("answered with a token that cannot be sent")
    return AppGrant(token, tuple(scope.split()), context)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        found: object = json.loads(body) if len(body) <= MAX_ANSWER else None
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
