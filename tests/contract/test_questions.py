"""Contract of every list of questions without an answer."""

import secrets
from dataclasses import dataclass, replace

import pytest
from tests.support.memory import MemoryQuestions
from tests.support.moto_stack import Cloud  # noqa: TC002
from tests.support.runs import NEVER, NOW, run

from storehook.aws.questions import DynamoQuestions
from storehook.aws.run_rows import RunRows
from storehook.aws.runs import DynamoRunRepository
from storehook.aws.steps import DynamoStepTable
from storehook.errors import StepUnsure
from storehook.history.errors import CursorInvalid
from storehook.runs import interventions
from storehook.runs import run as runs
from storehook.runs.ports import RunRepository
from storehook.runs.questions import Question, Questions
from storehook.runs.run import Run
from storehook.runs.steps import Step, StepTable
from storehook.saves import Saved
from storehook.testing.memory import MemoryRunRepository, MemoryStepTable

REFUND = Step(name="refund?", question="Refund order 7?", choices=("refund", "refuse"), until=NEVER, stored_at=NOW)


@dataclass
class Desk:
    """Tables that hold questions, and the name of a store that no other test uses."""

    repository: RunRepository
    steps: StepTable
    questions: Questions
    store: str

    def asks(self, number: int, asked: Step = REFUND) -> Run:
        """Store a run that asks a person."""
        claimed = run(number, store=self.store, state="running")
        self.steps.put(claimed.run_key, asked)
        return self._stored(claimed, runs.suspend(claimed, runs.answer_of(asked.name), NOW, until=asked.until))

    def is_unsure(self, number: int, at: float = NOW) -> Run:
        """Store a run that is held because of a step."""
        claimed = run(number, store=self.store, state="running")
        self.steps.put(claimed.run_key, Step(name="charge", owner="dead", stored_at=NOW))
        return self._stored(claimed, runs.ask(claimed, "charge", StepUnsure("charge"), at))

    def _stored(self, *versions: Run) -> Run:
        assert all(isinstance(self.repository.save(version), Saved) for version in versions)
        return versions[-1]

    def pages(self, limit: int) -> list[list[Question]]:
        """Return the questions of the store, page by page."""
        pages: list[list[Question]] = []
        cursor: str | None = None
        while cursor or not pages:
            page = self.questions.page(cursor, limit)
            pages.append([question for question in page.questions if question.key.store_hash == self.store])
            cursor = page.next
            assert len(pages) < 100, "The pages never end."
        return pages

    def listed(self, limit: int = 100) -> list[Question]:
        """Return all questions of the store."""
        return [question for page in self.pages(limit) for question in page]


@pytest.fixture(params=["memory", "stack", "moto"])
def desk(request: pytest.FixtureRequest) -> Desk:
    store = f"s{secrets.token_hex(8)}"
    if request.param == "memory":
        repository, steps = MemoryRunRepository(), MemoryStepTable()
        return Desk(repository, steps, MemoryQuestions(repository, steps), store)
    stack: Cloud = request.getfixturevalue(request.param)
    client, table = stack.emulator.client("dynamodb"), stack.outputs()["Runs"]
    return Desk(
        DynamoRunRepository(client, table, 86_400.0),
        DynamoStepTable(client, table, 86_400.0),
        DynamoQuestions(RunRows(client, table)),
        store,
    )


def test_questions_to_people_and_about_steps_are_listed_with_all_that_answers_need(desk: Desk) -> None:
    person, unsure = desk.asks(1), desk.is_unsure(2, NOW + 60)

    assert desk.listed() == [
        Question(
            key=person.key,
            step="refund?",
            text="Refund order 7?",
            choices=("refund", "refuse"),
            asked_at=NOW,
            until=NEVER,
        ),
        Question(key=unsure.key, step="charge", asked_at=NOW + 60),
    ]


def test_a_stored_question_is_the_same_question(desk: Desk) -> None:
    asking = desk.asks(1)

    assert desk.steps.of_run(asking.run_key) == {"refund?": REFUND}


def test_an_answered_question_is_not_listed(desk: Desk) -> None:
    asking = desk.asks(1)
    desk.steps.finish(asking.run_key, replace(REFUND, result='"refund"'))

    assert desk.listed() == []
    assert desk.steps.of_run(asking.run_key)["refund?"].result == '"refund"'


def test_a_forgotten_question_is_not_listed_and_can_be_asked_again(desk: Desk) -> None:
    asking = desk.asks(1)

    assert desk.steps.forget(asking.run_key, REFUND)
    assert (desk.listed(), desk.steps.of_run(asking.run_key)) == ([], {})
    desk.steps.put(asking.run_key, REFUND)
    assert [question.step for question in desk.listed()] == ["refund?"]


def test_a_question_with_an_answer_is_not_forgotten(desk: Desk) -> None:
    asking = desk.asks(1)
    desk.steps.finish(asking.run_key, replace(REFUND, result='"refund"'))

    assert not desk.steps.forget(asking.run_key, REFUND)


def test_a_run_with_a_new_answer_is_stored_with_it_and_asks_no_longer(desk: Desk) -> None:
    asking = desk.asks(1)
    answered = interventions.answer(asking, "refund?", owner="operator", now=NOW + 5, choice="refund")
    assert answered
    assert isinstance(desk.repository.save(answered), Saved)

    assert desk.listed() == []
    stored = desk.repository.get(asking.key)
    assert stored
    assert runs.answer_to(stored, "refund?") == "refund"


def test_pages_together_have_each_question_once_even_of_the_same_moment(desk: Desk) -> None:
    asking = [desk.asks(number).key for number in range(5)]
    unsure = [desk.is_unsure(number).key for number in range(5, 9)]

    found = [question.key for question in desk.listed(limit=2)]

    assert sorted(map(str, found)) == sorted(map(str, [*asking, *unsure]))


def test_pages_are_oldest_first(desk: Desk) -> None:
    for number, minutes in enumerate((3, 1, 2, 0)):
        desk.asks(number, replace(REFUND, stored_at=NOW + 60 * minutes))

    asked_at = [question.asked_at for question in desk.listed(limit=3)]

    assert asked_at == [NOW + 60 * minutes for minutes in range(4)]


@pytest.mark.parametrize("cursor", ["x", "eA==", "Cgo=", "é", "Cgp4Cg=="])
def test_a_cursor_that_no_page_gave_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        desk.questions.page(cursor, 10)
