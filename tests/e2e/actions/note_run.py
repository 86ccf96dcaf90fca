"""Have an effect that is seen from outside, so that a test can count what was done, whatever is killed meanwhile."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from storehook import Context, Fail, Retries, action

SOON = Retries(retry_count=9, initial_interval=1, backoff_factor=1, randomize_interval=False)

MOMENT = 0.5
"""Seconds before and after the effect, in which a process may be killed."""


@action(webhooks=["store/cart/abandoned", "store/cart/created"], retries=SOON)
def note_run(params: Any, ctx: Context) -> None:
    with _noted(params, ctx):
        time.sleep(MOMENT)
        if params.fails == "always":
            raise Fail("as it was told")
        if params.fails == "once" and ctx.trigger.attempt == 1:
            raise ConnectionError("as it was told")
        _have_effect(params, ctx)
        time.sleep(MOMENT)


@action(webhooks=["store/cart/created"], lane="long", retries=SOON)
def note_run_of_long_lane(params: Any, ctx: Context) -> None:
    note_run(params, ctx)


@action(webhooks=["store/cart/updated"], retries=SOON)
def note_run_once_resumed(params: Any, ctx: Context) -> None:
    note_run(params, ctx)


@action(webhooks=["store/cart/deleted"], coalesce=2, retries=SOON)
def note_run_of_window(params: Any, ctx: Context) -> None:
    note_run(params, ctx)


def _have_effect(params: Any, ctx: Context) -> None:
    # As an API with idempotency keys does it: who comes with the same key again is told that it is done.
    with suppress(FileExistsError):
        (Path(params.folder) / "effects" / quote(ctx.run_key, safe="")).touch(exist_ok=False)


@contextmanager
def _noted(params: Any, ctx: Context) -> Iterator[None]:
    _note(params, f"{time.time()} began {os.getpid()} {ctx.run_key}")
    try:
        yield
    finally:  # whatever it raises; but not if its process dies
        _note(params, f"{time.time()} ended {os.getpid()} {ctx.run_key}")


def _note(params: Any, line: str) -> None:
    # One write at the end of the file: the lines of several processes do not mix.
    file = os.open(Path(params.folder) / "attempts", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, f"{line}\n".encode())
    finally:
        os.close(file)
