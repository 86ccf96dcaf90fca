"""storehook: BigCommerce webhooks as Python functions.

What an action imports is here. Names are loaded when they are first used, so that ingest, which needs none of them,
does not pay for pydantic at its cold start.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storehook.actions import action
    from storehook.bigcommerce.errors import ApiError, ApiRefused, ApiUnavailable
    from storehook.context import Context, Trigger
    from storehook.errors import Fail, Retry, StorehookError
    from storehook.params import Params
    from storehook.records.changes import Change
    from storehook.records.declaration import SourceTime
    from storehook.records.model import Model
    from storehook.retries import Retries

__all__ = [
    "ApiError",
    "ApiRefused",
    "ApiUnavailable",
    "Change",
    "Context",
    "Fail",
    "Model",
    "Params",
    "Retries",
    "Retry",
    "SourceTime",
    "StorehookError",
    "Trigger",
    "action",
]

_HOMES = {
    "ApiError": "bigcommerce.errors",
    "ApiRefused": "bigcommerce.errors",
    "ApiUnavailable": "bigcommerce.errors",
    "Change": "records.changes",
    "Context": "context",
    "Fail": "errors",
    "Model": "records.model",
    "Params": "params",
    "Retries": "retries",
    "Retry": "errors",
    "SourceTime": "records.declaration",
    "StorehookError": "errors",
    "Trigger": "context",
    "action": "actions",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
