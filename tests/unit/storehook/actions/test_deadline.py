"""An attempt that takes too long has failed, and is left without its tools."""

import threading
import time
from dataclasses import replace

import pytest
from tests.unit.storehook.conftest import Clock, Deployment, declared, queued

from storehook.actions.context import Context
from storehook.actions.deadline import Deadline, run_until, seconds_for
from storehook.actions.params import Params
from storehook.errors import AttemptTimedOut


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


def test_work_that_takes_too_long_is_given_up_and_has_no_time_left() -> None:
    deadline, release = Deadline(time.monotonic, 0.05), threading.Event()

    with pytest.raises(AttemptTimedOut, match="more than 0 s"):
        run_until(deadline, lambda: release.wait(10))

    assert deadline.remaining() == 0
    release.set()


def test_what_the_work_raises_comes_through() -> None:
    def work() -> None:
        raise KeyError("as it is")

    with pytest.raises(KeyError, match="as it is"):
        run_until(Deadline(time.monotonic, 5), work)


def test_an_attempt_that_times_out_counts_and_is_tried_again() -> None:
    release = threading.Event()

    def slow(params: Params, ctx: Context) -> None:
        if ctx.trigger.attempt == 1:
            release.wait(10)

    deployment = Deployment(declared(slow, timeout=0.05))
    deployment.post(queued())
    consumer = deployment.consumer()
    first = replace(consumer, run_until=lambda _deadline, work: run_until(Deadline(time.monotonic, 0.05), work))

    outcome = first.handle(deployment.receive())
    release.set()

    assert (outcome.result, outcome.run and outcome.run.failure and outcome.run.failure.error_type) == (
        "retrying",
        "AttemptTimedOut",
    )
    assert deployment.drain()[-1] == "completed"
