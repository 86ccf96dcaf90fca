"""Look after the stores that are connected."""

import sys
import time
from typing import Annotated

import typer

from storehook.operations.errors import OperationError
from storehook.operations.stores_service import PAUSED, StoresService
from storehook.runs.pauses import holder
from storehook.stores.store import STATUSES, Status, Store
from storehook_cli.commands.parameters import AsJson, StoreHash
from storehook_cli.errors import CommandError
from storehook_cli.stack.api_account_secrets import api_account_secrets
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import bar, print_json, say, waiting
from storehook_cli.views.stores import changes, held_runs, print_store, print_stores, problem

NONE = "No store is connected. Install the app in one, or add one: storehook stores add HASH"

app = typer.Typer(no_args_is_help=True)


@app.callback()
def stores() -> None:
    """See, add, pause and remove stores."""


@app.command()
@on_stack
def add(
    deployment: Deployment,
    store_hash: StoreHash,
    *,
    name: Annotated[str, typer.Option(help="For people.")] = "",
    replace_app: Annotated[bool, typer.Option("--replace", help="Even if it has installed the app.")] = False,
) -> None:
    """Add a store by an API account of its own.

    The access token and the client secret are asked for. Or pipe them: two lines, the token first, or JSON with
    access_token and client_secret. A store that is there is given new ones.
    """
    service = deployment.stores()
    service.replaceable(store_hash, replace_app=replace_app)
    given = api_account_secrets(sys.stdin)
    before = service.replaceable(store_hash, replace_app=replace_app)  # much may happen while somebody types
    store = Store(store_hash, name=name or (before.name if before else ""), account="store", installed_at=time.time())
    deployment.note("add store", holder("store", store_hash))
    service.add(store, given.access_token, given.client_secret)
    say(f"Added {store_hash}. Its webhooks are being registered: storehook stores show {store_hash}")


@app.command("list")
@on_stack
def list_stores(
    deployment: Deployment,
    *,
    status: Annotated[Status | None, typer.Option(help="Only these.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the stores, with how their webhooks are."""
    found = list(bar(deployment.stores().all((status,) if status else STATUSES), "Reading stores"))
    if as_json:
        print_json(found)
    else:
        print_stores(found, f"No store is {status}. All: storehook stores list" if status else NONE)


@app.command()
@on_stack
def show(deployment: Deployment, store_hash: StoreHash, *, as_json: AsJson = False) -> None:
    """Show all about a store and its webhooks."""
    store = deployment.stores().store(store_hash)
    if as_json:
        print_json(store)
    else:
        print_store(store)


@app.command()
@on_stack
def pause(
    deployment: Deployment,
    store_hash: StoreHash,
    *,
    reason: Annotated[str, typer.Option(help="For people.")] = PAUSED,
) -> None:
    """Hold a store's runs until it is resumed.

    It is not called meanwhile. Its webhooks stay.
    """
    by = deployment.note("pause", holder("store", store_hash), reason)
    deployment.stores().pause(store_hash, reason, by)
    say(f"Paused {store_hash}. What comes for it is held.")


@app.command()
@on_stack
def resume(deployment: Deployment, store_hash: StoreHash) -> None:
    """Call a store again, and let its held runs go on."""
    deployment.note("resume", holder("store", store_hash))
    held = held_runs(deployment.stores().resume(store_hash).held)
    say(f"Resumed {store_hash}. {held} held, and continue within a minute, oldest first.")
    say(f"Its webhooks are being checked: storehook stores show {store_hash}")


@app.command()
@on_stack
def remove(
    deployment: Deployment,
    store_hash: StoreHash,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Even if its webhooks cannot be removed.")] = False,
) -> None:
    """Remove a store: its webhooks and its secrets.

    Its webhooks are removed at BigCommerce. Its records and runs are kept.
    """
    service = deployment.stores()
    store = service.installed(store_hash)
    if not yes:
        typer.confirm(f"Remove {store_hash}, its webhooks and its secrets?", abort=True, err=True)
    deployment.note("remove store", holder("store", store_hash))
    _remove_webhooks(service, store, force=force)
    service.uninstall(store)
    say(f"Removed {store_hash}; its secrets are erased, its records kept.")
    if store.account == "app":
        say("The app is still installed at BigCommerce: its merchant uninstalls it there.")


def _remove_webhooks(service: StoresService, store: Store, *, force: bool) -> None:
    """Remove them, or say why they stay, and what becomes of them.

    Raises:
        OperationError: the reconciler failed, without `force`.
        CommandError: they stay, and neither `force` nor BigCommerce's refusal of the token says to go on.
    """
    try:
        with waiting("Removing its webhooks at BigCommerce"):
            found = service.delete_webhooks(store.store_hash)
    except OperationError as error:
        if not force:
            raise
        return say(f"{_leftover(store)} {error}")
    if not (text := problem(found)):
        return say(f"Removed {len(changes(found))} of its webhooks at BigCommerce.")
    if found.outcome == "unauthorized" or force:
        return say(f"{_leftover(store)} {text}")
    cure = "Resume it first" if found.outcome == "skipped" else "Try again later"
    raise CommandError(f"Its webhooks could not be removed: {text}\n{cure}, or go on with --force.")


def _leftover(store: Store) -> str:
    if store.account == "app":
        return "Its webhooks may still be there, but are ignored."
    # Without its client secret nobody can tell whether they are genuine.
    return (
        "Its webhooks may still be there, and are refused: delete the API account in the store's control panel, and "
        "BigCommerce deletes them with it."
    )
