"""Commands about stores, on the deployed stack."""

import json
import time
from contextlib import chdir
from dataclasses import replace
from typing import Any

import pytest
from tests.support.deployed import Delivery, Deployed, until
from tests.support.merchants import Merchant, new_merchant
from tests.support.runs import run
from typer.testing import CliRunner

from storehook.aws.queues import SqsLanes, SqsTasks
from storehook.aws.runs import DynamoRunRepository
from storehook.queues.task import Task
from storehook.saves import SAVED
from storehook_cli.main import cli


def storehook(deployed: Deployed, *words: str, typed: str = "", codes: tuple[int, ...] = (0,)) -> str:
    """Run a command in the folder of the stack's project, in this process, and return its output."""
    with chdir(deployed.stack.project):
        done = CliRunner().invoke(cli, [*words, "--local"], input=typed)
    assert done.exit_code in codes, done.output
    return done.stdout


def shown(deployed: Deployed, merchant: Merchant) -> dict[str, Any]:
    return json.loads(storehook(deployed, "stores", "show", merchant.store_hash, "--json"))


def customer_created(merchant: Merchant, secret: str) -> Delivery:
    data = {"type": "customer", "id": 7}
    return merchant.deployed.delivery("store/customer/created", data, store_hash=merchant.store_hash, secret=secret)


@pytest.fixture(scope="module")
def merchant(deployed: Deployed) -> Merchant:
    """A store that is added with an API account of its own."""
    merchant = new_merchant(deployed)
    store = merchant.account
    storehook(deployed, "stores", "add", merchant.store_hash, typed=f"{store.access_token}\n{store.client_secret}\n")
    merchant.registered()
    return merchant


def test_a_store_level_account_has_its_webhooks_registered(deployed: Deployed, merchant: Merchant) -> None:
    api, store_hash = deployed.info.api_url, merchant.store_hash

    destinations = {hook.destination for hook in merchant.hooks()}
    assert destinations == {f"{api}/webhooks/{store_hash}", f"{api}/exceptions/{store_hash}"}
    assert {hook.client_id for hook in merchant.hooks()} == {merchant.account.client_id}


def test_its_webhooks_are_verified_with_its_own_client_secret(deployed: Deployed, merchant: Merchant) -> None:
    own = customer_created(merchant, merchant.account.client_secret)
    forged = customer_created(merchant, "another secret")

    assert (deployed.post(own), deployed.post(forged)) == (200, 401)
    until(lambda: deployed.runs(own.id, merchant.store_hash).get("log_customer", {}).get("state") == "completed")


def test_a_signed_delivery_that_names_no_store_needs_the_stores_key(deployed: Deployed, merchant: Merchant) -> None:
    named = replace(customer_created(merchant, merchant.account.client_secret), key="0" * 64)
    nameless = replace(named, body=b"{}")

    assert (deployed.post(named), deployed.post(nameless)) == (200, 401)


def test_a_store_is_listed_shown_paused_and_resumed(deployed: Deployed, merchant: Merchant) -> None:
    listed = json.loads(storehook(deployed, "stores", "list", "--json"))
    assert merchant.store_hash in {each["store_hash"] for each in listed}
    assert {each["scope"] for each in shown(deployed, merchant)["registration"]["webhooks"]} == {*merchant.scopes()}

    storehook(deployed, "stores", "pause", merchant.store_hash, "--reason", "Moving house")
    assert (shown(deployed, merchant)["status"], shown(deployed, merchant)["reason"]) == ("paused", "Moving house")

    storehook(deployed, "stores", "resume", merchant.store_hash)
    assert shown(deployed, merchant)["status"] == "active"


def test_a_plan_is_shown_before_webhooks_are_registered(deployed: Deployed, merchant: Merchant) -> None:
    hook = next(each for each in merchant.hooks() if each.scope == "store/order/updated")
    deployed.stack.sandbox.tamper(merchant.store_hash, "delete", hook_id=hook.id)

    planned = storehook(deployed, "webhooks", "reconcile", "--store", merchant.store_hash, "--dry-run")
    assert "create" in planned
    assert "store/order/updated" not in merchant.scopes()

    storehook(deployed, "webhooks", "reconcile", "--store", merchant.store_hash)
    assert "store/order/updated" in merchant.scopes()


