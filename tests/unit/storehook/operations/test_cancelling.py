"""A cancelled run does not run, unless it is asked for again."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.support.deployment import Deployment, Script, deploy
from tests.support.operations import NOBODY, key_of, run_operations, scheduled

from storehook.errors import Fail
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs


def test_a_run_that_is_not_there_cannot_be_cancelled() -> None:
    assert run_operations(Deployment()).cancel([NOBODY]) == 0


def test_a_cancelled_run_does_not_run() -> None:
    deployment, script = deploy(ValueError())
    deployment.work()

    assert run_operations(deployment).cancel([deployment.run().key]) == 1

    assert (deployment.run().state, deployment.run().next_attempt_at) == ("cancelled", 0.0)
    assert set(deployment.drain()) == {"duplicate"}
    assert len(script.contexts) == 1


def test_a_scheduled_run_can_be_cancelled() -> None:
    deployment, ran = scheduled(60.0)

    run_operations(deployment).cancel([key_of(deployment, "inner")])

    assert deployment.drain()[-1] == "duplicate"
    assert ran == []


@pytest.mark.parametrize("end", [lambda: deploy(None), lambda: deploy(Fail("no"))])
def test_a_run_that_has_ended_cannot_be_cancelled(end: Callable[[], tuple[Deployment, Script]]) -> None:
    deployment, _ = end()
    deployment.work()
    before = deployment.run()

    assert run_operations(deployment).cancel([before.key]) == 0
    assert deployment.run() == before


def test_a_run_that_starts_just_now_is_not_cancelled() -> None:
    deployment, _ = deploy(ValueError(), None)
    deployment.work()
    waiting = deployment.run()
    deployment.drain()

    class Late:
        """Says what was stored before."""

        def get(self, _key: RunKey) -> runs.Run:
            return waiting

        save = deployment.repository.save

    assert replace(run_operations(deployment), repository=Late()).cancel([waiting.key]) == 0
    assert deployment.run().state == "completed"


def test_a_cancelled_run_is_retried_without_a_further_word() -> None:
    deployment, script = deploy(ValueError(), None)
    deployment.work()
    run_operations(deployment).cancel([deployment.run().key])

    run_operations(deployment).retry([deployment.run().key])

    assert set(deployment.drain()) == {"completed", "duplicate"}
    assert len(script.contexts) == 2
