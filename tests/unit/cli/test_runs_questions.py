"""`storehook questions`, and `storehook runs answer`."""

import json
import time

import pytest
from tests.support.runs import NEVER, NOW, run
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.errors import StepUnsure
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.run import Run
from storehook.runs.steps import Step

NAMED = ("store1", "event-1", "sync_order")


def hold(memory_stack: MemoryStack, started_at: float, *, owner: str = "dead", lane: str = "default") -> Run:
    """Return a run that `worker` holds because of a step that somebody has started."""
    claimed = run(1, state="running", created_at=1_800_000_000.0, lane=lane)
    memory_stack.steps.put(claimed.run_key, Step(name="charge", owner=owner, stored_at=started_at))
    return runs.ask(claimed, "charge", StepUnsure("charge"), 1_800_000_060.0)


def asks(memory_stack: MemoryStack, number: int) -> Run:
    """Return a run that asks a person."""
    claimed = run(number, state="running")
    choices = ("refund", "refuse")
    asked = Step(name="refund?", question="Refund order 7?", choices=choices, until=NEVER, stored_at=NOW + number)
    memory_stack.steps.put(claimed.run_key, asked)
    return runs.suspend(claimed, runs.answer_of("refund?"), NOW, until=NEVER)


@pytest.fixture
def asking(memory_stack: MemoryStack) -> Run:
    """A run that is held because of a step."""
    held = hold(memory_stack, 1.0)
    memory_stack.has_run(held, run(2))
    return held


def stored(memory_stack: MemoryStack) -> Run:
    return memory_stack.ran.rows[RunKey.named(*NAMED)]


@pytest.mark.usefixtures("asking")
def test_runs_that_ask_are_listed(storehook: Storehook) -> None:
    listed = json.loads(storehook("questions", "--json").stdout)["questions"]

    assert [(row["event_id"], row["step"], row["question"], row["choices"]) for row in listed] == [
        ("event-1", "charge", None, [])
    ]


def test_without_questions_the_list_says_so(storehook: Storehook) -> None:
    assert "No run asks a person" in storehook("questions").output


@pytest.mark.usefixtures("asking")
def test_a_result_is_stored_and_the_run_continues(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = storehook("runs", "answer", *NAMED, "--result", '"ch_1"')

    assert done.exit_code == 0, done.output
    assert """'charge' has the result "ch_1". The run continues.""" in done.output
    assert (stored(memory_stack).state, stored(memory_stack).waits_for) == ("waiting", None)
    assert memory_stack.steps.of_run(stored(memory_stack).run_key)["charge"].result == '"ch_1"'
    assert memory_stack.letters["default"].queue.receive() is not None


@pytest.mark.usefixtures("asking")
def test_a_step_that_has_not_happened_is_forgotten(storehook: Storehook, memory_stack: MemoryStack) -> None:
    assert "is executed again" in storehook("runs", "answer", *NAMED, "--again").output

    assert memory_stack.steps.of_run(stored(memory_stack).run_key) == {}
    assert stored(memory_stack).state == "waiting"


@pytest.mark.parametrize(("lane", "longest"), [("default", 60), ("long", 900)])
def test_a_step_is_not_executed_again_while_its_worker_may_still_be_in_it(
    storehook: Storehook, memory_stack: MemoryStack, lane: str, longest: int
) -> None:
    memory_stack.has_run(hold(memory_stack, time.time() - longest + 30, lane=lane))

    done = storehook("runs", "answer", *NAMED, "--again")

    assert (done.exit_code, "may still be running until" in done.output) == (1, True)
    assert stored(memory_stack).state == "held"
    assert "charge" in memory_stack.steps.of_run(stored(memory_stack).run_key)


@pytest.mark.parametrize(("owner", "age"), [("dead", 61), ("worker", 0)])
def test_a_step_is_executed_again_if_its_worker_has_ended(
    storehook: Storehook, memory_stack: MemoryStack, owner: str, age: int
) -> None:
    """The worker that asked has ended its step itself."""
    memory_stack.has_run(hold(memory_stack, time.time() - age, owner=owner))

    assert "is executed again" in storehook("runs", "answer", *NAMED, "--again").output


def test_a_result_is_accepted_while_the_worker_may_still_be_in_the_step(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    memory_stack.has_run(hold(memory_stack, time.time()))

    assert "The run continues." in storehook("runs", "answer", *NAMED, "--result", "1").output


def test_a_choice_continues_the_run(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.has_run(asks(memory_stack, 1))

    done = storehook("runs", "answer", *NAMED, "--choice", "refund")

    assert done.output == """'refund?' has the result "refund". The run continues.\n"""
    assert runs.answer_to(stored(memory_stack), "refund?") == "refund"
    assert [entry.detail for entry in memory_stack.audit_log.entries] == ["chose 'refund'"]


@pytest.mark.parametrize("words", [("--choice", "keep"), ("--again",), ("--result", '"refund"')])
def test_what_is_no_choice_is_refused_with_the_choices(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]
) -> None:
    memory_stack.has_run(asks(memory_stack, 1))

    done = storehook("runs", "answer", *NAMED, *words)

    assert (done.exit_code, "Choose one of ['refund', 'refuse']" in done.output) == (1, True)
    assert stored(memory_stack).waits_for == "answer/refund?"


@pytest.mark.usefixtures("asking")
def test_a_choice_does_not_answer_whether_a_step_happened(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = storehook("runs", "answer", *NAMED, "--choice", "refund")

    assert (done.exit_code, "asks whether the step 'charge' happened" in done.output) == (1, True)
    assert stored(memory_stack).state == "held"


def test_questions_are_listed_with_their_choices_and_the_list_says_if_more_wait(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    memory_stack.has_run(*(asks(memory_stack, number) for number in range(3)))

    listed = storehook("questions", "--limit", "2").output

    assert (listed.count("Refund order 7?"), listed.count("refund | refuse")) == (2, 2)
    assert "There are more questions. To list them, too: storehook questions --limit 20" in listed
    assert "There are more" not in storehook("questions").output


@pytest.mark.parametrize("words", [("--again",), ("--result", "2")])
def test_a_late_result_precedes_the_operators(
    storehook: Storehook, memory_stack: MemoryStack, asking: Run, words: tuple[str, ...]
) -> None:
    memory_stack.steps.finish(asking.run_key, Step(name="charge", result="1", stored_at=2.0))

    assert "has the result 1" in storehook("runs", "answer", *NAMED, *words).output
    assert memory_stack.steps.of_run(asking.run_key)["charge"].result == "1"


@pytest.mark.usefixtures("asking")
@pytest.mark.parametrize("words", [(), ("--again", "--result", "1"), ("--result", "ch_1")])
def test_an_answer_that_is_none_changes_nothing(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]
) -> None:
    assert storehook("runs", "answer", *NAMED, *words).exit_code > 0
    assert stored(memory_stack).state == "held"


@pytest.mark.usefixtures("asking")
def test_a_run_that_asks_nothing_is_not_answered(storehook: Storehook) -> None:
    done = storehook("runs", "answer", "store1", "event-2", "sync_order", "--again")

    assert (done.exit_code, "is completed and asks nothing" in done.output) == (1, True)
