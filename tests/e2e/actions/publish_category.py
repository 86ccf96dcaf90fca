"""Stores a step, fails once, sleeps, and stores another step."""

import time

from storehook import Context, Params, Retries, action

SOON = Retries(retry_count=3, initial_interval=1, backoff_factor=1, randomize_interval=False)


@action(webhooks=["store/category/created"], retries=SOON, one_at_a_time=True)
def publish_category(params: Params, ctx: Context) -> None:
    began = ctx.step("begin", time.time)
    if ctx.trigger.attempt == 1:
        raise ConnectionError(f"category {params.id} is not there yet")
    ctx.sleep("nap", 3)
    ctx.step("end", lambda: time.time() - began, returns=float)
