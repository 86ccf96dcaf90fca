"""A store's name, as its owner has written it: for people, and never worth failing for."""

from storehook.bigcommerce.client import StoreClient
from storehook.errors import RunError
from storehook.registration.record import sanitized
from storehook.stores.store import Store

SCOPES = {"store_v2_information", "store_v2_information_read_only"}
"""The OAuth scopes of which one is needed (BigCommerce docs, "Get Store Information")."""

LONGEST = 200
"""Characters of a name that the store's row keeps."""


def is_to_be_asked(store: Store) -> bool:
    """Whether a store has no name, and may be asked, as far as is known: an account of its own has scopes unknown."""
    return not store.name and (not store.scopes or not SCOPES.isdisjoint(store.scopes))


def name_of(client: StoreClient) -> str:
    """The name that a store tells; empty if it does not."""
    try:
        found: object = client.v2.get("/store")["name"]
    except (RunError, KeyError, TypeError):
        return ""
    return sanitized(" ".join(found.split()), LONGEST) if isinstance(found, str) else ""
