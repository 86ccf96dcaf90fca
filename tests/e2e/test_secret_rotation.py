"""Secrets are exchanged while deliveries come, and none is refused."""

import json
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.support.deployed import Delivery, Deployed, until
from tests.support.merchants import Merchant, new_merchant

from storehook.stores.store import Store
from storehook_cli.stack.deployment import on_this_machine

AT_ONCE, ROUNDS = 4, 10


@pytest.fixture
def owner(deployed: Deployed) -> Merchant:
    """A store with an API account of its own."""
    merchant = new_merchant(deployed)
    add(merchant, merchant.account.client_secret)
    return merchant


def add(merchant: Merchant, client_secret: str) -> None:
    """As `storehook stores add` does."""
    stores = on_this_machine(merchant.deployed.stack.state).stores()
    stores.add(Store(merchant.store_hash, account="store"), merchant.account.access_token, client_secret)


@pytest.fixture
def vault(deployed: Deployed) -> Iterator[Any]:
    """Secrets Manager. The app's secret is as it was afterwards, and counts at once, as the value before does."""
    client: Any = deployed.stack.emulator.client("secretsmanager")
    name = deployed.info.outputs["AppSecret"]
    before = client.get_secret_value(SecretId=name)["SecretString"]
    yield client
    client.put_secret_value(SecretId=name, SecretString=before)


def answers(deployed: Deployed, *made: Callable[[], Delivery]) -> set[int]:
    """Send many deliveries of several kinds at the same time, and return the statuses of ingest's answers."""

    def post(number: int) -> int:
        delivery = made[number % len(made)]()
        # Many cold starts at once on few cores can cause a 503.
        return until(lambda: (status := deployed.post(delivery)) != 503 and status)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return set(threads.map(post, range(AT_ONCE * ROUNDS)))


def test_an_exchanged_client_secret_refuses_neither_what_was_signed_before_nor_after(
    deployed: Deployed, vault: Any
) -> None:
    name = deployed.info.outputs["AppSecret"]
    account = json.loads(vault.get_secret_value(SecretId=name)["SecretString"])
    fresh = secrets.token_hex(32)

    def signed(secret: str) -> Callable[[], Delivery]:
        return lambda: deployed.delivery("store/customer/created", {"type": "customer", "id": 7}, secret=secret)

    before, after = signed(account["client_secret"]), signed(fresh)
    assert answers(deployed, before) == {200}

    vault.put_secret_value(SecretId=name, SecretString=json.dumps(account | {"client_secret": fresh}))

    assert answers(deployed, after, before) == {200}


def test_an_exchanged_account_of_one_store_refuses_neither_what_was_signed_before_nor_after(
    deployed: Deployed, owner: Merchant
) -> None:
    """The webhooks of the account before go on until it is deleted, and what BigCommerce tries again for two days."""
    fresh = secrets.token_hex(32)

    def signed(secret: str) -> Callable[[], Delivery]:
        data = {"type": "customer", "id": 7}
        return lambda: deployed.delivery("store/customer/created", data, store_hash=owner.store_hash, secret=secret)

    before, after = signed(owner.account.client_secret), signed(fresh)
    assert answers(deployed, before) == {200}

    add(owner, fresh)

    assert answers(deployed, after, before) == {200}