def test_a_catch_up_is_previewed_and_made(deployed: Deployed, merchant: Merchant) -> None:
    planned = storehook(deployed, "catch-up", "--store", merchant.store_hash, "--since", "2d", "--dry-run")
    assert "sync_order" in planned

    assert "Caught up" in storehook(deployed, "catch-up", "--store", merchant.store_hash, "--since", "2d")


def test_a_removed_store_has_no_webhooks_and_no_secrets(deployed: Deployed) -> None:
    merchant = new_merchant(deployed)
    store = merchant.account
    storehook(deployed, "stores", "add", merchant.store_hash, typed=f"{store.access_token}\n{store.client_secret}\n")
    merchant.registered()

    storehook(deployed, "stores", "remove", merchant.store_hash, "--yes")

    assert merchant.hooks() == []
    assert merchant.row()["status"] == {"S": "uninstalled"}
    assert not {"token", "client_secret"} & merchant.row().keys()


def test_the_doctor_finds_the_stack_well_and_a_store_that_is_not(deployed: Deployed) -> None:
    merchant = new_merchant(deployed)
    merchant.install()
    merchant.registered()
    storehook(deployed, "stores", "pause", merchant.store_hash, "--reason", "Moving house")

    # Exit code 1, if a store of another test has a problem.
    found = {each["check"]: each for each in json.loads(storehook(deployed, "doctor", "--json", codes=(0, 1)))}
    stack = ("outputs", "clock", "app secret", "hook secret", "schedule", "timer", "deploy rule")
    assert {found[name]["level"] for name in stack} == {"ok"}
    assert found[f"store {merchant.store_hash}"]["level"] != "ok"


def purged(deployed: Deployed) -> Merchant:
    """A store that had runs and records, and was purged while its webhooks stay at BigCommerce."""
    merchant = new_merchant(deployed)
    merchant.install()
    merchant.registered()
    deployed.stack.sandbox.create_order(merchant.store_hash)
    until(lambda: records_of(deployed, merchant))
    storehook(deployed, "stores", "purge", merchant.store_hash, "--yes", "--force")
    return merchant


@pytest.mark.timeout(600)
def test_of_a_purged_store_nothing_is_kept_whatever_still_comes_until_it_is_installed_again(
    deployed: Deployed,
) -> None:
    merchant, outputs = purged(deployed), deployed.info.outputs
    sqs, dynamodb = deployed.stack.emulator.client("sqs"), deployed.stack.emulator.client("dynamodb")
    tasks = SqsTasks(sqs, outputs["ReconcileQueue"])
    late = run(store=merchant.store_hash, state="waiting")
    before = messages(deployed)  # messages of other tests, which may stay in flight for minutes

    assert DynamoRunRepository(dynamodb, outputs["Runs"], retention=86_400).save(late) == SAVED
    SqsLanes(sqs, {"default": outputs["DefaultQueue"]}, "default", "").send([("default", late.key)])
    deployed.deliver(customer_created(merchant, deployed.info.client_secret))
    deployed.stack.sandbox.create_order(merchant.store_hash)
    tasks.send(
        [
            Task("reconcile", merchant.store_hash),
            Task("catch-up", merchant.store_hash, since=time.time() - 3600),
            Task("uninstall", merchant.store_hash),
        ]
    )

    until(lambda: messages(deployed) <= before, seconds=200)
    assert merchant.row().keys() == {"store_hash", "status", "purged_at", "expires_at"}
    assert (records_of(deployed, merchant), runs_of(deployed, merchant)) == ([], [])

    merchant.install()

    merchant.registered()
    assert not {"purged_at", "expires_at"} & merchant.row().keys()
    deployed.stack.sandbox.create_order(merchant.store_hash)
    until(lambda: records_of(deployed, merchant))


def messages(deployed: Deployed) -> int:
    return deployed.waiting("Default") + deployed.waiting("Reconcile")


def records_of(deployed: Deployed, merchant: Merchant) -> list[Any]:
    answer = deployed.stack.emulator.client("dynamodb").query(
        TableName=deployed.info.outputs["Records"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"{merchant.store_hash}#Order"}},
        ConsistentRead=True,
    )
    return answer["Items"]


def runs_of(deployed: Deployed, merchant: Merchant) -> list[Any]:
    answer = deployed.stack.emulator.client("dynamodb").query(
        TableName=deployed.info.outputs["Runs"],
        IndexName="by-store",
        KeyConditionExpression="store_hash = :store",
        ExpressionAttributeValues={":store": {"S": merchant.store_hash}},
    )
    return answer["Items"]
