"""Confirmation that a store has uninstalled the app.

The uninstall callback proves little: its JWT has the form of the JWT of `/load`, which any user of the app in that
store holds for a day. Only an uninstallation by the merchant invalidates the token, so BigCommerce is asked.
"""

from collections.abc import Callable
from typing import Literal

from storehook.bigcommerce.client import StoreClient
from storehook.errors import RunError, Unauthorized
from storehook.stores.ports import Stores

type InstallationStatus = Literal["uninstalled", "installed", "unknown", "skipped"]
"""The token is invalid; the token works; BigCommerce didn't answer; the store needs no check."""


def confirm_uninstall(
    stores: Stores, open_client: Callable[[], StoreClient], store_hash: str, at: float
) -> InstallationStatus:
    """Uninstall a store and erase its secrets, if BigCommerce says that its token is invalid.

    A store that an operator paused is skipped. After it is resumed, a reconciliation finds the invalid token.

    Args:
        at: time of the callback in unix seconds.
    """
    store = stores.get(store_hash)
    if store is None or store.status == "uninstalled" or store.is_paused_by_an_operator:
        return "skipped"
    if store.status == "active" and (status := _check_token(open_client())) != "uninstalled":
        return status
    return "uninstalled" if stores.uninstall(store, at) else "skipped"


def _check_token(client: StoreClient) -> InstallationStatus:
    try:
        client.v3.get("/hooks", query={"limit": 1})
    except Unauthorized as error:
        return "uninstalled" if error.status == 401 else "installed"  # 403: the token is valid, but lacks a scope
    except RunError:
        return "unknown"
    return "installed"
