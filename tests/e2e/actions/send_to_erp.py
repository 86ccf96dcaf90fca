"""Send an order that comes in to the ERP: with what it is of, where it goes, and whose it is."""

from collections.abc import Mapping
from typing import Any

import requests

from storehook import Context, Retries, action
from storehook.payloads import OrderPayload

AWAITING_FULFILLMENT = 11
"""The status of an order that is paid. The ERP wants no others."""

SECONDS = 10
"""Seconds that the ERP may take to answer."""


@action(webhooks=["store/order/created"], retries=Retries(initial_interval=1))
def send_to_erp(params: OrderPayload, ctx: Context) -> None:
    order = ctx.connections.bigcommerce.current.v2.get("/orders/{order_id}", order_id=params.id)
    if order is None or order["status_id"] != AWAITING_FULFILLMENT:
        return
    answer = requests.post(
        f"{ctx.settings.erp}/orders",
        json=sales_order(order, ctx),
        headers={"Authorization": f"Bearer {ctx.secrets['erp']}", "Idempotency-Key": ctx.run_key},
        timeout=SECONDS,
    )
    answer.raise_for_status()


def sales_order(order: Mapping[str, Any], ctx: Context) -> dict[str, Any]:
    """The order as the ERP takes it."""
    v2 = ctx.connections.bigcommerce.current.v2
    products = v2.list("/orders/{order_id}/products", order_id=order["id"])
    addresses = v2.list("/orders/{order_id}/shipping_addresses", order_id=order["id"])
    return {
        "number": order["id"],
        "total": order["total_inc_tax"],
        "currency": order["currency_code"],
        "buyer": buyer(order, ctx),
        "lines": [
            {"sku": each["sku"], "quantity": each["quantity"], "each": each["price_inc_tax"]} for each in products
        ],
        "ship_to": [{"street": each["street_1"], "city": each["city"], "zip": each["zip"]} for each in addresses],
    }


def buyer(order: Mapping[str, Any], ctx: Context) -> dict[str, Any]:
    """Return the buyer of an order: the customer, or for a guest the person in the billing address."""
    v3, query = ctx.connections.bigcommerce.current.v3, {"id:in": order["customer_id"]}
    found = next(v3.list("/customers", query=query), None) if order["customer_id"] else None
    known = found or order["billing_address"]
    return {"id": order["customer_id"], "email": known["email"], "name": f"{known['first_name']} {known['last_name']}"}
