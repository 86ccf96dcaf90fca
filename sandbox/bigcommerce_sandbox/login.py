"""BigCommerce's login host: a code for every installation, and a token for every code.

Source: BigCommerce docs, single-click app OAuth flow. The errors have the shape of RFC 6749, 5.2, as the documentation
shows none.
"""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bigcommerce_sandbox.accounts import Account, Token
from bigcommerce_sandbox.apps import App
from bigcommerce_sandbox.state import StoreState
from bigcommerce_sandbox.users import OWNER, account_uuid, users_of

CODE_SECONDS = 600
"""Seconds in which a code may be exchanged."""


class LoginError(Exception):
    """A token request that is refused.

    Args:
        error: its name in RFC 6749.
        description: what is wrong. Never holds a secret.
        status: the HTTP status.
    """

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description}


@dataclass(frozen=True, slots=True)
class Code:
    """A merchant's consent, until it is exchanged for a token."""

    state: StoreState
    app: App
    expires_at: float

    @property
    def context(self) -> str:
        """The store, as requests name it."""
        return f"stores/{self.state.store.store_hash}"


class Login:
    """Gives out codes and tokens.

    Args:
        clock: gives unix seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._codes: dict[str, Code] = {}

    def code(self, app: App, state: StoreState) -> str:
        """A new code for `app` in a store. It may be exchanged once, for ten minutes."""
        now, value = self._clock(), secrets.token_hex(16)
        self._codes = {kept: code for kept, code in self._codes.items() if code.expires_at > now}
        self._codes[value] = Code(state, app, now + CODE_SECONDS)
        return value

    def exchange(self, app: App | None, given: Mapping[str, object]) -> dict[str, Any]:
        """Answer a token request. The token takes the place of the one that the app has for the store.

        Raises:
            LoginError: if the request does not fit the code, or the credentials are not those of `app`.
        """
        found = {name: value if isinstance(value, str) else "" for name, value in given.items()}.get
        if app is None or not _are_of(app, found("client_id", ""), found("client_secret", "")):
            raise LoginError("invalid_client", "The client_id or the client_secret is wrong.", 401)
        if found("grant_type") != "authorization_code":
            raise LoginError("unsupported_grant_type", "The grant_type must be authorization_code.")
        code = self._code(found("code", ""))
        _check(code, context=found("context", ""), redirect_uri=found("redirect_uri", ""), scope=found("scope", ""))
        del self._codes[found("code", "")]
        return _answer(code, _grant(code))

    def _code(self, value: str) -> Code:
        code = self._codes.get(value)
        if code is None or code.expires_at <= self._clock():
            raise LoginError("invalid_grant", "The code is unknown, expired or used.")
        return code


def _are_of(app: App, client_id: str, client_secret: str) -> bool:
    given, right = f"{client_id}\0{client_secret}", f"{app.client_id}\0{app.client_secret}"
    return hmac.compare_digest(given.encode(), right.encode())


def _check(code: Code, *, context: str, redirect_uri: str, scope: str) -> None:
    if context != code.context:
        raise LoginError("invalid_grant", "The context is not the code's.")
    if redirect_uri != code.app.auth_url:
        raise LoginError("invalid_grant", "The redirect_uri is not the app's auth callback.")
    if set(scope.split()) != set(code.app.granted):
        raise LoginError("invalid_scope", "The scope is not what the merchant granted.")


def _grant(code: Code) -> str:
    token = secrets.token_hex(16)
    granted = Token(token, frozenset(code.app.granted))
    code.state.accounts.put(Account(code.app.client_id, code.app.client_secret, (granted,)))
    return token


def _answer(code: Code, token: str) -> dict[str, Any]:
    store_hash = code.state.store.store_hash
    owner = users_of(store_hash)[OWNER].shown()
    return {
        "access_token": token,
        "scope": " ".join(code.app.granted),
        "user": owner,
        "owner": owner,
        "context": code.context,
        "account_uuid": account_uuid(store_hash),
    }
