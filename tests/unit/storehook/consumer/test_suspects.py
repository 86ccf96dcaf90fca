"""A lost process costs its batch one redelivery and no attempt: a suspect starts only with its full time left."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.support.deployment import STEADY, Deployment, Died, at_once, declared, queued
from tests.support.signed_deliveries import event_body

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.deadline import Deadline
from storehook.consumer.batch import handle_batch
from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.errors import AttemptTimedOut
from storehook.queues.lanes import LONGEST_ATTEMPT
from storehook.testing.memory import Queued

LIMIT = LONGEST_ATTEMPT["default"]
VISIBILITY = 360.0


class Shop:
    """Ten events, all of which their first process took with it. Each then takes some seconds."""

    def __init__(self, seconds: float, *, timeout: float | None = None) -> None:
        self.seconds = seconds
        self.started: list[str] = []
        self.is_dying, self.all_started = True, threading.Barrier(10)
        self.deployment = Deployment(
            declared(self.charge, retries=replace(STEADY, retry_count=0), timeout=timeout),
        )
        for number in range(10):
            body = event_body(hash=f"event-{number}", data={"type": "order", "id": number})
            self.deployment.post(queued(body, delivery_id=f"event-{number}"))
        with pytest.raises(Died):
            self.invoke()
        self.deployment.clock.now += VISIBILITY
        self.is_dying = False

    def charge(self, _params: object, ctx: Context) -> None:
        if self.is_dying:
            self.all_started.wait()
            raise Died
        self.started.append(ctx.calls.run.key.event_id)
        self.deployment.clock.now += self.seconds

    def invoke(self) -> list[str | None]:
        """Start an invocation with up to ten visible messages, and return their results."""
        if not (batch := self.batch()):
            return []
        ends_at = self.deployment.clock.now + LIMIT
        outcomes = handle_batch(batch, lambda received: self.handle(received, ends_at))
        for received, outcome in zip(batch, outcomes, strict=True):
            if outcome and outcome.acknowledged:
                self.deployment.queues["default"].delete(received.receipt)
        return [outcome and outcome.result for outcome in outcomes]

    def handle(self, received: ReceivedMessage, ends_at: float) -> Outcome:
        left = min(received.seconds_left, ends_at - self.deployment.clock.now)
        consumer = replace(self.deployment.consumer(), run_until=self.until)
        return consumer.handle(replace(received, seconds_left=left))

    def until(self, deadline: Deadline, work: Callable[[], object]) -> BaseException | None:
        ends_at = self.deployment.clock.now + deadline.remaining()
        error = at_once(deadline, work)
        if self.deployment.clock.now <= ends_at:
            return error
        self.deployment.clock.now = ends_at
        return AttemptTimedOut(deadline.seconds)

    def visible(self) -> list[Queued]:
        """Return the messages that an invocation could receive now."""
        now = self.deployment.clock.now
        return [message for message in self.deployment.queues["default"].messages if message.visible_at <= now]

    def batch(self) -> list[ReceivedMessage]:
        batch = list[ReceivedMessage]()
        while len(batch) < 10 and self.visible():
            batch.append(self.deployment.receive())
        return batch


@pytest.mark.parametrize(("seconds", "timeout"), [(12.0, None), (20.0, None), (6.0, None), (12.0, 20.0), (50.0, None)])
def test_ten_runs_of_a_lost_process_complete_at_their_first_attempt_that_starts(
    seconds: float, timeout: float | None
) -> None:
    shop = Shop(seconds, timeout=timeout)

    for _ in range(10):
        shop.invoke()

    runs = shop.deployment.repository.rows.values()
    failures = [attempt.failure.error_type for run in runs for attempt in run.attempts if attempt.failure]
    assert ({run.state for run in runs}, failures) == ({"completed"}, [])


def lost_alone(deployment: Deployment, killer: str) -> None:
    """Say of a lost run that it was alone in its process, so that it has ended it."""
    (key,) = (key for key in deployment.repository.rows if key.event_id == killer)
    deployment.repository.rows[key] = replace(deployment.repository.rows[key], alone=True)


@pytest.mark.parametrize("killer", [f"event-{number}" for number in range(3)])
def test_a_run_that_has_ended_a_process_starts_after_every_other_suspect_of_its_batch(killer: str) -> None:
    shop = Shop(0.0)
    shop.deployment.registry = Registry([declared(shop.charge, retries=STEADY)])
    lost_alone(shop.deployment, killer)

    shop.invoke()

    assert shop.started[-1] == killer


def test_a_suspect_without_its_full_time_left_is_visible_at_once_and_starts_nothing() -> None:
    shop = Shop(12.0)

    results = shop.invoke()

    assert results == ["completed", *["suspect"] * 9]
    assert len(shop.started) == 1
    assert len(shop.visible()) == 9


def test_a_suspect_whose_action_has_a_short_timeout_needs_only_that_much_time_left() -> None:
    shop = Shop(12.0, timeout=20.0)

    assert shop.invoke() == ["completed"] * 4 + ["suspect"] * 6


def test_a_suspect_does_not_start_beside_code_that_timed_out_and_goes_on() -> None:
    shop = Shop(12.0, timeout=5.0)

    results = shop.invoke()

    assert results == ["failed", *["suspect"] * 9]
    assert len(shop.visible()) == 9


def test_in_a_busy_lane_a_suspect_comes_back_ever_more_rarely_so_that_sqs_does_not_give_it_up() -> None:
    shop = Shop(12.0)
    shop.invoke()
    (first, *_), started_at = shop.visible(), shop.deployment.clock.now
    waits: list[float] = []

    for _ in range(97):  # the template lets SQS deliver a message a hundred times
        shop.deployment.clock.now = max(first.visible_at, shop.deployment.clock.now + 12.0)
        received = ReceivedMessage(first.text, first.id, first.receipt or "", LIMIT - 12.0, first.receives, alone=True)
        first.receives += 1
        assert shop.deployment.consumer().handle(received).result == "suspect"
        waits.append(first.visible_at - shop.deployment.clock.now)

    assert waits[:5] == [0.0] * 5
    assert shop.deployment.clock.now - started_at > 12 * 3600
