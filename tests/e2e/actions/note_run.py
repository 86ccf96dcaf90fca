"""Has an effect that can be seen from outside: a line in a file, with the run's key."""

import time
from pathlib import Path

from storehook import Context, Params, action


@action(webhooks=["store/cart/abandoned"])
def note_run(params: Params, ctx: Context) -> None:
    time.sleep(0.3)
    with Path(params.file).open("a") as file:
        file.write(f"{ctx.run_key}\n")
    time.sleep(0.3)
