"""Which OAuth scope each path needs (BigCommerce docs, API accounts, OAuth scopes). Hooks need none."""

from storehook_sandbox.accounts import Scopes
from storehook_sandbox.errors import ApiError

_NEEDED = {
    "/v2/orders": "store_v2_orders",
    "/v3/catalog": "store_v2_products",
    "/v3/customers": "store_v2_customers",
    "/v3/channels": "store_channel_settings",
}


def is_granted(scopes: Scopes, method: str, path: str) -> bool:
    """Whether a token may do that.

    Args:
        scopes: what it was granted.
        method: the HTTP method; a scope that ends in `_read_only` is for reading alone.
        path: below the store, such as /v2/orders/100.
    """
    needed = next((scope for prefix, scope in _NEEDED.items() if path.startswith(prefix)), None)
    if scopes is None or needed is None or needed in scopes:
        return True
    return method in ("GET", "HEAD") and f"{needed}_read_only" in scopes


def forbidden() -> ApiError:
    """The answer to a token that lacks the scope (BigCommerce docs, API status codes)."""
    return ApiError(403, "You don't have a required scope to access the endpoint")
