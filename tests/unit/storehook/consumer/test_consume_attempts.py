"""The consumer's way with an attempt that raises: another one, on whose schedule, or none."""

import pytest
from tests.support.deployment import deploy, queued
from tests.support.signed_deliveries import DELIVERY_ID, STORE

from storehook.errors import Fail, Retry, Throttled
from storehook.queues.lanes import MAX_POSTPONE
from storehook.queues.message import decode


def test_a_run_that_succeeds_at_its_third_attempt_keeps_all_three() -> None:
    deployment, _ = deploy(KeyError("first"), OSError("second"), None)

    assert deployment.work_through(10, 20) == ["retrying", "retrying", "completed"]
    run = deployment.run()
    assert (run.state, run.attempt) == ("completed", 3)
    errors = [attempt.failure and (attempt.failure.error_type, attempt.failure.error) for attempt in run.attempts]
    assert errors == [("KeyError", "'first'"), ("OSError", "second"), None]
    assert all("in __call__" in attempt.failure.traceback for attempt in run.attempts if attempt.failure)
    assert deployment.dead_letters["default"].messages == []


def test_a_failed_attempt_hides_its_message_until_the_next_one_is_due() -> None:
    deployment, _ = deploy(KeyError("first"), None)

    outcome = deployment.work()

    assert not outcome.acknowledged
    assert deployment.waits() == [10]
    assert deployment.run().next_attempt_at == deployment.clock.now + 10
    assert deployment.run().state == "retrying"


def test_a_message_that_comes_back_before_its_time_is_put_back_for_the_rest() -> None:
    deployment, script = deploy(KeyError("first"), None)
    deployment.work()
    deployment.clock.now += 4
    deployment.post(queued())

    assert deployment.work().result == "postponed"
    assert deployment.waits() == [6, 6]
    assert len(script.contexts) == 1


def test_each_attempt_is_told_its_number_and_whether_it_is_the_last() -> None:
    deployment, script = deploy(KeyError(), KeyError(), None)
    deployment.work_through(10, 20)

    told = [(ctx.trigger.attempt, ctx.trigger.retries, ctx.trigger.final_attempt) for ctx in script.contexts]

    assert told == [(1, 0, False), (2, 1, False), (3, 2, True)]
    assert {ctx.run_key for ctx in script.contexts} == {f"{STORE}/{DELIVERY_ID}/scripted"}


def test_a_fail_ends_the_run_at_once() -> None:
    deployment, script = deploy(Fail("the order is gone"))

    outcome = deployment.work()

    assert (outcome.result, outcome.acknowledged, len(script.contexts)) == ("failed", True, 1)
    run = deployment.run()
    assert (run.state, run.dead_lettered) == ("failed", True)
    assert run.failure is not None
    assert run.failure.error == "the order is gone"
    assert len(deployment.dead_letters["default"].messages) == 1


def test_a_run_fails_after_its_last_attempt() -> None:
    deployment, _ = deploy(KeyError(), KeyError(), KeyError())

    assert deployment.work_through(10, 20) == ["retrying", "retrying", "failed"]
    (letter,) = deployment.dead_letters["default"].messages
    assert letter.attributes["attempts"] == "3"
    assert decode(letter.text) == queued(action="scripted", redrives=1)
    assert deployment.queues["default"].messages == []


def test_an_action_can_say_when_it_is_tried_again() -> None:
    deployment, _ = deploy(Retry(after=123), None)

    deployment.work()

    assert deployment.waits() == [123]
    assert deployment.run().next_attempt_at == deployment.clock.now + 123


@pytest.mark.parametrize("after", [float("inf"), 10**9, MAX_POSTPONE + 1])
def test_an_action_cannot_hide_its_message_for_longer_than_the_queue_can(after: float) -> None:
    deployment, _ = deploy(Retry(after=after), None)

    deployment.work()

    assert deployment.waits() == [MAX_POSTPONE]


def test_being_throttled_counts_no_attempt_and_leaves_no_trace() -> None:
    deployment, script = deploy(Throttled(30), Throttled(30), Throttled(30), None, retry_count=0)

    assert deployment.work_through(30, 30, 30) == ["throttled", "throttled", "throttled", "completed"]
    assert [ctx.trigger.attempt for ctx in script.contexts] == [1, 1, 1, 1]
    assert len(deployment.run().attempts) == 1


def test_an_action_that_tries_to_exit_is_a_failed_attempt() -> None:
    deployment, _ = deploy(SystemExit(1), None)

    assert deployment.work().result == "retrying"
    failure = deployment.run().failure
    assert failure is not None
    assert failure.error_type == "SystemExit"
