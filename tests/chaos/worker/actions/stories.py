"""Actions of the stories. Each attempt that has done its work writes it down, so that a test can count it."""

import os
import time
from pathlib import Path

from models.kept import Kept

from storehook import Context, Fail, Params, Retries, action

SOON = Retries(retry_count=9, initial_interval=1, backoff_factor=1, randomize_interval=False)


@action(webhooks=["store/cart/created"], retries=SOON)
def work(params: Params, ctx: Context) -> None:
    if params.get("fails") == "until fixed" and not file("fixed", params.storeHash).exists():
        raise Fail("planned failure")
    if params.get("fails") == "once" and ctx.trigger.attempt == 1:
        raise ConnectionError("planned failure")
    time.sleep(params.get("seconds", 0))
    note(ctx)


@action(webhooks=["store/cart/updated"], retries=SOON)
def work_too(_params: Params, ctx: Context) -> None:
    note(ctx)


@action(webhooks=["store/cart/updated"], lane="long", retries=SOON)
def work_long(_params: Params, ctx: Context) -> None:
    note(ctx)


@action(webhooks=["store/cart/lineItem/created"], lane="long", retries=SOON)
def work_in_long_lane(params: Params, ctx: Context) -> None:
    time.sleep(params.get("seconds", 0))
    note(ctx)


@action(webhooks=["store/cart/abandoned"], retries=SOON)
def enqueue(params: Params, ctx: Context) -> None:
    ctx.enqueue("follow_up", {"cart": params.id})
    ctx.enqueue("follow_up", {"cart": params.id}, lane="long", delay=params.get("long_delay", 0))
    ctx.enqueue("follow_up", {"cart": params.id}, delay=params.delay, key=f"cart/{params.id}")
    note(ctx)


@action(retries=SOON)
def follow_up(_params: Params, ctx: Context) -> None:
    note(ctx)


@action(webhooks=["store/cart/deleted"], coalesce=2, retries=SOON)
def gather(_params: Params, ctx: Context) -> None:
    note(ctx)


@action(webhooks=["store/cart/couponApplied"], one_at_a_time=True, retries=SOON)
def work_in_turn(_params: Params, ctx: Context) -> None:
    note(ctx)


@action(webhooks=["store/order/updated"], retries=SOON)
def keep(params: Params, ctx: Context) -> None:
    order = ctx.connections.bigcommerce.current.v2.get("/orders/{order_id}", order_id=params.id)
    if order is not None:
        ctx.records(Kept).upsert(params.id, status=order["status"])
        note(ctx)


@action(webhooks=["store/product/updated"], retries=SOON)
def look_up(params: Params, ctx: Context) -> None:
    if ctx.connections.bigcommerce.current.v3.get("/catalog/products/{product_id}", product_id=params.id) is not None:
        note(ctx)


@action(webhooks=["store/subscriber/created"], retries=SOON)
def use_secret(params: Params, ctx: Context) -> None:
    assert ctx.secrets[params.storeHash]
    note(ctx)


def note(ctx: Context) -> None:
    """Append a line with one write, so that the lines of several processes don't mix."""
    with file("done", ctx.trigger.store_hash).open("a") as done:
        done.write(f"{ctx.run_key} {time.time()}\n")


def file(folder: str, store_hash: str) -> Path:
    """Return a store's file in one of the folders."""
    return Path(os.environ["FAULTS_FOLDER"], folder, store_hash)
