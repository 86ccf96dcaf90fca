"""A stand-in BigCommerce store on this machine, for development and tests.

It answers the paths of BigCommerce's API and sends signed webhooks when something in a store changes.

Names are loaded when they are first used: `bigcommerce_sandbox.gate` is imported where only the standard library is.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bigcommerce_sandbox.accounts import Account, Token, oauth_scopes
    from bigcommerce_sandbox.apps import App
    from bigcommerce_sandbox.choices import Choices
    from bigcommerce_sandbox.errors import ApiError
    from bigcommerce_sandbox.in_process import InProcessStore, Webhook
    from bigcommerce_sandbox.server import SandboxServer
    from bigcommerce_sandbox.stores import Store, new_store

__all__ = [
    "Account",
    "ApiError",
    "App",
    "Choices",
    "InProcessStore",
    "SandboxServer",
    "Store",
    "Token",
    "Webhook",
    "new_store",
    "oauth_scopes",
]

_HOMES = {
    "Account": "accounts",
    "ApiError": "errors",
    "App": "apps",
    "Choices": "choices",
    "InProcessStore": "in_process",
    "SandboxServer": "server",
    "Store": "stores",
    "Token": "accounts",
    "Webhook": "in_process",
    "new_store": "stores",
    "oauth_scopes": "accounts",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
