"""A step with `once` is never executed twice. If nobody knows whether it happened, a person is asked."""

from collections.abc import Callable

import pytest
from tests.support.deployment import Deployment, Died, declared, queued

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import Fail, Retry
from storehook.runs.steps import Step

UNSURE = ("held", "question", "answer/charge")


class Bank:
    """A bank that charges, and then does what the test says."""

    def __init__(self, *steps: Callable[[], object] | BaseException | None) -> None:
        self.charges = 0
        self.steps = list(steps)

    def charge(self) -> int:
        self.charges += 1
        step = self.steps.pop(0) if self.steps else None
        if isinstance(step, BaseException):
            raise step
        if step is not None:
            step()
        return self.charges


def deployed(bank: Bank, *, one_at_a_time: bool = False) -> Deployment:
    def settle(_params: Params, ctx: Context) -> None:
        ctx.step("charge", bank.charge, once=True)

    deployment = Deployment(declared(settle, one_at_a_time=one_at_a_time))
    deployment.post(queued(action="settle", event_id="event-1"))
    return deployment


def held(deployment: Deployment) -> tuple[str, str | None, str | None]:
    run = deployment.run()
    return run.state, run.held_by, run.waits_for


def unsure(bank: Bank) -> Deployment:
    """Return a deployment whose run is held because its process died in the step."""
    bank.steps.insert(0, Died())
    deployment = deployed(bank)
    with pytest.raises(Died):
        deployment.work()
    deployment.clock.now += 400
    assert deployment.drain()[-1] == "held"
    return deployment


def test_a_step_that_returns_is_executed_once_over_all_attempts() -> None:
    bank, failures = Bank(), [ConnectionError(), ConnectionError()]

    def settle(_params: Params, ctx: Context) -> None:
        assert ctx.step("charge", bank.charge, once=True) == 1
        if failures:
            raise failures.pop()

    deployment = Deployment(declared(settle))
    deployment.post(queued())

    assert deployment.drain() == ["retrying", "retrying", "completed"]
    assert bank.charges == 1


def test_a_run_whose_process_died_in_the_step_is_held_and_says_what_to_do() -> None:
    bank = Bank()
    deployment = unsure(bank)

    assert (held(deployment), bank.charges) == (UNSURE, 1)
    failure = deployment.run().failure
    assert failure is not None
    assert failure.error_type == "StepUnsure"
    assert "storehook runs answer" in failure.error


def test_an_error_in_the_step_holds_the_run_with_the_error_as_its_cause() -> None:
    bank = Bank(ConnectionError("the answer was lost"))
    deployment = deployed(bank)

    assert deployment.drain() == ["held"]
    assert (held(deployment), bank.charges) == (UNSURE, 1)
    failure = deployment.run().failure
    assert failure is not None
    assert "the answer was lost" in failure.traceback


@pytest.mark.parametrize(("error", "results"), [(Retry("no"), ["retrying", "completed"]), (Fail("no"), ["failed"])])
def test_an_error_that_says_that_it_did_not_happen_asks_nobody(error: Exception, results: list[str]) -> None:
    bank = Bank(error)
    deployment = deployed(bank)

    assert deployment.drain() == results
    assert [step for step in deployment.steps.of_run(deployment.run().run_key).values() if step.is_started] == []


def test_a_held_run_stays_held_when_it_is_woken() -> None:
    deployment = unsure(Bank())
    deployment.post(queued(action="settle", event_id="event-1"))

    assert deployment.work().result == "early"
    assert held(deployment) == UNSURE


def test_a_late_result_answers_by_itself() -> None:
    """The attempt times out in the step, the next one is held, and then the step returns."""
    deployment: Deployment

    def others() -> None:
        # The attempt has timed out, and its message is delivered again.
        deployment.clock.now += 400
        assert deployment.work().result == "held"

    bank = Bank(others)
    deployment = deployed(bank)

    assert deployment.work().result == "fenced"
    assert deployment.drain() == ["completed"]
    assert bank.charges == 1


def test_a_result_that_comes_just_before_the_run_is_held_answers_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Bank(ConnectionError())
    deployment = deployed(bank)
    save = deployment.repository.save

    def late(run):
        if run.state == "held":
            deployment.steps.finish(run.run_key, Step(name="charge", result="7", stored_at=0.0))
        return save(run)

    monkeypatch.setattr(type(deployment.repository), "save", lambda _self, run: late(run))

    assert deployment.drain() == ["held", "completed"]
    assert bank.charges == 1


def test_a_held_run_has_released_its_resource_lock() -> None:
    bank = Bank(ConnectionError())
    deployment = deployed(bank, one_at_a_time=True)
    deployment.post(queued(action="settle", event_id="event-2"))

    assert deployment.drain() == ["held", "completed"]
    assert bank.charges == 2


def test_code_without_once_executes_a_started_step_again() -> None:
    bank = Bank()
    deployment = unsure(bank)

    def settle(_params: Params, ctx: Context) -> None:
        ctx.step("charge", bank.charge)

    deployment.registry = Deployment(declared(settle)).registry
    context = deployment.contexts()
    context.answered(deployment.run(), "charge")

    assert deployment.drain() == ["completed"]
    assert bank.charges == 2


def test_a_run_is_held_since_it_asked() -> None:
    deployment = unsure(Bank())

    assert deployment.run().updated_at == deployment.clock.now
    assert deployment.run().attempts[-1].ended_at == deployment.clock.now


def test_a_late_result_continues_its_run_under_a_new_token() -> None:
    deployment = unsure(Bank())
    before = deployment.run()

    deployment.contexts().answered(before, "charge")

    after = deployment.run()
    assert after.state == "waiting"
    assert after.owner not in {None, before.owner}


def test_a_late_result_of_a_run_that_was_deleted_changes_nothing() -> None:
    deployment = unsure(Bank())
    held = deployment.run()
    del deployment.repository.rows[held.key]

    deployment.contexts().answered(held, "charge")

    assert deployment.repository.rows == {}
