"""Stored events with a fresh signature: what is in events/ was signed long ago, and ingest refuses old signatures."""

import json
import os
import time
from typing import Any

import typer

from storehook.webhooks.signature import sign
from storehook_cli.errors import CommandError


def freshly_signed(text: bytes, secret: str) -> str:
    """An API Gateway event, signed now.

    Args:
        text: the event, as JSON.
        secret: the client secret.

    Raises:
        CommandError: the event is not one of ingest's.
    """
    try:
        event: dict[str, Any] = json.loads(text)
        headers: dict[str, str] = event["headers"]
        delivery_id, body = headers["webhook-id"], str(event["body"])
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError("This is no ingest event. Those in events/ are called ingest.*.json.") from error
    now = int(time.time())
    fresh = {"webhook-timestamp": str(now), "webhook-signature": sign(secret, delivery_id, now, body.encode())}
    return json.dumps(event | {"headers": headers | fresh}, indent=2)


def given_secret() -> str:
    """The client secret, from STOREHOOK_CLIENT_SECRET or a hidden prompt: never from the command line."""
    return os.environ.get("STOREHOOK_CLIENT_SECRET") or typer.prompt("Client secret", hide_input=True, err=True)
