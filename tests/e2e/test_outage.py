"""BigCommerce could not deliver for longer than it tries: what changed meanwhile is caught up."""

import time
from collections import Counter

import httpx
import pytest
from tests.support.deployed import Deployed, until
from tests.support.merchants import Merchant, new_merchant
from tests.support.permissions import without

from storehook.aws.items import deserialize

ORDERS = 30
"""Number of orders that change."""
TRIED = 5
"""Of how many of them a webhook is tried. Then BigCommerce gives up, and sends none about the others."""
COMPRESSED = 0.00005
"""48 hours of retries in 9 seconds."""


@pytest.fixture
def merchant(deployed: Deployed) -> Merchant:
    """A store with orders and the app, that may be called as often as one likes."""
    merchant = new_merchant(deployed)
    control = f"{deployed.info.sandbox_url}/_sandbox/stores/{merchant.store_hash}"
    httpx.put(f"{control}/rate", json={"quota": 100_000}).raise_for_status()
    httpx.post(f"{control}/fill", json={"orders": ORDERS}).raise_for_status()
    merchant.install()
    merchant.registered()
    return merchant


def completed_runs(deployed: Deployed, merchant: Merchant, action: str) -> Counter[str]:
    """Count an action's completed runs about each resource of a store."""
    pages = (
        deployed.stack.emulator.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=deployed.info.outputs["Runs"],
            FilterExpression="store_hash = :store AND sk = :action AND #state = :state",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={
                ":store": {"S": merchant.store_hash},
                ":action": {"S": action},
                ":state": {"S": "completed"},
            },
        )
    )
    rows = [deserialize(row, int) for page in pages for row in page["Items"]]
    # Rows give the resource with its store before it, as the key of an index.
    return Counter(row["resource"].removeprefix(f"{merchant.store_hash}#") for row in rows)


@pytest.mark.timeout(900)
def test_orders_that_changed_while_nothing_could_be_delivered_each_have_one_completed_run(
    deployed: Deployed, merchant: Merchant
) -> None:
    sandbox = deployed.stack.sandbox
    orders = [order["id"] for order in sandbox.orders(merchant.store_hash)][-ORDERS:]

    def change(order_ids: list[int]) -> None:
        for order_id in order_ids:
            sandbox.update_order(merchant.store_hash, order_id, customer_message="changed in the dark")

    sandbox.compress(COMPRESSED)
    try:
        with without(deployed, "Ingest", "sqs:SendMessage"):
            change(orders[:TRIED])
            until(lambda: not any(each.state == "pending" for each in sandbox.deliveries(merchant.store_hash)), 400)
            change(orders[TRIED:])
    finally:
        sandbox.compress(0.01)
    assert len(sandbox.deliveries(merchant.store_hash)) < ORDERS
    assert "store/order/updated" not in merchant.scopes()  # BigCommerce has switched it off

    began = time.time()
    deployed.stack.invoke("Reconciler", {"kind": "reconcile", "store_hash": merchant.store_hash})

    merchant.reconciled(began)
    assert "store/order/updated" in merchant.scopes()
    wanted = {f"order/{order_id}" for order_id in orders}
    until(lambda: wanted <= completed_runs(deployed, merchant, "sync_order").keys(), seconds=240)
    until(lambda: deployed.waiting() == 0, seconds=120)
    found = completed_runs(deployed, merchant, "sync_order")
    assert {found[resource] for resource in wanted} == {1}
