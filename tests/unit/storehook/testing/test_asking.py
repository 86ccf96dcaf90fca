"""An environment lets a person answer a run's question, and lets the time for the answer end."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from storehook import Context, Params, action
from storehook.testing import ActionEnvironment

PAID: list[int] = []


def pay_back(order: int) -> None:
    PAID.append(order)


@action(webhooks=["store/order/statusUpdated"])
def refund(params: Params, ctx: Context) -> str:
    choice = ctx.wait_for_person(f"Refund order {params.id}?", ["refund", "refuse"], within=timedelta(days=2))
    if choice == "refund":
        ctx.step("refund", pay_back, params.id, once=True)
    return choice or "nobody answered"


def asking(question: str, *choices: str, name: str | None = None, days: int = 2) -> Callable[..., object]:
    """Return other code of the action."""

    @action(webhooks=["store/order/statusUpdated"])
    def refund(_params: Params, ctx: Context) -> str:
        return ctx.wait_for_person(question, choices, within=timedelta(days=days), name=name) or "nobody answered"

    return refund


@pytest.fixture
def stage() -> ActionEnvironment:
    PAID.clear()
    return ActionEnvironment(actions=(refund,))


def test_a_person_answers(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/order/statusUpdated", type="order", id=113)
    assert run.waits_for == "answer/Refund order 113?"

    stage.answer(run, "refund")

    assert (run.result, PAID) == ("refund", [113])


def test_nobody_answers_in_time(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/order/statusUpdated", type="order", id=113)

    stage.advance(days=2)

    assert (run.result, run.steps) == ("nobody answered", {"Refund order 113?": None})


def test_an_answer_that_is_no_choice_is_refused_with_the_choices(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/order/statusUpdated", type="order", id=113)

    with pytest.raises(AssertionError, match="'keep' is not a choice of 'Refund order 113\\?': refund, refuse"):
        stage.answer(run, "keep")


def test_a_question_with_a_name_may_change_its_text_and_its_time(stage: ActionEnvironment) -> None:
    stage.deploy(asking("Refund?", "refund", "refuse", name="refund?"))
    (run,) = stage.send("store/order/statusUpdated", type="order", id=113)
    stage.deploy(asking("Refund it now?", "refund", "refuse", name="refund?", days=30))

    stage.advance(days=1)
    assert stage.advance(days=1) != []

    assert (run.result, run.steps) == ("nobody answered", {"refund?": None})


def test_a_question_with_another_text_and_without_a_name_is_another_question(stage: ActionEnvironment) -> None:
    (run,) = stage.send("store/order/statusUpdated", type="order", id=113)
    stage.deploy(asking("Refund it now?", "refund", "refuse"))

    stage.answer(run, "refund")
    assert run.waits_for == "answer/Refund it now?"
    stage.answer(run, "refuse")

    assert (run.result, run.steps) == ("refuse", {"Refund order 113?": None, "Refund it now?": "refuse"})


@pytest.mark.parametrize(("chosen", "state", "error"), [("refund", "completed", None), ("refuse", "failed", "refuse")])
def test_an_answer_that_the_new_code_does_not_offer_fails_the_run(
    stage: ActionEnvironment, chosen: str, state: str, error: str | None
) -> None:
    (run,) = stage.send("store/order/statusUpdated", type="order", id=113)
    stage.deploy(asking("Refund order 113?", "refund", "keep"))

    stage.answer(run, chosen)

    assert (run.state, error is None or error in str(run.error)) == (state, True)


def test_a_question_that_becomes_a_sleep_fails_the_run(stage: ActionEnvironment) -> None:
    @action(webhooks=["store/order/statusUpdated"])
    def refund(_params: Params, ctx: Context) -> None:
        ctx.sleep("Refund order 113?", 60)

    (run,) = stage.send("store/order/statusUpdated", type="order", id=113)
    stage.deploy(refund)

    stage.answer(run, "refund")

    assert (run.state, "it was a question, and is now a sleep" in str(run.error)) == ("failed", True)
