"""An environment shows the steps of a run, lets its sleeps pass, and lets its process die in a step."""

from datetime import timedelta

import pytest

from storehook import Context, Params, action
from storehook.testing import ActionEnvironment

SENT: list[str] = []


def send_mail(template: str, customer: int) -> str:
    SENT.append(template)
    return f"{template} to {customer}"


@action(webhooks=["store/customer/created"])
def follow_up(params: Params, ctx: Context) -> None:
    ctx.step("welcome", send_mail, "welcome", params.id)
    ctx.sleep("before the reminder", timedelta(days=3))
    ctx.step("remind", send_mail, "reminder", params.id)


def charge(order: int) -> str:
    SENT.append(f"charge {order}")
    return f"ch_{order}"


@action(webhooks=["store/order/created"])
def settle(params: Params, ctx: Context) -> None:
    ctx.step("charge", charge, params.id, once=True)


@pytest.fixture
def stage() -> ActionEnvironment:
    SENT.clear()
    return ActionEnvironment(actions=(follow_up,))


def test_a_run_sleeps_until_time_has_passed(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/customer/created", type="customer", id=7)
    assert (run.state, run.waits_for, run.due_in) == ("waiting", "sleep/before the reminder", timedelta(days=3))
    assert (run.error, SENT) == (None, ["welcome"])
    assert "waiting for sleep/before the reminder, due in 3 days" in repr(run)

    assert stage.advance(days=2) == []
    stage.advance(days=1)

    assert (run.state, run.waits_for, SENT) == ("completed", None, ["welcome", "reminder"])


def test_a_run_shows_the_results_of_its_steps(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/customer/created", type="customer", id=7)
    stage.advance(days=3)

    assert run.steps == {"welcome": "welcome to 7", "before the reminder": None, "remind": "reminder to 7"}


def test_an_attempt_that_dies_in_a_step_executes_it_again(stage: ActionEnvironment) -> None:
    stage.kill(follow_up, after="step welcome")
    (run,) = stage.send("store/customer/created", type="customer", id=7)
    assert (run.steps, SENT) == ({}, ["welcome"])

    stage.advance(minutes=6)

    assert (run.steps["welcome"], SENT) == ("welcome to 7", ["welcome", "welcome"])


def test_an_attempt_that_dies_after_a_step_does_not_execute_it_again(stage: ActionEnvironment) -> None:
    stage.kill(follow_up, at='ctx.sleep("before the reminder"')
    stage.send("store/customer/created", type="customer", id=7)

    stage.advance(days=4)

    assert SENT == ["welcome", "reminder"]


def test_one_attempt_of_an_action_that_sleeps_tells_how_to_test_it(stage: ActionEnvironment) -> None:
    with pytest.raises(AssertionError, match=r"waits for sleep/before the reminder.*Use `send` and `advance`"):
        stage.run(follow_up, type="customer", id=7)


def test_another_attempt_of_one_event_finds_the_steps_of_the_one_before(stage: ActionEnvironment) -> None:
    for _ in range(2):
        with pytest.raises(AssertionError):
            stage.run(follow_up, event="one", type="customer", id=7)

    assert SENT == ["welcome"]


def test_a_run_that_dies_in_a_step_with_once_asks() -> None:
    SENT.clear()
    stage = ActionEnvironment(actions=(settle,))
    stage.kill(settle, after="step charge")
    (run,) = stage.send("store/order/created", type="order", id=113)

    stage.advance(minutes=6)

    assert (run.state, run.waits_for, SENT) == ("held", "answer/charge", ["charge 113"])
    assert run.failures[-1].startswith("StepUnsure: The step 'charge' was started")


def test_an_answer_lets_a_run_continue_with_the_result_or_executes_the_step_again() -> None:
    for result, sent, steps in (("ch_7", 1, {"charge": "ch_7"}), (None, 2, {"charge": "ch_113"})):
        SENT.clear()
        stage = ActionEnvironment(actions=(settle,))
        stage.kill(settle, after="step charge")
        (run,) = stage.send("store/order/created", type="order", id=113)
        stage.advance(minutes=6)

        stage.answer(run, result)

        assert (run.state, run.steps, len(SENT)) == ("completed", steps, sent)
