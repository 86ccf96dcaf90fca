"""API accounts of a store, which of them a token speaks for, and what it may do.

Source: BigCommerce docs, API accounts: an account has a client id and a secret that never change, and its tokens are
shown as X-Auth-Token.
"""

import hmac
import re
from dataclasses import dataclass, field, replace

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
    """Who a request comes from, and what it may do."""

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
        """What `token` gives; None if it is not valid here."""
        valid = [(each, account) for account in self._accounts.values() for each in account.tokens]
        found = [
            Access(account.client_id, each.scopes)
            for each, account in valid
            if hmac.compare_digest(token.encode(), each.value.encode())
        ]
        return found[0] if found else None

    def get(self, client_id: str) -> Account:
        """The account of a client.

        Raises:
            ApiError: 404, if it has none.
        """
        if client_id not in self._accounts:
            raise not_found()
        return self._accounts[client_id]

    def has(self, client_id: str) -> bool:
        """Whether a client has an account."""
        return client_id in self._accounts

    def has_token(self, client_id: str) -> bool:
        """Whether a client has a valid token."""
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


_SUFFICIENT = {
    "/v2/orders": "store_v2_orders",
    "/v2/store": "store_v2_information",
    "/v2/order_statuses": "store_v2_orders",
    "/v3/orders": "store_v2_orders",
    "/v3/orders/{id}/transactions": "store_v2_transactions",
    "/v3/orders/{id}/payment_actions": "store_v2_orders store_v2_transactions",
    "/v3/orders/payment_actions": "store_v2_orders store_v2_transactions",
    "/v3/catalog": "store_v2_products",
    "/v3/customers": "store_v2_customers",
    "/v3/customers/validate-credentials": "store_v2_customers_login",
    "/v3/customers/{id}/stored-instruments": "store_stored_payment_instruments",
    "/v2/customer_groups": "store_v2_customers",
    "/v2/customers": "store_v2_customers",
    "/v3/wishlists": "store_v2_customers",
    "/v3/store/metafields": "store_v2_information",
    "/v3/channels": "store_channel_settings",
    "/v3/channels/{id}/listings": "store_channel_listings",
    "/v3/channels/{id}/site": "store_sites",
    "/v3/sites": "store_sites",
    "/v2/currencies": "store_v2_information",
    "/v3/inventory": "store_inventory",
    "/v3/inventory/locations": "store_locations",
    "/v3/inventory/locations/{id}/items": "store_inventory",
    "/v3/carts": "store_cart",
    "/v3/checkouts": "store_checkouts",
    "/v3/checkouts/settings": "store_v2_information",
    "/v3/abandoned-carts": "store_cart",
    "/v3/abandoned-carts/settings": "store_v2_information",
    "/v3/pricelists": "store_v2_products",
    "/v3/settings": "store_v2_information",
    "/v3/shipping": "store_v2_information",
    "/v2/shipping": "store_v2_information",
    "/v3/tax": "store_v2_information",
    "/v2/tax_classes": "store_v2_information",
    "/v3/segments": "store_v2_customers",
    "/v3/storefront/redirects": "store_v2_content",
    "/v3/content": "store_v2_content",
    "/v3/content/scripts": "store_v2_content store_content_checkout",
    "/v2/pages": "store_v2_content",
    "/v2/blog": "store_v2_content",
    "/v3/promotions": "store_v2_marketing",
    "/v2/banners": "store_v2_marketing",
    "/v2/coupons": "store_v2_marketing",
    "/v2/gift_certificates": "store_v2_marketing",
}
"""The OAuth scopes of which what is below each path needs one (BigCommerce docs, API accounts, OAuth scopes).

The longest path that fits says it. Hooks and the time need none.
"""

_PATTERNS = [
    (re.compile(f"{path.replace('{id}', '[^/]+')}(/|$)"), frozenset(scopes.split()))
    for path, scopes in sorted(_SUFFICIENT.items(), key=lambda each: len(each[0]), reverse=True)
]

OAUTH_SCOPES = tuple(sorted(frozenset[str]().union(*(scopes for _, scopes in _PATTERNS))))
"""Every OAuth scope that something here needs."""


def is_granted(scopes: Scopes, method: str, path: str) -> bool:
    """Whether a token may do that.

    Args:
        scopes: what it was granted.
        method: the HTTP method; a scope that ends in `_read_only` is for reading alone.
        path: below the store, such as /v2/orders/100.
    """
    sufficient = next((enough for pattern, enough in _PATTERNS if pattern.match(path)), None)
    if scopes is None or sufficient is None:
        return True
    reading = {f"{scope}_read_only" for scope in sufficient} if method in ("GET", "HEAD") else set[str]()
    return not scopes.isdisjoint(sufficient | reading)


def forbidden() -> ApiError:
    """The answer to a token that lacks the scope (BigCommerce docs, API status codes)."""
    return ApiError(403, "You don't have a required scope to access the endpoint")
