"""A run that asks a person waits for one of the choices, or for the end of its time."""

import pytest
from tests.support.deployment import Deployment, Died, declared, queued
from tests.support.memory import MemoryQuestions
from tests.support.operations import run_operations
from tests.support.signed_deliveries import event_body

from storehook.actions.context import Context
from storehook.actions.params import Params

QUESTION = "Refund order 7?"


def asking(within: float = 3600.0) -> tuple[Deployment, list[str | None]]:
    """Return a deployment whose run asks, and the list of answers that the action gets."""
    answers: list[str | None] = []

    def settle(_params: Params, ctx: Context) -> None:
        answers.append(ctx.wait_for_person(QUESTION, ["refund", "refuse"], within=within))

    deployment = Deployment(declared(settle))
    deployment.post(queued(action="settle", event_id="event-1"))
    deployment.work()
    return deployment, answers


def choose(deployment: Deployment, choice: str) -> bool:
    return run_operations(deployment).answer(deployment.run(), QUESTION, choice)


def listed(deployment: Deployment) -> list[str | None]:
    """Return the questions that `storehook questions` lists."""
    page = MemoryQuestions(deployment.repository, deployment.steps).page(None, 10)
    return [question.text for question in page.questions]


def dies(*_: object) -> None:
    raise Died


def test_a_run_that_asks_waits_without_an_attempt_or_a_lease() -> None:
    deployment, answers = asking()

    run = deployment.run()
    assert (run.state, run.waits_for, run.attempt, run.lease_until) == ("waiting", f"answer/{QUESTION}", 0, 0.0)
    assert listed(deployment) == [QUESTION]
    assert answers == []


def test_the_action_gets_the_choice_and_the_question_leaves_the_list() -> None:
    deployment, answers = asking()

    assert choose(deployment, "refund")

    assert (deployment.drain(), answers, listed(deployment)) == (["completed"], ["refund"], [])


def test_without_an_answer_in_time_the_action_gets_none() -> None:
    deployment, answers = asking()

    assert deployment.drain()[-1] == "completed"
    assert answers == [None]


def test_every_attempt_gets_the_same_answer() -> None:
    answers: list[str | None] = []

    def settle(_params: Params, ctx: Context) -> None:
        answers.extend([ctx.wait_for_person(name, ["yes", "no"], within=60.0) for name in ("first?", "second?")])
        if len(answers) < 4:
            raise ValueError

    deployment = Deployment(declared(settle))
    deployment.post(queued(action="settle", event_id="event-1"))
    deployment.work()
    assert run_operations(deployment).answer(deployment.run(), "first?", "yes")

    assert deployment.drain()[-1] == "completed"
    assert answers == ["yes", None, "yes", None]


def test_after_an_answer_a_run_has_all_its_retries_again() -> None:
    tried: list[str] = []

    def settle(_params: Params, ctx: Context) -> None:
        if not tried:
            tried.append("before")
            raise ValueError
        ctx.wait_for_person(QUESTION, ["refund"], within=60.0)
        tried.append("after")
        raise ValueError

    deployment = Deployment(declared(settle))  # with two retries
    deployment.post(queued(action="settle", event_id="event-1"))

    assert deployment.drain()[-1] == "failed"
    assert tried == ["before", "after", "after", "after"]


def test_an_operator_who_wakes_the_run_does_not_end_the_wait() -> None:
    deployment, answers = asking()

    assert run_operations(deployment).retry([deployment.run().key], again=False) == 1
    deployment.work()

    assert (deployment.run().waits_for, answers) == (f"answer/{QUESTION}", [])


def test_a_run_that_asks_has_released_its_resource_lock() -> None:
    asked: list[str] = []

    def settle(_params: Params, ctx: Context) -> None:
        asked.append(ctx.run_key)
        ctx.wait_for_person(QUESTION, ["refund"], within=3600.0)

    deployment = Deployment(declared(settle, one_at_a_time=True))
    for number in range(2):
        deployment.post(queued(event_body("store/order/updated", hash=f"event-{number}")))
    for _ in range(2):
        deployment.work()

    assert len(asked) == 2


def test_the_first_of_two_answers_counts() -> None:
    deployment, answers = asking()
    run = deployment.run()

    done = [run_operations(deployment).answer(run, QUESTION, choice) for choice in ("refuse", "refund")]

    assert (done, deployment.drain(), answers) == ([True, False], ["completed"], ["refuse"])


def test_an_answer_to_another_question_changes_nothing() -> None:
    deployment, _ = asking()
    run = deployment.run()

    assert not run_operations(deployment).answer(run, "Refund order 8?", "refund")

    assert deployment.run() == run


def test_an_answer_outlives_the_process_that_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    deployment, answers = asking()
    choose(deployment, "refund")
    with monkeypatch.context() as patch:
        patch.setattr(type(deployment.steps), "finish", dies)
        with pytest.raises(Died):
            deployment.work()
    deployment.clock.now += 7200  # past the end of the question, too

    assert deployment.drain()[-1] == "completed"
    assert answers == ["refund"]


def test_a_cancelled_run_takes_its_question_from_the_list() -> None:
    deployment, _ = asking()

    run_operations(deployment).cancel([deployment.run().key])

    assert listed(deployment) == []
    assert deployment.steps.of_run(deployment.run().run_key) == {}


@pytest.mark.parametrize(
    ("question", "choices"),
    [
        (QUESTION, "yes"),
        (QUESTION, []),
        (QUESTION, ["yes", "yes"]),
        (QUESTION, [""]),
        (QUESTION, ["x" * 101]),
        (QUESTION, [str(number) for number in range(21)]),
        ("", ["yes"]),
        ("x" * 1001, ["yes"]),
    ],
)
def test_a_question_that_nobody_can_answer_fails_the_run(question: str, choices: list[str]) -> None:
    def settle(_params: Params, ctx: Context) -> None:
        ctx.wait_for_person(question, choices, within=60, name="question")

    deployment = Deployment(declared(settle))
    deployment.post(queued())

    assert deployment.drain() == ["failed"]
