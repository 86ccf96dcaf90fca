"""Snapshots of the stand-in stores as JSON, to continue from after a restart.

A snapshot has the app, and each store's items, API accounts, webhooks and deliveries. It lacks faults, quota windows
and blocked destinations.
"""

from dataclasses import asdict, replace
from typing import Any

from bigcommerce_sandbox.accounts import Account, Token
from bigcommerce_sandbox.apps import App
from bigcommerce_sandbox.deliveries import Attempt, Delivery
from bigcommerce_sandbox.hooks import Hook
from bigcommerce_sandbox.sandbox import Sandbox
from bigcommerce_sandbox.state import StoreState
from bigcommerce_sandbox.stores import Store

type Snapshot = dict[str, Any]
"""JSON object."""


def take(sandbox: Sandbox) -> Snapshot:
    """Return a snapshot of every store. Any thread may call this."""
    app = sandbox.panel.app
    return {"app": app and asdict(app), "stores": [_taken(state) for state in sandbox.stores()]}


def restore(sandbox: Sandbox, snapshot: Snapshot) -> None:
    """Open the stores of a snapshot in a sandbox that has no store yet. Their pending deliveries wait.

    Raises:
        ValueError: the snapshot has another form, as that of another version may have.
    """
    try:
        if app := snapshot["app"]:
            sandbox.panel.app = App(**app | {"scopes": tuple(app["scopes"])})
        for store in snapshot["stores"]:
            _restore(sandbox.add_store(Store(**store["store"])), store)
    except (KeyError, TypeError) as error:
        raise ValueError(f"the snapshot has another form: {error!r}") from error


def resume(sandbox: Sandbox) -> None:
    """Start the pending deliveries of every store. It must be called in the sandbox's loop."""
    for state in sandbox.stores():
        for delivery in state.deliveries:
            if delivery.state == "pending" and state.accounts.has(delivery.client_id):
                sandbox.sender.start(state, delivery)


def _taken(state: StoreState) -> Snapshot:
    return {
        "store": asdict(replace(state.store, scopes=None)),  # its account has them
        "accounts": [_account(account) for account in state.accounts.all()],
        "hooks": [asdict(hook) for hook in [*state.subscriptions.hooks.values()]],
        "emails": dict(state.subscriptions.emails),
        "last_hook": state.subscriptions.last_id,
        "deliveries": [asdict(delivery) | {"body": delivery.body.decode()} for delivery in [*state.deliveries]],
        "items": state.items.export(),
    }


def _restore(state: StoreState, snapshot: Snapshot) -> None:
    state.accounts.remove(state.store.client_id)
    for account in snapshot["accounts"]:
        state.accounts.put(_read_account(account))
    for hook in snapshot["hooks"]:
        state.subscriptions.keep(Hook(**hook))
    state.subscriptions.emails = {client: tuple(emails) for client, emails in snapshot["emails"].items()}
    state.subscriptions.last_id = snapshot["last_hook"]
    state.deliveries = [_read_delivery(delivery) for delivery in snapshot["deliveries"]]
    state.items.load(snapshot["items"])


def _account(account: Account) -> Snapshot:
    tokens = [{"value": token.value, "scopes": token.scopes and sorted(token.scopes)} for token in account.tokens]
    return {"client_id": account.client_id, "client_secret": account.client_secret, "tokens": tokens}


def _read_account(account: Snapshot) -> Account:
    tokens = (Token(token["value"], token["scopes"] and frozenset(token["scopes"])) for token in account["tokens"])
    return Account(account["client_id"], account["client_secret"], tuple(tokens))


def _read_delivery(delivery: Snapshot) -> Delivery:
    attempts = tuple(Attempt(**attempt) for attempt in delivery["attempts"])
    fields: Snapshot = delivery | {"body": delivery["body"].encode(), "attempts": attempts}
    return Delivery(**fields)
