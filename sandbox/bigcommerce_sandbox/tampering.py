"""Changes of hooks by people and other programs, past the rules of the API: for tests of what notices them."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from bigcommerce_sandbox import hooks
from bigcommerce_sandbox.accounts import Account
from bigcommerce_sandbox.errors import ApiError, invalid, not_found
from bigcommerce_sandbox.hooks import Hook
from bigcommerce_sandbox.state import StoreState

type How = Literal["delete", "deactivate", "repoint", "duplicate", "insert"]


def tamper(state: StoreState, how: str, given: Mapping[str, Any], now: float) -> Hook:
    """Do something to a hook; gives it as it is then, or was last.

    Args:
        state: the store.
        how: "delete"; "deactivate", as a person does, or as the platform does with `by_platform`; "repoint" to another
            `destination`; "duplicate", as hooks from before the rule are; "insert" one, of any `client_id`. A client
            that the store does not know gets an account with a secret that nobody knows.
        given: `hook_id`, or for "insert" the fields of the hook; and what `how` needs.
        now: unix seconds.

    Raises:
        ApiError: 404 for an unknown hook or way, 422 for fields that no hook could have.
    """
    kept = state.subscriptions
    match how:
        case "insert":
            return _insert(state, given, now)
        case "delete":
            return kept.hooks.pop(_hook(state, given).id)
        case "deactivate" if given.get("by_platform") is True:
            return kept.keep(_hook(state, given).deactivated_by_platform(now))
        case "deactivate":
            return kept.keep(_hook(state, given).changed({"is_active": False}, now))
        case "repoint":
            fields = hooks.read_changes({"destination": given.get("destination")})
            return kept.keep(_hook(state, given).changed(fields, now))
        case "duplicate":
            return kept.keep(replace(_hook(state, given), id=kept.last_id + 1))
        case _:
            raise not_found()


def _hook(state: StoreState, given: Mapping[str, Any]) -> Hook:
    hook_id = given.get("hook_id")
    if not isinstance(hook_id, int) or hook_id not in state.subscriptions.hooks:
        raise ApiError(404, f"Webhook with id [{hook_id}] not found")
    return state.subscriptions.hooks[hook_id]


def _insert(state: StoreState, given: Mapping[str, Any], now: float) -> Hook:
    client_id = given.get("client_id", state.store.client_id)
    if not isinstance(client_id, str) or not client_id:
        raise invalid({"client_id": "Must be a string"})
    fields = {name: value for name, value in given.items() if name != "client_id"}
    hook = state.subscriptions.new(client_id, hooks.read_new(fields), now)
    if not state.accounts.has(client_id):
        state.accounts.put(Account(client_id, secrets.token_hex(32)))
    return state.subscriptions.keep(hook)
