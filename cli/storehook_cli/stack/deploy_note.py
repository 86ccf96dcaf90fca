"""Entry in the audit log about a deploy. The console writes it, because a deployer may not write items."""

import json

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from storehook_cli.console_proxy.signer import ConsoleRequest, Signer
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment, on_aws
from storehook_cli.stack.sam_config import SamConfig

PATH = "api/deploys"
"""Path below the console's address."""

TIMEOUT = 30.0
"""Seconds that the console may take."""


def note(config: SamConfig, detail: str) -> str:
    """Record a deploy in the audit log before it starts. Return the reason if that failed, else an empty text.

    A deploy also repairs a console that does not answer, so it can't depend on the console. The first deploy of a stack
    has no audit log yet.
    """
    try:
        answer = _send(on_aws(config.stack_name or "", config.region), detail)
    except CommandError:
        return ""  # the stack does not exist yet
    except (BotoCoreError, ClientError, httpx.HTTPError) as error:
        return str(error)
    return "" if answer.is_success else f"The console answered {answer.status_code}."


def _send(deployment: Deployment, detail: str) -> httpx.Response:
    body = json.dumps({"detail": detail}).encode()
    signer = Signer(deployment.console(), deployment.credentials)
    with httpx.Client(timeout=TIMEOUT) as http:
        return http.send(signer.sign(ConsoleRequest("POST", PATH, body=body, content_type="application/json")))
