"""Sleeps for ever in its first attempt, where an event says so; others of its process note that they have run."""

import os
import time
from pathlib import Path
from typing import Any

from storehook import Context, Retries, action

SOON = Retries(retry_count=2, initial_interval=1, backoff_factor=1, randomize_interval=False)


@action(webhooks=["store/cart/couponApplied"], timeout=1, retries=SOON)
def stall(params: Any, ctx: Context) -> None:
    with Path(params.file).open("a") as file:
        file.write(f"{ctx.run_key} {ctx.trigger.attempt} {os.getpid()}\n")
    while params.stalls and ctx.trigger.attempt == 1:
        time.sleep(1)
