"""Look after the webhooks that are registered at BigCommerce."""

import time

import typer

from storehook_cli.commands.parameters import AsJson, DryRun, OptionalStore, StoreOption
from storehook_cli.commands.store_page import print_webhooks
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.stack.reconciling import Reconciled, reconcile, reconcile_all
from storehook_cli.views.printing import bar, print_json, say, waiting
from storehook_cli.views.stores import installed, known, pages, webhooks

app = typer.Typer(no_args_is_help=True)


@app.callback()
def webhooks_group() -> None:
    """Register webhooks at BigCommerce, and list them."""


@app.command()
@on_stack
def register(deployment: Deployment, *, store: OptionalStore = None, dry_run: DryRun = False) -> None:
    """Make the webhooks at BigCommerce what your actions want.

    Missing ones are created, others reactivated, re-pointed or deleted; those of other apps are left alone. It
    happens by itself on a schedule, after a deploy and when a store is installed.
    """
    if store:
        _one(deployment, store, dry_run=dry_run)
    elif dry_run:
        _preview_all(deployment)
    else:
        with waiting("Asking for all stores"):
            reconcile_all(deployment)
        say("Asked for, for every active store. How it goes: storehook stores list")


@app.command("list")
@on_stack
def list_webhooks(deployment: Deployment, *, store: StoreOption, as_json: AsJson = False) -> None:
    """List a store's registered webhooks.

    They are shown as the last reconcile found them.
    """
    known(deployment.stores(), store)
    found = deployment.registrations().get(store)
    if as_json:
        print_json(webhooks(found))
    else:
        print_webhooks(found, time.time())


def _one(deployment: Deployment, store_hash: str, *, dry_run: bool) -> None:
    installed(deployment.stores(), store_hash)
    with waiting(f"Asking BigCommerce for the webhooks of {store_hash}"):
        found = reconcile(deployment, store_hash, dry_run=dry_run)
    _print(found, dry_run=dry_run)
    if found.problem:
        raise CommandError(f"{store_hash}: {found.problem}")


def _preview_all(deployment: Deployment) -> None:
    hashes = [store_hash for page in pages(deployment.stores(), "active") for store_hash in page]
    failed = 0
    for store_hash in bar(hashes, "Planning"):
        found = reconcile(deployment, store_hash, dry_run=True)
        _print(found, dry_run=True)
        failed += bool(found.problem)
    if failed:
        raise CommandError(f"{failed} of {len(hashes)} stores cannot be brought in order; the lines above say why.")


def _print(found: Reconciled, *, dry_run: bool) -> None:
    for step in found.changes:
        say(f"{found.store_hash}  {step}")
    ending = f": {found.problem}" if found.problem else ""
    say(f"{found.store_hash}  {len(found.changes)} {'to change' if dry_run else 'changed'}{ending}")
