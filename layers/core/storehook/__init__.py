"""storehook: BigCommerce webhooks as Python functions.

What an action imports is here. Names are loaded when they are first used, so that ingest, which needs none of them,
does not pay for pydantic at its cold start.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storehook.actions import action
    from storehook.context import Context, Trigger
    from storehook.errors import Fail, Retry, StorehookError
    from storehook.params import Params
    from storehook.retries import Retries

__all__ = ["Context", "Fail", "Params", "Retries", "Retry", "StorehookError", "Trigger", "action"]

_HOMES = {
    "Context": "context",
    "Fail": "errors",
    "Params": "params",
    "Retries": "retries",
    "Retry": "errors",
    "StorehookError": "errors",
    "Trigger": "context",
    "action": "actions",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
