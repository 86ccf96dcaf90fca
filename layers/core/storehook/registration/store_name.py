"""Name of a store, as its owner wrote it. A reconciliation never fails because of it."""

from storehook.bigcommerce.answers import fields_of
from storehook.bigcommerce.client import StoreClient
from storehook.errors import RunError
from storehook.registration.record import sanitized
from storehook.stores.store import Store

SCOPES = {"store_v2_information", "store_v2_information_read_only"}
"""OAuth scopes of which one is needed (BigCommerce docs, "Get Store Information")."""

MAX_NAME = 200
"""Characters of a name that the store's row keeps."""


def may_read_name(store: Store) -> bool:
    """Return whether a store has no name yet, and its token may read it. A store-level account's scopes are unknown."""
    return not store.name and (not store.scopes or not SCOPES.isdisjoint(store.scopes))


def read_name(client: StoreClient) -> str:
    """Read a store's name from BigCommerce. Return an empty text if there is none."""
    try:
        answer: object = client.v2.get("/store")
    except RunError:
        return ""
    name = fields_of(answer).get("name")
    return sanitized(" ".join(name.split()), MAX_NAME) if isinstance(name, str) else ""
