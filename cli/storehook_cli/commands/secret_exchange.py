"""`storehook secrets exchange`: replace the secrets with which the stack verifies deliveries."""

import json
import sys
from secrets import token_hex
from time import sleep
from typing import Annotated

import typer

from storehook.operations.stack_secrets import RECONCILER_TTL, LiveSecret, app_account, exchange
from storehook_cli.commands.parameters import Yes
from storehook_cli.errors import CommandError
from storehook_cli.stack.api_account_secrets import app_client_secret
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import on_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import instant, say, stopping, waiting

ASK_APP = (
    "End the previous client secret now? Deliveries that BigCommerce signed with it and is still retrying are then "
    "refused."
)

ASK_HOOK = {
    False: "Exchange the secret of webhook keys, and give the webhooks of every active store a new key?",
    True: "Exchange the secret of webhook keys, and end the previous one now? With DeliveryProof=signature-and-key, "
    "the deliveries of each store are then refused until it is reconciled, which takes some minutes. BigCommerce "
    "retries them for 48 hours.",
}
"""Question, by whether the secret has leaked."""

OTHER_APP = (
    "The webhooks of the app {old} stay until each merchant uninstalls it. BigCommerce then deletes them. Ask each "
    "merchant to install {new} and to uninstall {old}. Until then, actions may run twice for an event. Once the "
    "previous client secret has ended, deliveries of {old} are refused."
)

app = typer.Typer(no_args_is_help=True, help="Exchange the secrets that verify deliveries.")

Leaked = Annotated[
    bool, typer.Option("--leaked", help="End the previous secret at once, because somebody else has it.")
]


@app.command("app")
@on_stack
def exchange_app(
    deployment: Deployment,
    *,
    client_id: Annotated[
        str | None, typer.Option(help="Client ID of the app. By default, the one that is stored.")
    ] = None,
    leaked: Leaked = False,
    yes: Yes = False,
) -> None:
    """Set or exchange the client secret of your BigCommerce app.

    Prompts for the new client secret without showing it, or reads it from a pipe. The previous client secret counts
    for another 49 hours, because BigCommerce retries a delivery for 48 hours.
    """
    secret = deployment.stack_secret("app")
    before = app_account(secret.live().text)
    name = client_id or before[0]
    if not name:
        raise CommandError("The stack has no client ID yet. Add --client-id, with the ID that BigCommerce shows.")
    if leaked and not yes:
        typer.confirm(ASK_APP, abort=True, err=True)
    account = name, app_client_secret(sys.stdin)
    if account == before and not leaked:
        raise CommandError(
            "This client secret is already stored. If the one before it has leaked, add --leaked to end it."
        )
    _note(deployment, "AppSecret", leaked=leaked)
    text = json.dumps({"client_id": account[0], "client_secret": account[1]})
    say(f"Exchanged the client secret of {name}. {_end_of_previous(exchange(secret, text, leaked=leaked))}")
    if before[0] not in ("", name):
        say(OTHER_APP.format(old=before[0], new=name))


@app.command("hook")
@on_stack
def exchange_hook(deployment: Deployment, *, leaked: Leaked = False, yes: Yes = False) -> None:
    """Exchange the secret that the keys of webhooks are derived from.

    Generates the new secret, and reconciles every active store, so that its webhooks get the new key. The previous
    secret counts for another 49 hours. Paused stores keep the old key until you resume them. Only
    DeliveryProof=signature-and-key refuses it.
    """
    if not yes:
        typer.confirm(ASK_HOOK[leaked], abort=True, err=True)
    secret = deployment.stack_secret("hook")
    _note(deployment, "HookSecret", leaked=leaked)
    say(f"Exchanged the secret of webhook keys. {_end_of_previous(exchange(secret, token_hex(32), leaked=leaked))}")
    stores = deployment.stores()
    with stopping(lambda: f"To give the webhooks the new key: {hint('webhooks', 'reconcile')}"):
        with waiting("Waiting until the reconciler uses the new secret"):
            sleep(RECONCILER_TTL)
        stores.reconcile_all()
    say(f"All active stores are being reconciled. To see those that are missing: {hint('doctor')}")
    paused = ", ".join(store.store_hash for store in stores.all(["paused"]))
    if paused:
        say(f"Paused stores keep the old key until you resume them: {paused}")


def _note(deployment: Deployment, name: str, *, leaked: bool) -> None:
    deployment.note("exchange secret", f"secret/{name}", "leaked" * leaked)


def _end_of_previous(live: LiveSecret) -> str:
    if live.previous_until is None:
        return "The previous one ends within a minute."
    return f"The previous one counts until {instant(live.previous_until)}."
