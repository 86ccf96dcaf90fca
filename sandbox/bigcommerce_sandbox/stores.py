"""Stores: their names and their credentials."""

import re
import secrets
from dataclasses import dataclass, field

from bigcommerce_sandbox.accounts import Account, Scopes, Token
from bigcommerce_sandbox.errors import invalid

_HASH = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Store:
    """A store, and the first of its API accounts.

    Args:
        store_hash: its name in every path.
        access_token: what requests carry as X-Auth-Token.
        client_id: the API account that the token and the hooks belong to.
        client_secret: signs the webhooks.
        name: for people.
        store_id: decimal digits; webhooks carry it beside the hash (BigCommerce docs, webhook events).
        scopes: the OAuth scopes of the token; None for all.

    Raises:
        ValueError: if a credential is empty, or a name could not stand in a path or a body.
    """

    store_hash: str
    access_token: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "Demo store"
    store_id: str = "1003502318"
    scopes: Scopes = None

    def __post_init__(self) -> None:
        if not _HASH.fullmatch(self.store_hash):
            raise ValueError(f"store_hash {self.store_hash!r} must be letters and digits")
        if not re.fullmatch(r"[0-9]{1,20}", self.store_id):
            raise ValueError(f"store_id {self.store_id!r} must be decimal digits")
        for name in ("access_token", "client_id", "client_secret"):
            if not getattr(self, name):
                raise ValueError(f"{name} is empty")

    @property
    def account(self) -> Account:
        """Its first API account."""
        return Account(self.client_id, self.client_secret, (Token(self.access_token, self.scopes),))


def new_store(store_hash: str) -> Store:
    """Return a store with its own API account, whose credentials are made up.

    Raises:
        ApiError: 422, if it cannot have that hash.
    """
    try:
        return Store(store_hash, *(secrets.token_hex(16) for _ in range(3)), name=store_hash)
    except ValueError as error:
        raise invalid({"store_hash": str(error)}) from error
