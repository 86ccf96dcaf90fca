"""Fresh signatures for stored events. Those in events/ were signed long ago, and ingest rejects old signatures."""

import json
import os
import time
from typing import Any

import typer

from storehook.webhooks.signature import sign
from storehook_cli.errors import CommandError


def sign_event(text: bytes, secret: str) -> str:
    """Return an API Gateway event, which is JSON, signed now."""
    try:
        event: dict[str, Any] = json.loads(text)
        headers: dict[str, str] = event["headers"]
        delivery_id, body = headers["webhook-id"], str(event["body"])
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(
            "This is not an event of ingest. Use a file such as events/ingest.order-updated.json."
        ) from error
    now = int(time.time())
    fresh = {"webhook-timestamp": str(now), "webhook-signature": sign(secret, delivery_id, now, body.encode())}
    return json.dumps(event | {"headers": headers | fresh}, indent=2)


def read_client_secret() -> str:
    """Read the client secret from STOREHOOK_CLIENT_SECRET or a hidden prompt, never from the command line."""
    return os.environ.get("STOREHOOK_CLIENT_SECRET") or typer.prompt("Client secret", hide_input=True, err=True)
