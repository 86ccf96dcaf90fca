"""How the end-to-end tests speak to the deployed stack as merchants do, and look at what came of it."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any

import httpx
from tests.support.deployed import Deployed, until

from bigcommerce_sandbox import Store
from bigcommerce_sandbox.hooks import Hook
from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.registrations import DynamoRegistrations
from storehook.aws.stores import DynamoStores
from storehook.registration.record import Registration


@dataclass(frozen=True, slots=True)
class Merchant:
    """A store of the sandbox, with an API account of its own, and whoever owns it."""

    deployed: Deployed
    store_hash: str
    account: Store

    def install(self) -> httpx.Response:
        """Install the app, in a browser: the sandbox sends it to our callback with a code."""
        url = self.deployed.stack.sandbox.install_url(self.store_hash)
        return httpx.get(url, follow_redirects=True, timeout=60)

    def hooks(self) -> list[Hook]:
        """Every hook of the store, whosever it is."""
        return self.deployed.stack.sandbox.hooks(self.store_hash)

    def ours(self) -> list[Hook]:
        """The hooks of the app, or of the store's own account, that deliver to the stack, by scope."""
        clients = {self.deployed.stack.demo.client_id, self.account.client_id}
        api = self.deployed.info.api_url
        found = [hook for hook in self.hooks() if hook.client_id in clients and hook.destination.startswith(api)]
        return sorted(found, key=lambda hook: hook.scope)

    def others(self) -> list[dict[str, Any]]:
        """All the other hooks, to the last byte."""
        return [asdict(hook) for hook in self.hooks() if hook not in self.ours()]

    def scopes(self) -> list[str]:
        """What the store delivers to us now."""
        return [hook.scope for hook in self.ours() if hook.is_active]

    def row(self) -> dict[str, Any]:
        """The store's row, as DynamoDB has it."""
        answer = self.deployed.stack.emulator.client("dynamodb").get_item(
            TableName=self.deployed.info.outputs["Stores"],
            Key={"store_hash": {"S": self.store_hash}},
            ConsistentRead=True,
        )
        return dict(answer.get("Item", {}))

    def own_part(self) -> dict[str, Any]:
        """What connect keeps in the row; reconciles write the rest."""
        return {name: self.row()[name] for name in ("status", "token", "scopes", "installed_at", "account")}

    def registration(self) -> Registration:
        """What the row says of the webhooks."""
        client = self.deployed.stack.emulator.client("dynamodb")
        return DynamoRegistrations(client, self.deployed.info.outputs["Stores"]).get(self.store_hash)

    def reconciled(self, since: float) -> Registration:
        """What the row says once a reconcile has ended after `since` (unix seconds)."""
        return until(lambda: (found := self.registration()).reconciled_at > since and found, seconds=120)


def stores_of(deployed: Deployed) -> DynamoStores:
    """The table of stores, as an operator has it."""
    outputs = deployed.info.outputs
    cipher = KmsCipher(deployed.stack.emulator.client("kms"), outputs["TokenKey"])
    return DynamoStores(deployed.stack.emulator.client("dynamodb"), outputs["Stores"], cipher)


def new_merchant(deployed: Deployed, prefix: str = "shop") -> Merchant:
    """A store that nobody knows yet; its hash begins with `prefix`."""
    store_hash = f"{prefix}{secrets.token_hex(4)}"
    keys = (secrets.token_hex(16) for _ in range(3))
    store = Store(store_hash, *keys)
    deployed.stack.sandbox.add_store(store)
    return Merchant(deployed, store_hash, store)
