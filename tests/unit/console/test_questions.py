"""The console's routes that list questions and answer them."""

from typing import Any

import pytest
from tests.support.clocks import NOW
from tests.support.console_function import OPERATOR, ConsoleStack
from tests.support.runs import run

from storehook.errors import StepUnsure
from storehook.runs import run as runs
from storehook.runs.run import Run
from storehook.runs.steps import Step

REFUND = Step(name="refund?", question="Refund order 7?", choices=("refund", "refuse"), until=NOW + 60, stored_at=NOW)
QUESTION = {
    "step": "refund?",
    "question": "Refund order 7?",
    "choices": ["refund", "refuse"],
    "asked_at": NOW,
    "until": NOW + 60,
}
NAME = {"store_hash": "store1", "event_id": "event-1", "action": "sync_order", "generation": 0}


@pytest.fixture
def asking(operated: ConsoleStack) -> Run:
    """A run that asks a person."""
    claimed = run(1, state="running")
    operated.deployment.steps.put(claimed.run_key, REFUND)
    suspended = runs.suspend(claimed, runs.answer_of("refund?"), NOW, until=REFUND.until)
    operated.add(suspended, run(2))
    return suspended


@pytest.mark.usefixtures("asking")
def test_questions_are_listed_and_are_part_of_their_run(operated: ConsoleStack) -> None:
    address = {"store": "store1", "event": "event-1", "action": "sync_order"}

    assert operated.get("api/questions").json() == {"questions": [NAME | QUESTION], "next": None}
    assert operated.get("api/run", **address).json()["question"] == NAME | QUESTION
    assert operated.get("api/run", **(address | {"event": "event-2"})).json()["question"] is None


def test_a_page_of_questions_leads_to_the_next_one(operated: ConsoleStack) -> None:
    claimed = [run(number, state="running") for number in range(101)]
    operated.add(*(runs.ask(one, "charge", StepUnsure("charge"), NOW) for one in claimed))

    first = operated.get("api/questions").json()
    second = operated.get("api/questions", next=first["next"]).json()

    assert [len(page["questions"]) for page in (first, second)] == [100, 1]
    assert (second["next"], operated.get("api/questions", next="x").status) == (None, 400)


def test_a_choice_continues_the_run_and_the_audit_log_says_who_chose_what(operated: ConsoleStack, asking: Run) -> None:
    answer = operated.post("api/answer", {"run": NAME, "choice": "refund"})

    assert answer.json() == {"step": "refund?", "result": '"refund"', "continued": True}
    stored = operated.deployment.repository.rows[asking.key]
    assert (stored.state, stored.waits_for, runs.answer_to(stored, "refund?")) == ("waiting", None, "refund")
    assert operated.get("api/questions").json()["questions"] == []
    (entry,) = operated.audit_log.entries
    assert (entry.at, entry.by, entry.operation, entry.detail) == (NOW, OPERATOR, "answer question", "chose 'refund'")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"choice": "keep"}, 400),
        ({"result": '"refund"'}, 400),
        ({"result": None}, 400),
        ({}, 422),
        ({"choice": "refund", "result": None}, 422),
        ({"choice": "x" * 101}, 422),
    ],
)
def test_an_answer_that_is_no_choice_changes_nothing(
    operated: ConsoleStack, asking: Run, body: dict[str, Any], status: int
) -> None:
    assert operated.post("api/answer", {"run": NAME} | body).status == status
    assert operated.deployment.repository.rows[asking.key] == asking


def test_a_question_is_answered_once(operated: ConsoleStack, asking: Run) -> None:
    done = [operated.post("api/answer", {"run": NAME, "choice": choice}) for choice in ("refuse", "refund")]

    assert [answer.status for answer in done] == [200, 409]
    assert runs.answer_to(operated.deployment.repository.rows[asking.key], "refund?") == "refuse"
