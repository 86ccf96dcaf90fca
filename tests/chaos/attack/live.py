"""Traffic before the attack: every function uses every secret that it has, and many events fail."""

import secrets
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from tests.support.deployed import Delivery, Deployed, until
from tests.support.merchants import Merchant, new_merchant, stores_of

from storehook.webhooks.webhook_key import webhook_key

STOREHOOK = Path(sys.executable).parent / "storehook"
FAILS = ("broken-json", "500", "429")


@dataclass(slots=True)
class PlantedSecrets:
    """Secrets and stores of the traffic.

    Args:
        secrets: the secrets that were used, by description.
        stores: one connected by the app, one with its own API account, and the demo store.
        pages: the pages that merchants' browsers received.
    """

    secrets: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    stores: tuple[str, ...] = ()
    pages: list[str] = field(default_factory=list[str], repr=False)


def live(deployed: Deployed) -> PlantedSecrets:
    """Connect stores, set secrets, and send events: some in peace, some while the store's API fails."""
    by_app, by_account = new_merchant(deployed, "app"), new_merchant(deployed, "own")
    visits = [by_app.install()]
    account, own_secret = by_account.account, secrets.token_hex(20)
    typed = f"{account.access_token}\n{account.client_secret}\n"
    storehook(deployed, "stores", "add", by_account.store_hash, typed=typed)
    storehook(deployed, "secrets", "set", "attacked", typed=own_secret)
    for merchant, client_secret in ((by_app, ""), (by_account, account.client_secret)):
        until(lambda merchant=merchant: merchant.registration().outcome == "reconciled", seconds=120)
        _events(deployed, merchant, client_secret)
    opened = deployed.stack.sandbox.open_url(by_app.store_hash)
    visits.append(httpx.get(opened, follow_redirects=True, timeout=60))
    stores = (by_app.store_hash, by_account.store_hash, deployed.info.store_hash)
    planted = _secrets(deployed, stores, account.client_secret, own_secret) | _secrets_of(visits)
    return PlantedSecrets(planted, stores, [visit.text for visit in visits])


def _secrets_of(visits: Sequence[httpx.Response]) -> dict[str, str]:
    """Return the secrets in addresses of merchants' visits. Anybody who has them can act as the merchant."""
    queries = [step.url.params for visit in visits for step in (*visit.history, visit)]
    names = ("code", "signed_payload_jwt")
    found = {f"the {name} of a visit": params[name] for params in queries for name in names if name in params}
    assert len(found) == len(names), "the stand-in store sends other parameters than BigCommerce"
    return found


def storehook(deployed: Deployed, *words: str, typed: str = "") -> str:
    """Run a command on the stack, with secrets on its standard input."""
    done = subprocess.run(
        [STOREHOOK, *words, "--local"], cwd=deployed.stack.project, input=typed, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def _events(deployed: Deployed, merchant: Merchant, client_secret: str) -> None:
    faults = f"{deployed.info.sandbox_url}/_sandbox/stores/{merchant.store_hash}/faults"
    file = deployed.stack.state / f"used-{merchant.store_hash}"
    data = {
        "store/subscriber/updated": {"id": 7, "secret": "attacked", "file": str(file)},
        "store/subscriber/created": {"type": "subscriber", "id": 7},
        "store/category/updated": {"type": "category", "id": 7},
        "store/order/updated": {"type": "order", "id": 101},
    }
    sent = list[Delivery]()
    for kind in ("", *FAILS):
        if kind:
            httpx.post(faults, json={"kind": kind, "times": 3}).raise_for_status()
        for scope, content in data.items():
            sent.append(deployed.delivery(scope, content, store_hash=merchant.store_hash, secret=client_secret))
            deployed.deliver(sent[-1])
    httpx.delete(faults).raise_for_status()
    until(lambda: all(deployed.runs(delivery.id, merchant.store_hash) for delivery in sent), seconds=120)
    until(file.is_file, seconds=60)


def _secrets(deployed: Deployed, stores: tuple[str, ...], own_client_secret: str, own_secret: str) -> dict[str, str]:
    vault, table = deployed.stack.emulator.client("secretsmanager"), stores_of(deployed)
    tokens = {store: found.token for store in stores if (found := table.credentials(store))}
    hook_secret = vault.get_secret_value(SecretId=deployed.info.outputs["HookSecret"])["SecretString"]
    return {
        "the app's client secret": deployed.info.client_secret,
        "a store's own client secret": own_client_secret,
        "an action's secret": own_secret,
        "the secret of webhook keys": hook_secret,
        **{f"the webhook key of {store}": webhook_key(hook_secret, store) for store in stores},
        **{f"the token of {store}": token for store, token in tokens.items() if token},
    }
