"""The demo of `make run`: one event, from the change in the store to the completed run, shown step by step."""

import time
from collections.abc import Callable
from typing import Any

from bigcommerce_sandbox.deliveries import Attempt, Delivery
from storehook.operations import Run
from storehook.operations.runs_service import RunsService
from storehook_cli.errors import CommandError
from storehook_cli.local.following import more, why
from storehook_cli.local.local_stack import STORE_HASH, LocalStack

TIMEOUT = 60.0
"""Seconds that each step may take."""

ORDER_ID = 100

SAMPLE = "sync_order"
"""The action that the demo shows."""


def show(stack: LocalStack) -> None:
    """Change an order, and show each step up to the echo of the action's write.

    Raises:
        CommandError: a step took longer than a minute, or a run failed. The message says which, and why.
    """
    say, started = stack.progress, time.monotonic()
    first = len(stack.sandbox.deliveries(STORE_HASH))
    # The time makes it a change, although an earlier start may have shown the demo in this store.
    stack.change_order(ORDER_ID, customer_message=f"Please use Gadget wrapping paper ({time.strftime('%X')})")
    say.done(f"Changed order {ORDER_ID} in the stand-in store", time.monotonic() - started)
    delivery = _delivery(stack, first)
    say.done(f"Delivery sent: {delivery.scope}, webhook-id {delivery.id}")
    attempt = _wait_for(lambda: _answered(stack, delivery), "the answer 200 to the delivery")
    say.done("Accepted: ingest verified the signature and answered 200", attempt.milliseconds / 1000)
    say.done('Queued in lane "default": ingest answers only once SQS has the message')
    _show_runs(stack, delivery, started)
    echo = _delivery(stack, first + 1)
    say.done(
        f"Written back: the order has a discount of {_order(stack)['discount_amount']}, and the store sends an echo"
    )
    _show_runs(stack, echo, started)
    say.done("No further write: the model saw no change")


def _show_runs(stack: LocalStack, delivery: Delivery, started: float) -> None:
    service = stack.deployment().runs()
    runs = _wait_for(lambda: _ended(service, delivery), "the run to end")
    for run in runs:
        if run.failure:
            raise CommandError(f"Action {run.key.action}, attempt {run.attempt}: {why(run)}\n{more(run)}")
        text = f"Run {run.state}: action {run.key.action}, attempt {run.attempt}"
        stack.progress.done(text, time.monotonic() - started)


def _delivery(stack: LocalStack, index: int) -> Delivery:
    return _wait_for(
        lambda: next(iter(stack.sandbox.deliveries(STORE_HASH, since=index)), None), "the stand-in store's delivery"
    )


def _order(stack: LocalStack) -> dict[str, Any]:
    return next(dict(order) for order in stack.sandbox.orders(STORE_HASH) if order["id"] == ORDER_ID)


def _answered(stack: LocalStack, delivery: Delivery) -> Attempt | None:
    attempts = stack.sandbox.deliveries(STORE_HASH)[delivery.index].attempts
    return next((attempt for attempt in attempts if attempt.succeeded), None)


def _ended(service: RunsService, delivery: Delivery) -> list[Run]:
    # A run that will be retried counts as well: its next attempt may be hours away.
    runs = service.of_event(STORE_HASH, delivery.id)
    return runs if all(run.failure or run.has_ended for run in runs) else []


def _wait_for[T](read: Callable[[], T | None], subject: str) -> T:
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        if value := read():
            return value
        time.sleep(0.05)
    raise CommandError(f"Waited {TIMEOUT:.0f} s for {subject}, in vain. See the logs in .local.")
