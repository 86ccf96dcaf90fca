"""Whether a store has uninstalled the app.

The callback says so, but its JWT is of the same form as that of `/load`, which any user of the app in the store has for
a day. What a merchant's own uninstallation does, and nobody else can, is to end the token: so BigCommerce is asked.
"""

from collections.abc import Callable
from typing import Literal

from storehook.bigcommerce.client import StoreClient
from storehook.errors import RunError, Unauthorized
from storehook.stores.ports import Stores

type InstallationStatus = Literal["uninstalled", "installed", "unknown", "skipped"]
"""What was found: that the token is refused, that it opens the store, no answer, or nothing to look at."""


def confirm_uninstall(stores: Stores, open_store: Callable[[], StoreClient], store_hash: str) -> InstallationStatus:
    """Uninstall a store, and erase its secrets, if BigCommerce refuses its token.

    A store that an operator has paused is let be: it is not called, and shows as refused once it is resumed.

    Args:
        stores: the table.
        open_store: gives the store's client.
        store_hash: the store.
    """
    store = stores.get(store_hash)
    if store is None or store.status == "uninstalled" or store.is_paused_by_an_operator:
        return "skipped"
    if store.status == "active" and (found := _ask(open_store())) != "uninstalled":
        return found
    return "uninstalled" if stores.uninstall(store) else "skipped"


def _ask(client: StoreClient) -> InstallationStatus:
    try:
        client.v3.get("/hooks", query={"limit": 1})
    except Unauthorized as error:
        return "uninstalled" if error.status == 401 else "installed"  # 403: the token is known, if for too little
    except RunError:
        return "unknown"
    return "installed"
