"""Demo store of the local stack. It installs the app as a merchant does, and waits for the webhooks."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Self

import httpx

from bigcommerce_sandbox import App, SandboxServer, Store, oauth_scopes
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment

STORE_HASH = "demostore1"

TIMEOUT = 60.0
"""Seconds that the app may be busy, and seconds that the first reconciliation may take."""


class NotRegisteredError(CommandError):
    """The app is installed in the demo store, but the actions' webhooks are not registered."""

    def __init__(self, detail: str) -> None:
        reason = detail or "the reconciler has not reported. See .local/functions.log"
        super().__init__(f"The demo store's webhooks were not registered: {reason.removesuffix('.')}.")


@dataclass(frozen=True, slots=True)
class DemoStore:
    """Demo store, and the credentials of the app that is installed in it."""

    store: Store = field(default_factory=lambda: Store(STORE_HASH, _key(16), _key(16), _key(32)))
    client_id: str = field(default_factory=lambda: _key(16))
    client_secret: str = field(default_factory=lambda: _key(32), repr=False)

    @classmethod
    def of(cls, snapshot: Mapping[str, Any]) -> Self:
        """Return the demo store of a snapshot of the stand-in store."""
        store = next(store["store"] for store in snapshot["stores"] if store["store"]["store_hash"] == STORE_HASH)
        return cls(Store(**store), snapshot["app"]["client_id"], snapshot["app"]["client_secret"])

    def app(self, api_url: str) -> App:
        """Return the app as its profile at BigCommerce describes it."""
        return App(
            client_id=self.client_id,
            client_secret=self.client_secret,
            scopes=oauth_scopes(),
            auth_url=f"{api_url}/auth",
            load_url=f"{api_url}/load",
            uninstall_url=f"{api_url}/uninstall",
            remove_user_url=f"{api_url}/remove_user",
        )

    def install(self, sandbox: SandboxServer, deployment: Deployment) -> None:
        """Install the app as a browser does, and wait until its webhooks are registered.

        Raises:
            NotRegisteredError: the app is installed, but its webhooks were not registered.
            CommandError: the app could not be installed.
        """
        secret = {"client_id": self.client_id, "client_secret": self.client_secret}
        deployment.client("secretsmanager").put_secret_value(
            SecretId=deployment.output("AppSecret"), SecretString=json.dumps(secret)
        )
        answer = visit(sandbox.install_url(STORE_HASH))
        if not answer.is_success:
            raise CommandError(
                f"The app could not be installed in the demo store: its page /auth answered {answer.status_code}. "
                "The cause is in .local/functions.log. To try again: storehook run"
            )
        registrations = deployment.stores().registrations
        deadline = time.monotonic() + TIMEOUT
        while (registration := registrations.get(STORE_HASH)).outcome != "reconciled":
            if registration.outcome in ("failed", "unauthorized") or time.monotonic() > deadline:
                raise NotRegisteredError(registration.detail)
            time.sleep(0.05)


def visit(address: str, get: Callable[..., httpx.Response] = httpx.get) -> httpx.Response:
    """Open a page of the app as a browser does. While the app is busy, its page reloads itself: HTTP 429."""
    deadline = time.monotonic() + TIMEOUT
    while True:
        answer = get(address, follow_redirects=True, timeout=30)
        if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS or time.monotonic() > deadline:
            return answer
        time.sleep(0.5)


def _key(size: int) -> str:
    return secrets.token_hex(size)
