"""The demo store of the local stack: the app installed in it as a merchant installs it, and its webhooks registered."""

import json
import secrets
import time
from dataclasses import dataclass, field

import httpx

from bigcommerce_sandbox import OAUTH_SCOPES, App, SandboxServer, Store
from storehook.aws.registrations import DynamoRegistrations
from storehook.registration.record import Registration
from storehook_cli.errors import CommandError
from storehook_cli.local.emulator import Emulator

STORE_HASH = "demostore1"

TIMEOUT = 60.0
"""Seconds that the first reconcile may take."""


class NotRegisteredError(CommandError):
    """The demo store has the app, but not the webhooks that the actions want."""

    def __init__(self, found: Registration) -> None:
        why = found.detail or "the reconciler has not come by; .local/functions.log says more"
        super().__init__(f"The demo store's webhooks did not get registered: {why}.")


@dataclass(frozen=True, slots=True)
class DemoStore:
    """The demo store, and the app that is installed in it.

    Args:
        store: the store, with an API account of the merchant's own.
        client_id: the app's.
        client_secret: the app's; it signs the webhooks.
    """

    store: Store = field(default_factory=lambda: Store(STORE_HASH, _key(16), _key(16), _key(32)))
    client_id: str = field(default_factory=lambda: _key(16))
    client_secret: str = field(default_factory=lambda: _key(32), repr=False)

    def app(self, api_url: str) -> App:
        """The app, as its profile at BigCommerce describes it.

        Args:
            api_url: where our API is.
        """
        return App(
            client_id=self.client_id,
            client_secret=self.client_secret,
            scopes=OAUTH_SCOPES,
            auth_url=f"{api_url}/auth",
            load_url=f"{api_url}/load",
            uninstall_url=f"{api_url}/uninstall",
            remove_user_url=f"{api_url}/remove_user",
        )

    def install(self, sandbox: SandboxServer, emulator: Emulator, outputs: dict[str, str]) -> None:
        """Install the app with a browser's request, and wait until its webhooks are registered.

        Args:
            sandbox: the stand-in for BigCommerce.
            emulator: the local AWS.
            outputs: the stack's outputs.

        Raises:
            NotRegisteredError: it is installed, but the webhooks did not come.
            CommandError: it could not be installed.
        """
        secret = {"client_id": self.client_id, "client_secret": self.client_secret}
        emulator.client("secretsmanager").put_secret_value(
            SecretId=outputs["AppSecret"], SecretString=json.dumps(secret)
        )
        answer = httpx.get(sandbox.install_url(STORE_HASH), follow_redirects=True, timeout=30)
        if not answer.is_success:
            raise CommandError(f"The app could not be installed in the demo store: {answer.status_code} {answer.text}")
        registrations = DynamoRegistrations(emulator.client("dynamodb"), outputs["Stores"])
        deadline = time.monotonic() + TIMEOUT
        while (found := registrations.get(STORE_HASH)).outcome != "reconciled":
            if found.outcome in ("failed", "unauthorized") or time.monotonic() > deadline:
                raise NotRegisteredError(found)
            time.sleep(0.05)


def _key(size: int) -> str:
    return secrets.token_hex(size)
