"""A run that fails wakes the next run that waits for its resource lock, at once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.support.deployment import STEADY, Deployment, Died, declared, queued
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.context import Context
from storehook.errors import Fail
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run

FIRST, NEXT = RunKey(STORE, "first", "push"), RunKey(STORE, "next", "push")


class Push:
    """An action that is deployed with `one_at_a_time`. The first event's run does something, the next one's waits."""

    __name__ = "push"

    def __init__(self, step: Callable[[], object], *, retry_count: int = 2) -> None:
        self.step = step
        retries = replace(STEADY, retry_count=retry_count)
        self.deployment = Deployment(declared(self, "store/order/*", one_at_a_time=True, retries=retries))
        self.post("first")

    def __call__(self, _params: object, ctx: Context) -> None:
        if ctx.trigger.hash == "first":
            self.step()

    def post(self, name: str) -> None:
        body = event_body(hash=name, data={"type": "order", "id": 113})
        self.deployment.post(queued(body, delivery_id=name))

    def let_the_next_wait(self) -> None:
        self.post("next")
        assert self.deployment.work().result == "queued"

    def run(self, key: RunKey) -> Run:
        return self.deployment.repository.rows[key]

    def starts_next_without_delay(self) -> bool:
        """Work on what is visible now, and return whether the next run completes."""
        while any(seconds <= 0 for seconds in self.deployment.waits()):
            self.deployment.work()
        return self.run(NEXT).state == "completed"


def raise_(error: BaseException) -> Callable[[], object]:
    def act() -> None:
        raise error

    return act


def test_a_run_that_fails_passes_its_lock_on() -> None:
    def fail() -> None:
        push.let_the_next_wait()
        raise Fail("no")

    push = Push(fail)
    assert push.deployment.work().result == "failed"

    assert push.starts_next_without_delay()


def test_a_run_whose_last_process_died_passes_its_lock_on() -> None:
    push = Push(raise_(Died()), retry_count=0)
    with pytest.raises(Died):
        push.deployment.work()
    push.let_the_next_wait()
    push.deployment.clock.now += 360

    assert push.starts_next_without_delay()
