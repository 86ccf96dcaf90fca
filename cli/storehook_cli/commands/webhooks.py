"""`storehook webhooks`: webhooks at BigCommerce."""

from collections.abc import Mapping
from dataclasses import asdict

import typer

from storehook.operations import holder
from storehook.operations.store_answers import ReconciliationAnswer
from storehook_cli.commands.parameters import AsJson, DryRun, OptionalStore, StoreOption
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import bar, print_json, say, waiting
from storehook_cli.views.stores import print_reconciliation, print_webhooks, problem

app = typer.Typer(no_args_is_help=True, help="Reconcile and list webhooks at BigCommerce.")


@app.command()
@on_stack
def reconcile(
    deployment: Deployment, *, store: OptionalStore = None, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Make the webhooks at BigCommerce match your actions.

    Creates, reactivates, re-points or deletes webhooks. Leaves other apps' webhooks alone. Without --store, the stack
    reconciles all active stores in the background. It also does so on a schedule and after a deploy, and reconciles a
    store when it is installed.
    """
    if store:
        _one(deployment, store, dry_run=dry_run, as_json=as_json)
    elif dry_run:
        _preview_all(deployment, as_json=as_json)
    else:
        deployment.note("reconcile webhooks", "all stores")
        with waiting("Requesting the reconciliation of all stores"):
            deployment.stores().reconcile_all()
        if as_json:
            return print_json([])  # the results come later: `stores list --json`
        say(f"Requested a reconciliation of every active store. To see the results: {hint('stores', 'list')}")
    return None


@app.command("list")
@on_stack
def list_webhooks(deployment: Deployment, *, store: StoreOption, as_json: AsJson = False) -> None:
    """List a store's webhooks as last reconciled."""
    registration = deployment.stores().store(store).registration
    if as_json:
        print_json(registration.webhooks)
    else:
        print_webhooks(
            registration,
            f"No webhook is registered. To register them: {hint('webhooks', 'reconcile', '--store', store)}",
        )


def _one(deployment: Deployment, store_hash: str, *, dry_run: bool, as_json: bool) -> None:
    if not dry_run:
        deployment.note("reconcile webhooks", holder("store", store_hash))
    with waiting(f"Reading the webhooks of {store_hash} at BigCommerce"):
        answer = deployment.stores().reconcile(store_hash, dry_run=dry_run)
    _print({store_hash: answer}, dry_run=dry_run, as_json=as_json)
    if text := problem(answer):
        raise CommandError(f"{store_hash}: {text}")


def _preview_all(deployment: Deployment, *, as_json: bool) -> None:
    service = deployment.stores()
    hashes = service.active()
    plans = {store_hash: service.preview_reconciliation(store_hash) for store_hash in bar(hashes, "Planning")}
    _print(plans, dry_run=True, as_json=as_json)
    if failed := sum(map(bool, map(problem, plans.values()))):
        raise CommandError(f"{failed} of {len(hashes)} stores cannot be reconciled. The lines above say why.")


def _print(by_store: Mapping[str, ReconciliationAnswer], *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        return print_json([{"store_hash": store_hash, **asdict(answer)} for store_hash, answer in by_store.items()])
    for store_hash, answer in by_store.items():
        print_reconciliation(store_hash, answer, dry_run=dry_run)
    return None
