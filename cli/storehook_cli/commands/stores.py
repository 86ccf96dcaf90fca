"""Look after the stores that are connected."""

import sys
import time
from typing import Annotated

import typer

from storehook.queues.task import Task
from storehook.stores.store import STATUSES, Status, Store
from storehook_cli.commands.parameters import AsJson, StoreHash
from storehook_cli.commands.store_page import print_store
from storehook_cli.errors import CommandError, StoreChangedError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.stack.reconciling import unregister
from storehook_cli.stack.store_secrets import store_secrets
from storehook_cli.views.printing import bar, print_json, print_table, say, waiting
from storehook_cli.views.stores import StoreView, installed, known, views

HEADS = ("STORE", "STATUS", "ACCOUNT", "WEBHOOKS", "RECONCILED", "INSTALLED", "NAME")

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
    table = deployment.stores()
    _replaceable(table.get(store_hash), replace_app=replace_app)
    given = store_secrets(sys.stdin)
    before = _replaceable(table.get(store_hash), replace_app=replace_app)  # much may happen while somebody types
    store = Store(store_hash, name=name or (before.name if before else ""), account="store", installed_at=time.time())
    table.save(store, given.access_token, given.client_secret)
    deployment.tasks().send([Task("reconcile", store_hash, why="install")])
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
    wanted = (status,) if status else STATUSES
    now = time.time()
    found = list(bar(views(deployment.stores(), deployment.registrations(), wanted), "Reading stores"))
    if as_json:
        print_json([view.summary(now) for view in found])
    else:
        print_table(HEADS, (view.row(now) for view in found))


@app.command()
@on_stack
def show(deployment: Deployment, store_hash: StoreHash, *, as_json: AsJson = False) -> None:
    """Show all about a store and its webhooks."""
    store = known(deployment.stores(), store_hash)
    view = StoreView(store, deployment.registrations().get(store_hash), deployment.catch_ups().get(store_hash))
    now = time.time()
    if as_json:
        print_json(view.whole(now))
    else:
        print_store(view, now)


@app.command()
@on_stack
def pause(
    deployment: Deployment,
    store_hash: StoreHash,
    *,
    reason: Annotated[str, typer.Option(help="For people.")] = "paused by an operator",
) -> None:
    """Stop calling a store, until it is resumed. Its webhooks stay."""
    table = deployment.stores()
    if not table.pause(installed(table, store_hash), reason):
        raise StoreChangedError(store_hash)
    say(f"Paused {store_hash}.")


@app.command()
@on_stack
def resume(deployment: Deployment, store_hash: StoreHash) -> None:
    """Call a store again, and bring its webhooks in order."""
    table = deployment.stores()
    if not table.resume(installed(table, store_hash)):
        raise StoreChangedError(store_hash)
    deployment.tasks().send([Task("reconcile", store_hash, why="demand")])
    say(f"Resumed {store_hash}. Its webhooks are being checked: storehook stores show {store_hash}")


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
    table = deployment.stores()
    store = installed(table, store_hash)
    if not yes:
        typer.confirm(f"Remove {store_hash}, its webhooks and its secrets?", abort=True, err=True)
    _remove_webhooks(deployment, store, force=force)
    if not table.uninstall(store):
        # The webhooks that were removed may be those of a new installation.
        deployment.tasks().send([Task("reconcile", store_hash, why="demand")])
        raise StoreChangedError(store_hash)
    say(f"Removed {store_hash}; its secrets are erased, its records kept.")
    if store.account == "app":
        say("The app is still installed at BigCommerce: its merchant uninstalls it there.")


def _replaceable(store: Store | None, *, replace_app: bool) -> Store | None:
    if store and store.account == "app" and store.status != "uninstalled" and not replace_app:
        raise CommandError(
            f"{store.store_hash} has installed the app. Add --replace to use an API account of its own instead."
        )
    return store


def _remove_webhooks(deployment: Deployment, store: Store, *, force: bool) -> None:
    """Remove them, or say why they stay, and what becomes of them.

    Raises:
        CommandError: they stay, and neither `force` nor BigCommerce's refusal of the token says to go on.
    """
    try:
        with waiting("Removing its webhooks at BigCommerce"):
            found = unregister(deployment, store.store_hash)
    except CommandError as error:
        if not force:
            raise
        return say(f"{_leftover(store)} {error}")
    if not found.problem:
        return say(f"Removed {len(found.changes)} of its webhooks at BigCommerce.")
    if found.outcome == "unauthorized" or force:
        return say(f"{_leftover(store)} {found.problem}")
    cure = "Resume it first" if found.outcome == "skipped" else "Try again later"
    raise CommandError(f"Its webhooks could not be removed: {found.problem}\n{cure}, or go on with --force.")


def _leftover(store: Store) -> str:
    if store.account == "app":
        return "Its webhooks may still be there, but are ignored."
    # Without its client secret nobody can tell whether they are genuine.
    return (
        "Its webhooks may still be there, and are refused: delete the API account in the store's control panel, and "
        "BigCommerce deletes them with it."
    )
