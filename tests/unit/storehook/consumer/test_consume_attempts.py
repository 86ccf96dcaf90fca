"""The consumer's way with an attempt that raises: another one, on whose schedule, or none."""

from dataclasses import replace

import pytest
from tests.support.deployment import STEADY, Deployment, Script, declared, deploy, queued
from tests.support.memory import MemoryDeadLetters
from tests.support.signed_deliveries import DELIVERY_ID, STORE

from storehook.actions.action import Registry
from storehook.actions.deadline import MARGIN, Deadline
from storehook.errors import AttemptTimedOut, Fail, Retry, Throttled
from storehook.queues.lanes import MAX_DELAY
from storehook.queues.message import decode, encode
from storehook.queues.redrive import redrive
from storehook.queues.run_key import RunKey
from storehook.runs.failure import describe
from storehook.runs.retries import LONGEST_WAIT, SPREAD


def test_a_run_that_succeeds_at_its_third_attempt_keeps_all_three() -> None:
    deployment, _ = deploy(KeyError("first"), OSError("second"), None)

    assert deployment.work_through(10, 20) == ["retrying", "retrying", "completed"]
    run = deployment.run()
    assert (run.state, run.attempt) == ("completed", 3)
    errors = [attempt.failure and (attempt.failure.error_type, attempt.failure.error) for attempt in run.attempts]
    assert errors == [("KeyError", "'first'"), ("OSError", "second"), None]
    assert all("in __call__" in attempt.failure.traceback for attempt in run.attempts if attempt.failure)
    assert deployment.dead_letters["default"].messages == []


def test_a_failed_attempt_is_written_and_woken_when_the_next_one_is_due() -> None:
    deployment, _ = deploy(KeyError("first"), None)

    outcome = deployment.work()

    assert outcome.acknowledged
    assert deployment.waits() == [10]
    assert [message.receives for message in deployment.queues["default"].messages] == [0]
    assert deployment.run().next_attempt_at == deployment.clock.now + 10
    assert deployment.run().state == "retrying"


@pytest.mark.parametrize("text", [encode(queued()), encode(RunKey(STORE, DELIVERY_ID, "scripted"))])
def test_a_message_that_comes_before_the_run_is_due_is_forgotten(text: str) -> None:
    deployment, script = deploy(KeyError("first"), None)
    deployment.work()
    deployment.clock.now += 4
    deployment.post(text)

    outcome = deployment.work()
    assert (outcome.result, outcome.message.store_hash) == ("early", STORE)
    assert deployment.waits() == [6]
    assert len(script.contexts) == 1


def test_a_wake_up_that_is_lost_is_made_up_for_by_the_timer() -> None:
    deployment, script = deploy(KeyError("first"), None)
    deployment.work()
    deployment.queues["default"].messages.clear()

    assert deployment.drain() == ["completed"]
    assert len(script.contexts) == 2


def test_a_long_wait_is_in_the_row_alone() -> None:
    deployment, _ = deploy(Retry(after=86_400), None)
    deployment.work()
    began = deployment.clock.now

    assert deployment.queues["default"].messages == []
    assert deployment.drain() == ["completed"]
    assert deployment.clock.now - began == pytest.approx(86_400, abs=1)


def test_the_longest_wait_that_sqs_can_delay_has_a_wake_up() -> None:
    deployment, _ = deploy(Retry(after=MAX_DELAY))
    deployment.work()

    assert deployment.waits() == [MAX_DELAY]


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
    assert decode(letter.text) == queued(action="scripted", event_id=DELIVERY_ID, redrives=1)
    assert deployment.queues["default"].messages == []


def test_an_action_can_say_when_it_is_tried_again() -> None:
    deployment, _ = deploy(Retry(after=123), None)

    deployment.work()

    assert deployment.waits() == [123]
    assert deployment.run().next_attempt_at == deployment.clock.now + 123


@pytest.mark.parametrize("after", [float("inf"), 10**9])
def test_an_action_cannot_put_itself_off_for_longer_than_a_year(after: float) -> None:
    deployment, _ = deploy(Retry(after=after), None)

    deployment.work()

    assert deployment.run().next_attempt_at == deployment.clock.now + LONGEST_WAIT


