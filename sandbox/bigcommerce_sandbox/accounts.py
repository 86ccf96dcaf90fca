"""API accounts of a store, which of them a token speaks for, and what it may do.

Source: BigCommerce docs, API accounts: an account has a client id and a secret that never change, and its tokens are
shown as X-Auth-Token.
"""

import hmac
from dataclasses import dataclass, field, replace
from functools import cache

from bigcommerce_facts import load, load_prose
from bigcommerce_facts.prose import Grant
from bigcommerce_sandbox.errors import ApiError, not_found

type Scopes = frozenset[str] | None
"""OAuth scopes that a token was granted; None for all."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token.

    Args:
        value: what requests carry as X-Auth-Token.
        scopes: what it may be used for; None for everything.
    """

    value: str = field(repr=False)
    scopes: Scopes = None


@dataclass(frozen=True, slots=True)
class Account:
    """An API account of one store, of an app or of the store's own.

    Args:
        client_id: its hooks belong to this.
        client_secret: signs its webhooks.
        tokens: those that are valid.

    Raises:
        ValueError: if the id, the secret or a token is empty.
    """

    client_id: str
    client_secret: str = field(repr=False)
    tokens: tuple[Token, ...] = ()

    def __post_init__(self) -> None:
        if not all((self.client_id, self.client_secret, *(token.value for token in self.tokens))):
            raise ValueError("the id, the secret and the tokens of an account must not be empty")


@dataclass(frozen=True, slots=True)
class Access:
    """The client that a request comes from, and its OAuth scopes."""

    client_id: str
    scopes: Scopes


class Accounts:
    """The accounts of one store.

    Args:
        first: the one that it begins with.
    """

    __slots__ = ("_accounts",)

    def __init__(self, first: Account) -> None:
        self._accounts = {first.client_id: first}

    def access(self, token: str) -> Access | None:
        """Return the access that a token gives, None if the token is not valid here."""
        valid = [(known, account) for account in self._accounts.values() for known in account.tokens]
        same = (
            Access(account.client_id, known.scopes)
            for known, account in valid
            if hmac.compare_digest(token.encode(), known.value.encode())
        )
        return next(same, None)

    def get(self, client_id: str) -> Account:
        """The account of a client.

        Raises:
            ApiError: 404, if it has none.
        """
        if client_id not in self._accounts:
            raise not_found()
        return self._accounts[client_id]

    def all(self) -> list[Account]:
        """Return every account."""
        return [*self._accounts.values()]

    def has(self, client_id: str) -> bool:
        """Return true if a client has an account."""
        return client_id in self._accounts

    def has_token(self, client_id: str) -> bool:
        """Return true if a client has a valid token."""
        return self.has(client_id) and bool(self.get(client_id).tokens)

    def put(self, account: Account) -> None:
        """Add an account, or put it in the place of its client's: the tokens of before are not valid any more.

        Raises:
            ApiError: 409, if one of its tokens is another account's.
        """
        others = [other for other in self._accounts.values() if other.client_id != account.client_id]
        taken = {token.value for other in others for token in other.tokens}
        if taken & {token.value for token in account.tokens}:
            raise ApiError(409, "The token belongs to another account of this store.")
        self._accounts[account.client_id] = account

    def revoke(self, client_id: str | None = None) -> None:
        """Make the tokens of a client invalid, or those of all clients.

        Raises:
            ApiError: 404, if the client has no account.
        """
        revoked = [*self._accounts.values()] if client_id is None else [self.get(client_id)]
        for account in revoked:
            self._accounts[account.client_id] = replace(account, tokens=())

    def remove(self, client_id: str) -> None:
        """Delete an account.

        Raises:
            ApiError: 404, if there is none.
        """
        self.get(client_id)
        del self._accounts[client_id]


@cache
def oauth_scopes() -> tuple[str, ...]:
    """Return every OAuth scope that allows writes."""
    return tuple(sorted({scope for grant in load_prose().oauth for scope in grant.change}))


def is_granted(scopes: Scopes, method: str, path: str) -> bool:
    """Return true if a token with these scopes may make a request.

    Args:
        scopes: what it was granted.
        method: the HTTP method; a scope that ends in `_read_only` is for reading alone.
        path: below the store, such as /v2/orders/100.
    """
    grant = _grant(method, path)
    if scopes is None or grant is None:
        return True
    return not scopes.isdisjoint(grant.change + (grant.read if method in ("GET", "HEAD") else ()))


def _grant(method: str, path: str) -> Grant | None:
    """Return the scopes that an operation needs, None for none, as for webhooks and the time."""
    route = load().routes.find(path)
    if route is None:
        return None
    operation = route.operations.get(method) or next(iter(route.operations.values()))
    return _grant_of(operation.kind)


@cache
def _grant_of(kind: str) -> Grant | None:
    """Return the grant with the longest name that a kind's name begins with."""
    found = (grant for grant in load_prose().oauth if f"{kind}/".startswith(f"{grant.kind}/"))
    return max(found, key=lambda grant: len(grant.kind), default=None)


def forbidden() -> ApiError:
    """The answer to a token that lacks the scope (BigCommerce docs, API status codes)."""
    return ApiError(403, "You don't have a required scope to access the endpoint")
