"""Merchants of the end-to-end tests, who use the deployed stack and look at the results."""

import secrets
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import httpx
from tests.support.deployed import Deployed, until

from bigcommerce_sandbox import Store
from bigcommerce_sandbox.hooks import Hook
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.stores import DynamoStores
from storehook.registration.record import Registration
from storehook.registration.report import RETRY_DELAY


@dataclass(frozen=True, slots=True)
class Merchant:
    """A store of the stand-in for BigCommerce with its own API account, and its owner."""

    deployed: Deployed
    store_hash: str
    account: Store

    def install(self) -> httpx.Response:
        """Install the app in a browser. The stand-in store redirects it to our callback with a code."""
        url = self.deployed.stack.sandbox.install_url(self.store_hash)
        answer = httpx.get(url, follow_redirects=True, timeout=60)
        # Tests install from one network, which has one exchange at a time. The page of the others reloads itself.
        return answer if "refresh" not in answer.headers else until(partial(_reload, answer.url))

    def hooks(self) -> list[Hook]:
        """Return every webhook of the store, of any app."""
        return self.deployed.stack.sandbox.hooks(self.store_hash)

    def ours(self) -> list[Hook]:
        """Return the webhooks that deliver to the stack, of the app or of the store's own account, by scope."""
        clients = {self.deployed.stack.demo.client_id, self.account.client_id}
        api = self.deployed.info.api_url
        webhooks = [hook for hook in self.hooks() if hook.client_id in clients and hook.destination.startswith(api)]
        return sorted(webhooks, key=lambda hook: hook.scope)

    def others(self) -> list[dict[str, Any]]:
        """Return all other webhooks with every field."""
        return [asdict(hook) for hook in self.hooks() if hook not in self.ours()]

    def scopes(self) -> list[str]:
        """Return the scopes that the store delivers to us now."""
        return [hook.scope for hook in self.ours() if hook.is_active]

    def row(self) -> dict[str, Any]:
        """Return the store's row in DynamoDB's format."""
        answer = self.deployed.stack.emulator.client("dynamodb").get_item(
            TableName=self.deployed.info.outputs["Stores"],
            Key={"store_hash": {"S": self.store_hash}},
            ConsistentRead=True,
        )
        return dict(answer.get("Item", {}))

    def own_part(self) -> dict[str, Any]:
        """Return the part of the row that connect writes. Reconciliations write the rest."""
        return {name: self.row()[name] for name in ("status", "token", "scopes", "installed_at", "account")}

    def registration(self) -> Registration:
        """Return the registration in the row."""
        client = self.deployed.stack.emulator.client("dynamodb")
        return DynamoRegistrations(client, self.deployed.info.outputs["Stores"]).get(self.store_hash)

    def registered(self) -> Registration:
        """Wait until a reconciliation has succeeded, and return the registration.

        On a busy machine, a call of the first one can fail, or another one can overtake it. It is then repeated after
        RETRY_DELAY, so the wait is longer than that.
        """
        return until(
            lambda: (registration := self.registration()).outcome == "reconciled" and registration, RETRY_DELAY + 60
        )

    def reconciled(self, since: float) -> Registration:
        """Wait for a reconciliation that ended after `since` (unix seconds), and return the registration."""
        return until(lambda: (registration := self.registration()).reconciled_at > since and registration, seconds=120)


def stores_of(deployed: Deployed) -> DynamoStores:
    """Return the table of stores, as an operator has it."""
    outputs = deployed.info.outputs
    cipher = KmsCipher(deployed.stack.emulator.client("kms"), outputs["TokenKey"])
    return DynamoStores(deployed.stack.emulator.client("dynamodb"), outputs["Stores"], cipher)


def new_merchant(deployed: Deployed, prefix: str = "shop") -> Merchant:
    """Make an unknown store whose hash begins with `prefix`."""
    store_hash = f"{prefix}{secrets.token_hex(4)}"
    token, client_id, client_secret = (secrets.token_hex(16) for _ in range(3))
    store = Store(store_hash, token, client_id, client_secret)
    deployed.stack.sandbox.add_store(store)
    return Merchant(deployed, store_hash, store)


def _reload(url: httpx.URL) -> httpx.Response | None:
    """Open a page again. Return None if it still reloads itself."""
    answer = httpx.get(url, timeout=60)
    return None if "refresh" in answer.headers else answer
