"""Send a webhook, as BigCommerce would."""

import time
from collections.abc import Callable
from typing import Annotated

import httpx
import typer

from storehook.registration.hook import EXCEPTIONS
from storehook_cli.authoring.sample_payloads import concrete, sample
from storehook_cli.authoring.signing import given_secret
from storehook_cli.commands.parameters import store_hash_of
from storehook_cli.errors import CommandError
from storehook_cli.local.demo_store import STORE_HASH
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import with_stack
from storehook_cli.views.printing import say
from storehook_sandbox.deliveries import Delivery, new_event, request_headers
from storehook_sandbox.stores import Store

TIMEOUT = 30.0
"""Seconds."""

_ADVICE = {
    401: "The client secret is not that of the store's API account, or the stack has DeliveryProof=signature-and-key: "
    "then only BigCommerce can send.",
    403: "The address is not that of `storehook output WebhookUrl`.",
    404: "The address is not that of `storehook output WebhookUrl`.",
    503: "Ingest cannot queue it, or knows no client secret: sam logs --name Ingest",
}


@with_stack
def send(
    stack: Callable[[], Deployment],
    scope: Annotated[str, typer.Argument(metavar="SCOPE", help="As in store/order/updated.")],
    *,
    to: Annotated[str | None, typer.Option(metavar="URL", help="Where to; the stack's address by default.")] = None,
    store: Annotated[
        str, typer.Option(metavar="HASH", callback=store_hash_of, help="The store that it is about.")
    ] = STORE_HASH,
) -> None:
    """Send a signed webhook with a sample payload, for any scope.

    The client secret is read from STOREHOOK_CLIENT_SECRET, or asked for; the stack of `make run` knows its own.
    """
    event = new_event(concrete(scope), sample(concrete(scope)))
    found = None if to else stack()
    url = to or _address(stack(), store, event.scope)
    secret = (found.client_secret if found else "") or given_secret()
    body = event.body(Store(store, "-", "-", "-"), time.time())
    delivery = Delivery(0, event.hash, event.scope, "-", 0, url, {}, body)
    began = time.monotonic()
    try:
        answer = httpx.post(
            url, content=body, headers=request_headers(delivery, secret, int(time.time())), timeout=TIMEOUT
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CommandError(f"{url} cannot be reached: {error}\nIs that the address, and is the stack up?") from error
    say(f"{answer.status_code} after {(time.monotonic() - began) * 1000:.0f} ms  {event.scope}  {event.hash}")
    if not answer.is_success:
        raise CommandError(f"It was not accepted. {_ADVICE.get(answer.status_code, 'The log says more.')}")


def _address(deployment: Deployment, store_hash: str, scope: str) -> str:
    url = deployment.webhook_url(store_hash)
    return url.replace("/webhooks/", "/exceptions/") if scope == EXCEPTIONS else url
