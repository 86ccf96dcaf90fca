"""Answers each event of some stores with a write that causes the next: endless loops, but for storehook."""

from typing import Any

from storehook import Context, Params, action

OURS = "loops"
"""Prefix of these stores' hashes."""

SCOPES = [
    "store/brand/metafield/updated",
    "store/cart/lineItem/created",
    "store/category/updated",
    "store/channel/1/product/assigned",
    "store/channel/1/settings/robots/updated",
    "store/customer/address/updated",
    "store/customer/created",
    "store/order/created",
    "store/order/metafield/created",
    "store/order/refund/created",
    "store/priceList/record/updated",
    "store/product/inventory/updated",
    "store/product/metafield/updated",
    "store/product/updated",
    "store/shipment/created",
    "store/sku/inventory/updated",
    "store/sku/updated",
]


@action(webhooks=SCOPES, loop_limit=2)
def answer_echoes(params: Params, ctx: Context) -> None:
    """Write what the event asks for, itself or by a run that it enqueues with a key."""
    answer = params.get("answer")
    if answer and answer["enqueues"]:
        ctx.enqueue("answer_later", {"answer": answer}, key=f"answer-{ctx.trigger.hash}")
    elif answer:
        write(ctx.connections.bigcommerce.current, answer)


@action(loop_limit=2)
def answer_later(params: Params, ctx: Context) -> None:
    write(ctx.connections.bigcommerce.for_store_hash(params.storeHash), params.answer)


def write(store: Any, answer: dict[str, Any]) -> None:
    version, path = answer["path"][1:3], answer["path"][3:]
    api = getattr(store, version)
    (api.post if answer["method"] == "POST" else api.put)(path, json=answer["body"])


@action(webhooks=["store/order/statusUpdated"], loop_limit=2)
def flip_status(params: Params, ctx: Context) -> None:
    if params.storeHash.startswith(OURS):
        status_id = params.status["previous_status_id"]
        ctx.connections.bigcommerce.current.v2.put("/orders/{id}", id=params.id, json={"status_id": status_id})


@action(webhooks=["store/customer/updated"], loop_limit=2)
def count_changes(params: Params, ctx: Context) -> None:
    if params.storeHash.startswith(OURS):
        changes = [{"id": params.id, "notes": f"Changed by {ctx.run_key}"}]
        ctx.connections.bigcommerce.current.v3.put("/customers", json=changes)


@action(webhooks=["store/product/updated"], loop_limit=2)
def raise_price(params: Params, ctx: Context) -> None:
    if (product := product_of(params, ctx)) and product["name"] == "Dearer each time":
        new = {"price": product["price"] + 1}
        ctx.connections.bigcommerce.current.v3.put("/catalog/products/{id}", id=params.id, json=new)


@action(webhooks=["store/product/updated"], loop_limit=4)
def describe(params: Params, ctx: Context) -> None:
    """Write once for each edit: the echo of that finds nothing to change."""
    if (product := product_of(params, ctx)) and product["name"].startswith("Edit"):
        new = {"description": product["name"]}
        if product["description"] != product["name"]:
            ctx.connections.bigcommerce.current.v3.put("/catalog/products/{id}", id=params.id, json=new)


def product_of(params: Params, ctx: Context) -> dict[str, Any] | None:
    if not params.storeHash.startswith(OURS):
        return None
    return ctx.connections.bigcommerce.current.v3.get("/catalog/products/{id}", id=params.id)
