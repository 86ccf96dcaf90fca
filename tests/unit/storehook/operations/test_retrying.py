"""A retry runs a run once more, however often it is asked for."""

from dataclasses import replace

import pytest
from tests.support.deployment import Deployment, deploy
from tests.support.operations import NOBODY, failed, key_of, run_operations, scheduled

from storehook.errors import Fail
from storehook.queues.message import decode
from storehook.queues.ports import DeadLetter
from storehook.queues.redrive import redrive
from storehook.queues.run_key import RunKey
from storehook.runs.run import Run


def test_a_failed_run_is_retried_and_completes() -> None:
    deployment, script = failed(None)

    done = run_operations(deployment).retry([deployment.run().key])

    assert done == 1
    assert deployment.drain() == ["completed"]
    assert len(script.contexts) == 2


def test_a_retry_has_the_same_payload_and_a_fresh_budget_of_attempts() -> None:
    deployment, _ = failed(ValueError(), ValueError(), ValueError(), None)
    payload = deployment.run().message.payload

    run_operations(deployment).retry([deployment.run().key])

    assert deployment.drain() == ["retrying", "retrying", "failed"]
    assert deployment.run().message.payload == payload


@pytest.mark.parametrize("presses", [2, 5])
def test_pressing_again_before_the_run_starts_runs_it_once(presses: int) -> None:
    deployment, script = failed(None)

    for _ in range(presses):
        run_operations(deployment).retry([deployment.run().key])

    assert sorted(deployment.drain()) == ["completed"] + ["duplicate"] * (presses - 1)
    assert len(script.contexts) == 2


def test_pressing_again_after_it_failed_anew_is_another_retry() -> None:
    deployment, script = failed(Fail("still"), None)
    run_operations(deployment).retry([deployment.run().key])
    deployment.drain()

    run_operations(deployment).retry([deployment.run().key])

    assert deployment.drain() == ["completed"]
    assert len(script.contexts) == 3


def test_a_copy_of_a_retry_that_failed_anew_is_a_duplicate() -> None:
    deployment, script = failed(Fail("still"))
    run_operations(deployment).retry([deployment.run().key])
    run_operations(deployment).retry([deployment.run().key])

    assert deployment.drain() == ["failed", "duplicate"]
    assert len(script.contexts) == 2


def test_a_retry_takes_the_runs_dead_letter_with_it() -> None:
    deployment, _ = failed(None)

    run_operations(deployment).retry([deployment.run().key])

    assert deployment.dead_letters["default"].messages == []


def test_a_dead_letter_that_stayed_behind_does_no_harm() -> None:
    deployment, script = failed(None)
    letters = run_operations(deployment)
    replace(letters, letters={}).retry([deployment.run().key])
    deployment.drain()

    redrive(next(iter(letters.letters.values())))

    assert deployment.drain() == ["duplicate"]
    assert len(script.contexts) == 2


def test_a_dead_letter_of_an_earlier_retry_is_swept_too() -> None:
    deployment, _ = failed(Fail("still"), None)
    replace(run_operations(deployment), letters={}).retry([deployment.run().key])
    deployment.drain()
    assert len(deployment.dead_letters["default"].messages) == 2

    run_operations(deployment).retry([deployment.run().key])

    assert deployment.dead_letters["default"].messages == []


def test_a_retry_of_a_run_that_waits_for_its_next_attempt_makes_it_now() -> None:
    deployment, script = deploy(ValueError(), None)
    deployment.work()
    begun = deployment.clock.now

    assert run_operations(deployment).retry([deployment.run().key]) == 1

    assert deployment.work().result == "completed"
    assert deployment.clock.now == begun
    assert deployment.drain() == ["duplicate"]
    assert len(script.contexts) == 2


def test_a_scheduled_run_is_retried_now_and_only_once() -> None:
    deployment, ran = scheduled(3600.0)
    begun = deployment.clock.now

    run_operations(deployment).retry([key_of(deployment, "inner")])
    run_operations(deployment).retry([key_of(deployment, "inner")])

    assert deployment.work().result == "completed"
    assert deployment.clock.now == begun
    assert deployment.drain() == ["duplicate"]
    assert ran == ["inner"]


def test_who_dies_between_the_row_and_the_wake_up_leaves_the_run_to_the_timer() -> None:
    deployment, ran = scheduled(3600.0)

    class Dead:
        def send(self, *_: object, **__: object) -> None:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        replace(run_operations(deployment), lanes=Dead()).retry([key_of(deployment, "inner")])

    assert deployment.drain()[-1] == "completed"
    assert ran == ["inner"]


def test_a_run_that_is_running_is_left_alone() -> None:
    deployment, script = deploy(None)
    pressed: list[int] = []

    script.steps = [lambda: pressed.append(run_operations(deployment).retry([deployment.run().key], again=True))]
    deployment.work()

    assert pressed == [0]
    assert deployment.drain() == []


def test_a_run_that_starts_just_now_is_not_sent_a_second_time() -> None:
    deployment, _ = deploy(ValueError(), None)
    deployment.work()
    waiting = deployment.run()
    deployment.drain()

    class Late:
        """Says what was stored before."""

        def get(self, _key: RunKey) -> Run:
            return waiting

        save = deployment.repository.save

    found = replace(run_operations(deployment), repository=Late(), clock=lambda: waiting.updated_at)

    assert found.retry([waiting.key]) == 0
    assert deployment.queues["default"].messages == []


class Untouched:
    """Dead letters that nobody may look at."""

    def receive_some(self) -> list[DeadLetter]:
        pytest.fail("They would be hidden from others for nothing.")


def test_a_retry_looks_at_the_dead_letters_of_its_own_lane_alone() -> None:
    deployment, _ = failed(None)
    found = run_operations(deployment)

    replace(found, letters={**found.letters, "long": Untouched()}).retry([deployment.run().key])

    assert deployment.dead_letters["default"].messages == []


def test_a_retry_of_what_has_no_dead_letter_looks_at_none() -> None:
    deployment, _ = deploy(ValueError(), None)
    deployment.work()

    found = replace(run_operations(deployment), letters={"default": Untouched()})

    assert found.retry([deployment.run().key]) == 1


def test_a_run_that_is_not_there_is_skipped() -> None:
    assert run_operations(Deployment()).retry([NOBODY]) == 0


def test_a_run_that_is_named_twice_is_retried_once() -> None:
    deployment, _ = failed(None)
    key = deployment.run().key

    assert run_operations(deployment).retry([key, key]) == 1
    assert len(deployment.queues["default"].messages) == 1


def test_a_retried_run_counts_as_often_redriven_as_its_dead_letter_and_says_that_it_waits() -> None:
    deployment, _ = failed(None)
    (letter,) = deployment.dead_letters["default"].messages

    run_operations(deployment).retry([deployment.run().key])

    run = deployment.run()
    assert (run.message, run.state, run.attempt) == (decode(letter.text), "waiting", 0)


def test_a_failed_run_whose_dead_letter_is_still_to_be_sent_is_not_retried_beside_it() -> None:
    deployment, _ = failed(None)
    run = replace(deployment.run(), dead_lettered=False)
    deployment.repository.rows[run.key] = run

    assert run_operations(deployment).retry([run.key]) == 0
