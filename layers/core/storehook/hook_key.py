"""The key that our hooks carry in a header: a second factor beside the signature."""

import hashlib
import hmac

HEADER = "x-storehook-key"


def hook_key(secret: str, store_hash: str) -> str:
    """The key of a store's hooks: hex HMAC-SHA256 of the store hash.

    Args:
        secret: the stack's own, which BigCommerce is never told.
        store_hash: the store.
    """
    return hmac.digest(secret.encode(), store_hash.encode(), hashlib.sha256).hex()
