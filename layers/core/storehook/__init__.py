"""storehook: BigCommerce webhooks as Python functions.

Actions import from here: the decorator, the types of their arguments, models, and the errors that they raise and catch.
`storehook.errors`, `storehook.payloads` and `storehook.testing` are also public. Everything else may change with any
version.

Names are loaded when they are first used. Ingest needs none of them, and so doesn't load pydantic at its cold start.

```python
from storehook import Context, Params, action

@action(webhooks=["store/order/created"])
def welcome(params: Params, ctx: Context) -> None:
    ctx.logger.info("A new order", extra={"order": params.id})
```
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storehook.actions.action import action
    from storehook.actions.context import Context, Trigger
    from storehook.actions.params import Params
    from storehook.errors import (
        ApiError,
        ApiRefused,
        ApiUnavailable,
        Fail,
        NoCurrentStore,
        RecordExists,
        RecordMissing,
        Retry,
        SecretMissing,
        StorehookError,
        StorePaused,
        StoreUnavailable,
        Throttled,
        Unauthorized,
    )
    from storehook.records.binding import Change
    from storehook.records.declaration import SourceTime
    from storehook.records.model import Model
    from storehook.runs.retries import Retries

__all__ = [
    "ApiError",
    "ApiRefused",
    "ApiUnavailable",
    "Change",
    "Context",
    "Fail",
    "Model",
    "NoCurrentStore",
    "Params",
    "RecordExists",
    "RecordMissing",
    "Retries",
    "Retry",
    "SecretMissing",
    "SourceTime",
    "StorePaused",
    "StoreUnavailable",
    "StorehookError",
    "Throttled",
    "Trigger",
    "Unauthorized",
    "action",
]

_HOMES = {
    "Change": "records.binding",
    "Context": "actions.context",
    "Model": "records.model",
    "Params": "actions.params",
    "Retries": "runs.retries",
    "SourceTime": "records.declaration",
    "Trigger": "actions.context",
    "action": "actions.action",
}
"""Modules of the names that aren't errors."""


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
