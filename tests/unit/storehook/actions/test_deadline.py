"""An attempt that takes too long has failed, and is left without its tools."""

import asyncio
import threading
import time
from dataclasses import replace
from queue import Queue

import pytest
from tests.support.clocks import Clock
from tests.support.deployment import Deployment, declared, queued

from storehook.actions.context import Context
from storehook.actions.deadline import Deadline, run_until, seconds_for
from storehook.actions.params import Params
from storehook.errors import AttemptTimedOut
from storehook.runs.retries import Retries

ONCE = Retries(retry_count=0)


@pytest.mark.parametrize(
    ("timeout", "left", "seconds"), [(None, 60, 58), (10, 60, 10), (90, 60, 58), (None, 2, 1), (None, 900, 898)]
)
def test_an_attempt_may_take_what_its_action_asks_for_within_what_its_function_has(
    timeout: float | None, left: float, seconds: float
) -> None:
    assert seconds_for(timeout, left) == seconds


def test_the_remaining_time_goes_down_to_nothing(clock: Clock) -> None:
    deadline = Deadline(clock, 10)
    clock.now += 4
    assert deadline.remaining() == 6
    clock.now += 7
    assert deadline.remaining() == 0


def shortened(deadline: Deadline) -> Deadline:
    """The same deadline, a moment from now by the real clock."""
    deadline.clock, deadline._ends_at = time.monotonic, time.monotonic() + 0.05
    return deadline


def test_work_that_takes_too_long_is_given_up_and_has_no_time_left() -> None:
    deadline, release = Deadline(time.monotonic, 0.05), threading.Event()

    error = run_until(deadline, lambda: release.wait(10))

    assert isinstance(error, AttemptTimedOut)
    assert deadline.remaining() == 0
    release.set()


def test_what_the_work_raises_is_told() -> None:
    def work() -> None:
        raise KeyError("as it is")

    assert isinstance(run_until(Deadline(time.monotonic, 5), work), KeyError)


def test_an_attempt_that_times_out_counts_and_is_tried_again() -> None:
    release = threading.Event()

    def slow(params: Params, ctx: Context) -> None:
        if ctx.trigger.attempt == 1:
            release.wait(10)

    deployment = Deployment(declared(slow, timeout=0.05))
    deployment.post(queued())
    consumer = deployment.consumer()
    first = replace(consumer, run_until=lambda deadline, work: run_until(shortened(deadline), work))

    received = deployment.receive()
    outcome = first.handle(received)
    deployment.queues["default"].delete(received.receipt)
    release.set()

    assert (outcome.result, outcome.run and outcome.run.failure and outcome.run.failure.error_type) == (
        "retrying",
        "AttemptTimedOut",
    )
    assert deployment.drain()[-1] == "completed"


@pytest.mark.parametrize("tool", ["enqueue", "call"])
def test_an_attempt_that_timed_out_can_neither_enqueue_nor_call_any_more(tool: str) -> None:
    release, raised = threading.Event(), Queue[BaseException | None]()
    called: list[str] = []

    def slow(params: Params, ctx: Context) -> None:
        release.wait(10)
        try:
            getattr(ctx, tool)("other")
            raised.put(None)
        except BaseException as error:
            raised.put(error)

    def other(params: Params, ctx: Context) -> None:
        called.append("other")

    deployment = Deployment(declared(slow, timeout=0.05, retries=ONCE), declared(other, "store/cart/created"))
    deployment.post(queued())
    consumer = deployment.consumer()
    first = replace(consumer, run_until=lambda deadline, work: run_until(shortened(deadline), work))

    assert first.handle(deployment.receive()).result == "failed"
    release.set()

    assert isinstance(raised.get(timeout=10), AttemptTimedOut)
    assert (called, [key.action for key in deployment.repository.rows]) == ([], ["slow"])


@pytest.mark.parametrize("error", [asyncio.CancelledError(), KeyboardInterrupt(), GeneratorExit(), SystemExit(1)])
def test_whatever_an_action_raises_is_its_own_runs_failure(error: BaseException) -> None:
    def broken(params: Params, ctx: Context) -> None:
        raise error

    deployment = Deployment(declared(broken, retries=ONCE))
    deployment.post(queued())

    run = deployment.consumer().handle(deployment.receive()).run

    assert run is not None
    assert (run.state, run.failure and run.failure.error_type) == ("failed", type(error).__name__)
