"""`storehook questions`, and `storehook runs answer`."""

import json

import pytest
from tests.support.runs import run
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.errors import StepUnsure
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.run import Run
from storehook.runs.steps import Step

NAMED = ("store1", "event-1", "sync_order")


@pytest.fixture
def asking(memory_stack: MemoryStack) -> Run:
    """A run that is held because of a step."""
    claimed = run(1, state="running", created_at=1_800_000_000.0)
    memory_stack.steps.put(claimed.run_key, Step(name="charge", owner="dead", stored_at=1.0))
    held = runs.ask(claimed, "charge", StepUnsure("charge"), 1_800_000_060.0)
    memory_stack.has_run(held, run(2))
    return held


def stored(memory_stack: MemoryStack) -> Run:
    return memory_stack.ran.rows[RunKey.named(*NAMED)]


@pytest.mark.usefixtures("asking")
def test_runs_that_ask_are_listed(storehook: Storehook) -> None:
    listed = json.loads(storehook("questions", "--json").stdout)["questions"]

    assert [(found["event_id"], found["step"], found["question"], found["choices"]) for found in listed] == [
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
