"""Webhooks of the API account that a store had before: deletion, and the list of those that are left."""

from collections.abc import Sequence

from storehook.operations import RegisteredWebhook, Store
from storehook.operations.errors import OperationError
from storehook.operations.stores_service import StoresService
from storehook_cli.errors import CommandError
from storehook_cli.views.printing import say, waiting
from storehook_cli.views.stores import changes, problem

REMEDIES = {
    "app": "Ask the merchant to uninstall the app in the store's control panel. BigCommerce then deletes its webhooks.",
    "store": "Delete the old API account in the store's control panel. BigCommerce then deletes its webhooks.",
}
"""Ways to remove an account's webhooks without its token (BigCommerce docs, webhooks overview)."""


def delete_old_webhooks(service: StoresService, store: Store, *, force: bool) -> str:
    """Delete a store's webhooks with the token that it still has. Return the IDs of those that are left.

    Raises:
        CommandError: BigCommerce is busy or doesn't answer, and `force` is False.
    """
    registered = service.store(store.store_hash).registration.webhooks
    try:
        with waiting("Deleting the old account's webhooks at BigCommerce"):
            answer = service.delete_webhooks(store.store_hash)
    except OperationError as error:
        if not force:
            raise
        return _say_left(store, registered, str(error))
    if answer.outcome == "retrying" and not force:
        raise CommandError(
            f"The webhooks of the old API account could not be deleted: {answer.detail}\n"
            "The store still has its old account. Try again later, or use --force."
        )
    deleted = {step.id for step in changes(answer)}
    if deleted:
        say(f"Deleted {_webhooks(len(deleted))} of the old API account at BigCommerce.")
    if text := problem(answer):
        return _say_left(store, [webhook for webhook in registered if webhook.id not in deleted], text)
    if store.account == "app":
        say("The app is still installed at BigCommerce. The merchant can uninstall it there.")
    return ""


def _say_left(store: Store, left: Sequence[RegisteredWebhook], why: str) -> str:
    say(f"The old API account's webhooks could not be deleted: {why}")
    if left:
        say(f"{_webhooks(len(left))} may be left at BigCommerce, as last registered:")
    for webhook in left:
        say(f"  {webhook.id}  {webhook.scope}  {webhook.destination}")
    say(f"{REMEDIES[store.account]} Until then, actions may run twice for an event.")
    return ", ".join(str(webhook.id) for webhook in left)


def _webhooks(count: int) -> str:
    return "1 webhook" if count == 1 else f"{count} webhooks"
