"""`storehook send`: send signed events, as BigCommerce does."""

import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, TypedDict

import httpx
import typer

from bigcommerce_sandbox.deliveries import Delivery, new_event, request_headers
from bigcommerce_sandbox.hooks import EXCEPTION_SCOPE
from bigcommerce_sandbox.stores import Store
from storehook.operations import AnyStatus, RunKey, holder
from storehook_cli.authoring.sent_events import SampleEvent, masked, of_run, of_scope, with_data, with_id
from storehook_cli.authoring.signing import read_client_secret
from storehook_cli.commands.parameters import AsJson, store_hash_of
from storehook_cli.errors import CommandError
from storehook_cli.local.demo_store import STORE_HASH
from storehook_cli.stack.deployment import Deployment, on_this_machine
from storehook_cli.stack.options import LOCAL_STATE, with_stack
from storehook_cli.views.pasting import hint
from storehook_cli.views.printing import print_json, say

TIMEOUT = 30.0
"""Seconds that an answer may take."""

LOCAL = "local"
"""Name of the stack of `make run`, in place of a URL."""

INGEST_LOG = "sam logs --stack-name STACK --name Ingest"
"""Command that shows ingest's log, if only the URL of the stack is known."""

_ADVICE = {
    401: "The client secret is not that of the app or of the store's API account. "
    "Or the stack has DeliveryProof=signature-and-key, so that only BigCommerce can send.",
    403: "The URL is not the one that `storehook output WebhookUrl` prints.",
    404: "The URL is not the one that `storehook output WebhookUrl` prints.",
    503: "Ingest could not queue the event, or has no client secret. See its log: {log}",
}

_BECOMES: Mapping[AnyStatus | None, str] = {
    None: "is not known to the stack. An action that calls its API fails with StoreUnavailable.",
    "paused": "is paused, so the run is held.",
    "uninstalled": "has uninstalled the app, so the event is ignored.",
    "purged": "was purged, so the event is dropped.",
}
"""Result of an event that does not simply run, by the status of its store."""


@with_stack
def send(
    stack: Callable[[], Deployment],
    scope: Annotated[
        str | None, typer.Argument(metavar="SCOPE", help="Scope of a sample event, as in store/order/updated.")
    ] = None,
    *,
    from_run: Annotated[
        tuple[str, str, str] | None, typer.Option(metavar="STORE EVENT ACTION", help="Send the payload of this run.")
    ] = None,
    resource_id: Annotated[str | None, typer.Option("--id", metavar="ID", help="ID of the event's resource.")] = None,
    data: Annotated[
        typer.FileBinaryRead | None,
        typer.Option(metavar="FILE", help="JSON file with the data, or - for stdin."),
    ] = None,
    count: Annotated[int, typer.Option(min=1, metavar="N", help="Number of events.")] = 1,
    to: Annotated[
        str | None,
        typer.Option(metavar="URL", help='URL to send to, or "local" for `make run`.'),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(metavar="HASH", callback=store_hash_of, help="Default: the run's store, or the demo store."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Send signed events: samples of a scope, or the payload of a run.

    Reads the client secret from STOREHOOK_CLIENT_SECRET, or prompts for it.
    With --from-run and --to, masks fields whose names suggest a secret.
    """
    stack = cache(stack)
    sent = _chosen(stack, scope, from_run)
    sent = masked(sent) if from_run and to else sent
    sent = with_data(sent, data.read()) if data else sent
    sent = with_id(sent, resource_id) if resource_id else sent
    chosen = store or (from_run[0] if from_run and to is None else STORE_HASH)
    target = _target(stack, to)
    secret = (target.client_secret if target else "") or read_client_secret()
    url = _address(target, chosen, sent.scope) if target else str(to)
    if target:
        target.note("send event", holder("store", chosen), f"{count} of {sent.scope}")
    answers: list[SendAnswer] = []
    for _ in range(count):
        answers.append(_post(url, sent, chosen, secret))
        if not as_json:
            say("{status} after {milliseconds} ms  {scope}  {event_id}".format(**answers[-1]))
        _require_accepted(answers[-1]["status"], target.log("Ingest") if target else INGEST_LOG)
    if as_json:
        print_json(answers)
    elif target and (becomes := _BECOMES.get(_status(target, chosen))):
        say(f"Store {chosen} {becomes} To list the stores of the stack: {hint('stores', 'list')}")


def _status(target: Deployment, store_hash: str) -> AnyStatus | None:
    found = target.stores().stores.find(store_hash)
    return found.status if found else None


def _chosen(stack: Callable[[], Deployment], scope: str | None, run: tuple[str, str, str] | None) -> SampleEvent:
    if (scope is None) == (run is None):
        raise typer.BadParameter("Give a scope, or a run with --from-run.", param_hint="SCOPE")
    return of_scope(scope) if scope else _of_run(stack(), RunKey.named(*run or ("", "", "")))


def _of_run(deployment: Deployment, key: RunKey) -> SampleEvent:
    run = deployment.runs().stored(key)
    deployment.note("read payload", str(key))
    return of_run(run)


def _target(stack: Callable[[], Deployment], to: str | None) -> Deployment | None:
    """Return the target stack; None if the target is a URL."""
    if to == LOCAL:
        return on_this_machine(Path.cwd() / LOCAL_STATE)
    return None if to else stack()


class SendAnswer(TypedDict):
    """Answer to an event: the event's ID and scope, the HTTP status, and the time it took."""

    event_id: str
    scope: str
    status: int
    milliseconds: int


def _post(url: str, sent: SampleEvent, store_hash: str, secret: str) -> SendAnswer:
    event = new_event(sent.scope, sent.data)
    body = event.body(Store(store_hash, "-", "-", "-"), time.time())
    delivery = Delivery(0, event.hash, event.scope, "-", 0, url, {}, body)
    started = time.monotonic()
    try:
        answer = httpx.post(
            url, content=body, headers=request_headers(delivery, secret, int(time.time())), timeout=TIMEOUT
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CommandError(f"{url} cannot be reached: {error}\nCheck the URL, and that the stack is up.") from error
    took = round((time.monotonic() - started) * 1000)
    return {"event_id": event.hash, "scope": event.scope, "status": answer.status_code, "milliseconds": took}


def _require_accepted(status: int, log: str) -> None:
    if not httpx.codes.is_success(status):
        advice = _ADVICE.get(status, "See the log: {log}").format(log=log)
        raise CommandError(f"The event was not accepted: status {status}. {advice}")


def _address(deployment: Deployment, store_hash: str, scope: str) -> str:
    url = deployment.webhook_url(store_hash)
    return url.replace("/webhooks/", "/exceptions/") if scope == EXCEPTION_SCOPE else url
