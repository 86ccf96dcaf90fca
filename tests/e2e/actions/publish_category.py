"""Stores a step, fails once, sleeps, stores another step, and waits for an event."""

import time

from storehook import Context, Params, Retries, action

SOON = Retries(retry_count=3, initial_interval=1, backoff_factor=1, randomize_interval=False)


@action(
    webhooks=["store/category/created"],
    waits_for={"store/category/metafield/created": "resource_id"},
    retries=SOON,
    one_at_a_time=True,
)
def publish_category(params: Params, ctx: Context) -> None:
    began = ctx.step("begin", time.time)
    if ctx.trigger.attempt == 1:
        raise ConnectionError(f"category {params.id} is not there yet")
    ctx.sleep("nap", 3)
    ctx.step("end", lambda: time.time() - began, returns=float)
    ctx.wait_for("store/category/metafield/created", params.id, within=3600)
