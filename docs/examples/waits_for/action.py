"""Remind the warehouse of an order that isn't shipped within a week."""

from datetime import timedelta

from storehook import Context, Params, action


@action(webhooks=["store/order/created"], waits_for={"store/shipment/created": "orderId"})
def watch_shipment(params: Params, ctx: Context) -> str:
    shipment = ctx.wait_for("store/shipment/created", params.id, within=timedelta(days=7))
    return f"shipment {shipment.id}" if shipment else "remind the warehouse"
