"""A store gets another API account: the old account's webhooks go, and each event runs once."""

import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.support.deployed import Deployed, until
from tests.support.merchants import Merchant, new_merchant, stores_of

from bigcommerce_sandbox import Account, Token
from storehook.aws.run_indexes import DynamoHistory
from storehook.aws.run_rows import RunRows

STOREHOOK = Path(sys.executable).parent / "storehook"


def add(merchant: Merchant, account: Account) -> str:
    """Add the store with this account, and return the output."""
    done = subprocess.run(
        [STOREHOOK, "stores", "add", merchant.store_hash, "--local"],
        cwd=merchant.deployed.stack.project,
        input=f"{account.tokens[0].value}\n{account.client_secret}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def new_account(merchant: Merchant) -> Account:
    """Create another API account in the store's control panel."""
    client_id, client_secret, token = (secrets.token_hex(16) for _ in range(3))
    account = Account(client_id, client_secret, (Token(token),))
    merchant.deployed.stack.sandbox.add_account(merchant.store_hash, account)
    return account


def clients(merchant: Merchant) -> Counter[str]:
    return Counter(hook.client_id for hook in merchant.hooks())


def new_customer(merchant: Merchant) -> str:
    email = f"{secrets.token_hex(4)}@example.com"
    sandbox = merchant.deployed.stack.sandbox
    customer = sandbox.create_customer(merchant.store_hash, email=email, first_name="Zoë", last_name="Q")
    return f"customer/{customer['id']}"


def runs(merchant: Merchant, customers: Iterable[str]) -> list[list[str]]:
    """Return the states of the runs of one action, by customer."""
    deployed = merchant.deployed
    table = RunRows(deployed.stack.emulator.client("dynamodb"), deployed.info.outputs["Runs"])
    found = [DynamoHistory(table).of_resource(merchant.store_hash, customer, 0.0) for customer in customers]
    return [[run.state for run in of_customer if run.action == "log_customer"] for of_customer in found]


@pytest.fixture
def merchant(deployed: Deployed) -> Merchant:
    """A store with a store-level API account."""
    merchant = new_merchant(deployed)
    store = merchant.account
    add(merchant, Account(store.client_id, store.client_secret, (Token(store.access_token),)))
    merchant.registered()
    return merchant


@pytest.mark.timeout(400)
def test_the_old_accounts_webhooks_are_deleted_and_every_event_of_the_change_runs_once(
    deployed: Deployed, merchant: Merchant
) -> None:
    old = clients(merchant)[merchant.account.client_id]
    customers = [new_customer(merchant)]
    until(lambda: runs(merchant, customers) == [["completed"]])
    account = new_account(merchant)

    # The command is interrupted between the two accounts, and an event comes meanwhile.
    deployed.stack.invoke("Reconciler", {"kind": "reconcile", "store_hash": merchant.store_hash, "unregister": True})
    until(lambda: not merchant.hooks())
    customers.append(new_customer(merchant))
    add(merchant, account)

    until(lambda: clients(merchant) == {account.client_id: old})
    customers.append(new_customer(merchant))
    until(lambda: runs(merchant, customers) == [["completed"]] * 3, seconds=240)


def test_what_a_refused_token_leaves_is_named_and_goes_with_the_old_account(
    deployed: Deployed, merchant: Merchant
) -> None:
    sandbox, old = deployed.stack.sandbox, merchant.account.client_id
    left = [hook for hook in merchant.hooks() if hook.client_id == old]
    sandbox.revoke_token(merchant.store_hash, old)

    said = add(merchant, account := new_account(merchant))

    assert all(f"{hook.id}  {hook.scope}  {hook.destination}" in said for hook in left)
    assert "Delete the old API account in the store's control panel." in said
    until(lambda: clients(merchant)[account.client_id] == len(left))
    assert not {webhook.id for webhook in merchant.registration().webhooks} & {hook.id for hook in left}

    sandbox.delete_account(merchant.store_hash, old)
    assert clients(merchant) == {account.client_id: len(left)}


def test_a_store_is_paused_after_a_second_refusal_and_resumed_when_its_token_works_again(
    deployed: Deployed, merchant: Merchant
) -> None:
    reconcile: dict[str, object] = {"kind": "reconcile", "store_hash": merchant.store_hash}
    credentials = stores_of(deployed).credentials(merchant.store_hash)
    assert credentials
    deployed.stack.sandbox.revoke_token(merchant.store_hash, merchant.account.client_id)

    deployed.stack.invoke("Reconciler", reconcile)
    refused_since = until(lambda: merchant.registration().refused_since)
    assert merchant.row()["status"] == {"S": "active"}

    deployed.stack.emulator.client("dynamodb").update_item(
        TableName=deployed.info.outputs["Stores"],
        Key={"store_hash": {"S": merchant.store_hash}},
        UpdateExpression="SET refused_since = :then, installed_at = :then",
        ExpressionAttributeValues={":then": {"N": str(refused_since - 400)}},
    )
    deployed.stack.invoke("Reconciler", reconcile)
    until(lambda: merchant.row()["status"] == {"S": "paused"})

    token = Token(str(credentials.token))
    account = Account(merchant.account.client_id, merchant.account.client_secret, (token,))
    deployed.stack.sandbox.add_account(merchant.store_hash, account)
    deployed.stack.invoke("Reconciler", {"kind": "reconcile-all", "status": "paused", "why": "refused"})
    until(lambda: merchant.row()["status"] == {"S": "active"})
