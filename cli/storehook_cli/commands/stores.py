"""`storehook stores`: connected stores."""

import sys
import time
from dataclasses import replace
from typing import Annotated

import typer

from storehook.operations import Status, Store, holder
from storehook.operations.errors import OperationError
from storehook.operations.stores_service import PAUSED, StoresService
from storehook_cli.commands import purge
from storehook_cli.commands.old_accounts import delete_old_webhooks
from storehook_cli.commands.parameters import AsJson, StoreHash, Yes
from storehook_cli.errors import CommandError
from storehook_cli.stack.api_account_secrets import api_account_secrets
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import bar, print_answer, print_json, say, waiting
from storehook_cli.views.stores import changes, held_runs, new_token, print_store, print_stores, problem

app = typer.Typer(no_args_is_help=True, help="List, show, add, pause, resume, remove and purge stores.")


@app.command()
@on_stack
def add(
    deployment: Deployment,
    store_hash: StoreHash,
    *,
    name: Annotated[str, typer.Option(help="Display name of the store.")] = "",
    replace_app: Annotated[
        bool, typer.Option("--replace", help="Add the store even if it has installed the app.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Don't stop if the old webhooks can't be deleted.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a store with a store-level API account.

    Prompts for the access token and the client secret, or reads them from a pipe: two lines, the token first, or JSON.
    If a known store gets another API account, first deletes the old account's webhooks, or lists those that are left.
    Ends a pause because of a refused token. Other pauses stay.
    """
    service = deployment.stores()
    service.replaceable(store_hash, replace_app=replace_app)
    credentials = api_account_secrets(sys.stdin)
    before = service.replaceable(store_hash, replace_app=replace_app)  # it may have changed during the prompt
    secrets = credentials.access_token, credentials.client_secret
    replaces = bool(before and before.status != "uninstalled" and not service.has_account(before, *secrets))
    deployment.note("add store", holder("store", store_hash), "replaces its API account" * replaces)
    if before and replaces and (left := delete_old_webhooks(service, before, force=force)):
        deployment.note("add store", holder("store", store_hash), f"leaves webhooks of the old account: {left}")
    store = (before or Store(store_hash)).installed("store", time.time())
    store = replace(store, name=name or store.name)
    service.add(store, *secrets, replaces=replaces)
    if as_json:
        return print_json({"store_hash": store_hash, "status": store.status, "replaced_account": replaces})
    say(f"Added {store_hash}. To see its webhooks being registered: {hint('stores', 'show', store_hash)}")
    if store.status == "paused":
        say(f"{store_hash} stays paused: {store.reason}. To resume it: {hint('stores', 'resume', store_hash)}")
    return None


@app.command("list")
@on_stack
def list_stores(
    deployment: Deployment,
    *,
    status: Annotated[Status | None, typer.Option(help="Only stores in this status.")] = None,
    as_json: AsJson = False,
) -> None:
    """List stores, with the state of their webhooks."""
    service = deployment.stores()
    rows = service.all([status]) if status else service.all()
    stores = list(bar(rows, "Reading stores"))
    print_answer(
        stores,
        print_stores,
        _none(status),
        as_json=as_json,
    )


def _none(status: Status | None) -> str:
    if status:
        return f"No store is {status}. To list all stores: {hint('stores', 'list')}"
    return f"No store is connected. Install the app in a store, or add one: {hint('stores', 'add', 'HASH')}"


@app.command()
@on_stack
def show(deployment: Deployment, store_hash: StoreHash, *, as_json: AsJson = False) -> None:
    """Show a store, its webhooks and its catch-up."""
    store = deployment.stores().store(store_hash)
    print_answer(store, print_store, as_json=as_json)


@app.command()
@on_stack
def pause(
    deployment: Deployment,
    store_hash: StoreHash,
    *,
    reason: Annotated[
        str, typer.Option(help="Why the store is paused, as shown in the console and in `stores show`.")
    ] = PAUSED,
    as_json: AsJson = False,
) -> None:
    """Pause a store. Its runs are held until you resume it.

    storehook doesn't call a paused store. Its webhooks stay registered.
    """
    by = deployment.note("pause", holder("store", store_hash), reason)
    deployment.stores().pause(store_hash, reason, by)
    if as_json:
        print_json({"store_hash": store_hash, "status": "paused", "reason": reason})
    else:
        say(f"Paused {store_hash}. Its runs are held.")


@app.command()
@on_stack
def resume(deployment: Deployment, store_hash: StoreHash, *, as_json: AsJson = False) -> None:
    """Resume a store. Held runs continue, oldest first.

    If BigCommerce refuses the store's token, the store is paused again. It then needs a new token.
    """
    deployment.note("resume", holder("store", store_hash))
    store = deployment.stores().resume(store_hash)
    if as_json:
        return print_json(store)
    if store.outcome == "unauthorized":
        say(f"Resumed {store_hash}. If BigCommerce still refuses its token, it is paused again. {new_token(store)}")
    else:
        say(f"Resumed {store_hash}. {held_runs(store.held)} held, and continue within a minute, oldest first.")
    return say(f"To see its webhooks being reconciled: {hint('stores', 'show', store_hash)}")


@app.command()
@on_stack
def remove(
    deployment: Deployment,
    store_hash: StoreHash,
    *,
    yes: Yes = False,
    force: Annotated[
        bool, typer.Option("--force", help="Remove the store even if its webhooks can't be deleted.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Remove a store, its webhooks, its token and its client secret.

    Deletes the webhooks at BigCommerce. Keeps the records and runs.
    """
    service = deployment.stores()
    store = service.installed(store_hash)
    if not yes:
        typer.confirm(f"Remove {store_hash}, its webhooks and its secrets?", abort=True, err=True)
    deployment.note("remove store", holder("store", store_hash))
    webhooks = _remove_webhooks(service, store, force=force)
    service.uninstall(store)
    if as_json:
        return print_json({"store_hash": store_hash, "status": "uninstalled", "webhooks": webhooks})
    say(webhooks)
    say(f"Removed {store_hash}. Its secrets are deleted. Its records are kept.")
    if store.account == "app":
        say("The app is still installed at BigCommerce. The merchant can uninstall it there.")
    return None


def _remove_webhooks(service: StoresService, store: Store, *, force: bool) -> str:
    """Delete a store's webhooks. Return how many, or why they stay. If the token is valid, that needs `force`."""
    try:
        with waiting("Deleting its webhooks at BigCommerce"):
            answer = service.delete_webhooks(store.store_hash)
    except OperationError as error:
        if not force:
            raise
        return f"{_leftover(store)} {error}"
    if not (text := problem(answer)):
        return f"Webhooks deleted at BigCommerce: {len(changes(answer))}."
    if answer.outcome == "unauthorized" or force:
        return f"{_leftover(store)} {text}"
    raise CommandError(
        f"The webhooks of {store.store_hash} could not be deleted: {text}\nTry again later, or use --force."
    )


def _leftover(store: Store) -> str:
    if store.account == "app":
        return "Its webhooks may still exist. Their events are ignored."
    # Without the client secret, deliveries can't be verified.
    return (
        "Its webhooks may still exist. Their deliveries are refused. Delete the API account in the store's control "
        "panel: BigCommerce then deletes its webhooks."
    )


app.command()(purge.purge)