def test_being_throttled_counts_no_attempt_and_leaves_no_trace() -> None:
    deployment, script = deploy(Throttled(30), Throttled(30), Throttled(30), None, retry_count=0)

    assert deployment.work_through(30, 30, 30) == ["throttled", "throttled", "throttled", "completed"]
    assert [ctx.trigger.attempt for ctx in script.contexts] == [1, 1, 1, 1]
    assert len(deployment.run().attempts) == 1


def test_a_throttled_attempt_begins_again_when_it_was_told_to() -> None:
    deployment, _ = deploy(Throttled(30), None)

    deployment.work()

    assert (deployment.waits(), deployment.run().next_attempt_at) == ([30], deployment.clock.now + 30)


def test_a_wait_is_spread_by_chance() -> None:
    deployment, script = deploy(KeyError(), None)
    spread = replace(STEADY, randomize_interval=True)
    deployment.registry = Registry([declared(script, retries=spread)])

    deployment.work()

    assert deployment.waits() == [pytest.approx(10 * (1 + SPREAD))]


def test_an_action_that_tries_to_exit_is_a_failed_attempt() -> None:
    deployment, _ = deploy(SystemExit(1), None)

    assert deployment.work().result == "retrying"
    failure = deployment.run().failure
    assert failure is not None
    assert failure.error_type == "SystemExit"


@pytest.mark.parametrize(("timeout", "seconds"), [(20.0, 20.0), (None, 60 - MARGIN)])
@pytest.mark.parametrize(
    ("error", "timed_out"), [(AttemptTimedOut(20.0), True), (KeyError("why"), False)], ids=["too long", "raised"]
)
def test_an_attempt_has_its_actions_time_within_the_functions_and_an_outcome_says_if_it_was_not_enough(
    timeout: float | None, seconds: float, error: Exception, timed_out: bool
) -> None:
    deployment, script = deploy()
    deployment.registry = Registry([declared(script, timeout=timeout)])
    given: list[float] = []

    def give_up(deadline: Deadline, _work: object) -> BaseException:
        given.append(deadline.seconds)
        return error

    outcome = replace(deployment.consumer(), run_until=give_up).handle(deployment.receive())

    assert (outcome.result, outcome.timed_out, given) == ("retrying", timed_out, [seconds])


def test_a_programming_error_fails_the_run_after_three_quick_attempts_and_says_so() -> None:
    deployment, script = deploy(*[KeyError("id")] * 3, retry_count=8)

    assert deployment.work_through(10, 20) == ["retrying", "retrying", "failed"]
    assert len(script.contexts) == 3
    failure = deployment.run().failure
    assert failure is not None
    assert failure.error == (
        "'id'\n(a programming error: 3 quick attempts, then failed. Fix the code, deploy, and retry the run.)"
    )


def test_an_error_that_may_end_by_itself_is_retried_as_often_as_declared() -> None:
    deployment, script = deploy(*[OSError("away")] * 9, retry_count=8)

    deployment.drain()

    assert len(script.contexts) == 9
    assert (deployment.run().failure or describe(KeyError())).error == "away"


def test_only_the_same_error_in_a_row_counts_as_a_programming_error_that_stays() -> None:
    steps = [KeyError("id"), KeyError("id"), OSError("away"), KeyError("id"), TypeError("none"), KeyError("id"), None]
    deployment, _ = deploy(*steps, retry_count=8)

    assert deployment.drain()[-1] == "completed"


def test_a_run_that_is_redriven_after_a_programming_error_has_all_attempts_again() -> None:
    deployment, _ = deploy(*[KeyError("id")] * 5, None, retry_count=8)
    deployment.drain()
    dead_letters = MemoryDeadLetters(deployment.dead_letters["default"], deployment.queues["default"])
    redrive(dead_letters)

    assert deployment.drain() == ["retrying", "retrying", "completed"]


def test_a_programming_error_fails_the_run_at_once_on_the_local_stack() -> None:
    deployment, _ = deploy(KeyError("id"), retry_count=8)
    deployment.is_local = True

    assert deployment.work().result == "failed"
    assert "a programming error: not tried again" in (deployment.run().failure or describe(OSError())).error


def test_an_action_can_have_its_programming_errors_retried_like_all_others() -> None:
    policy = replace(STEADY, retry_count=4, programming_error_retry_count=None)
    script = Script([*[KeyError("id")] * 4, None], [])
    deployment = Deployment(declared(script, retries=policy))
    deployment.is_local = True
    deployment.post(queued())

    assert deployment.drain()[-1] == "completed"
