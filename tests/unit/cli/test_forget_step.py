"""`storehook runs forget-step`: a step whose stored result no longer fits runs again."""

import json
from dataclasses import replace

import pytest
from tests.support.runs import run
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.errors import StepUnsure
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.run import Run, State
from storehook.runs.steps import Step

NAMED = ("store1", "event-1", "sync_order")
TOTAL = Step(name="total", result='"19.90"', stored_at=1.0)
CHARGE = Step(name="charge", result='"ch_1"', stored_at=2.0)


def has_run(memory_stack: MemoryStack, stored: Run) -> None:
    for step in (TOTAL, CHARGE):
        memory_stack.steps.put(stored.run_key, step)
    memory_stack.has_run(stored)


def steps(memory_stack: MemoryStack) -> list[str]:
    return [*memory_stack.steps.of_run(memory_stack.ran.rows[RunKey.named(*NAMED)].run_key)]


@pytest.mark.parametrize("state", ["failed", "held", "waiting", "retrying"])
def test_a_result_is_forgotten_and_the_audit_log_says_which(
    storehook: Storehook, memory_stack: MemoryStack, state: State
) -> None:
    has_run(memory_stack, run(1, state=state))

    done = storehook("runs", "forget-step", *NAMED, "total")

    assert "Forgot the result of 'total'. The next attempt executes the step again." in done.output
    assert ("To retry the run: storehook runs retry store1 event-1 sync_order" in done.output) == (state == "failed")
    assert steps(memory_stack) == ["charge"]
    (entry,) = memory_stack.audit_log.entries
    assert (entry.operation, entry.subject, entry.detail) == ("forget step", "store1/event-1/sync_order", "total")


def test_as_json_it_says_which_step_and_the_state_of_the_run(storehook: Storehook, memory_stack: MemoryStack) -> None:
    has_run(memory_stack, run(1, state="failed"))

    done = storehook("runs", "forget-step", *NAMED, "total", "--json")

    assert json.loads(done.stdout) == {"step": "total", "state": "failed"}


@pytest.mark.parametrize("state", ["running", "completed", "cancelled"])
def test_a_run_that_runs_or_has_ended_well_keeps_its_results(
    storehook: Storehook, memory_stack: MemoryStack, state: State
) -> None:
    has_run(memory_stack, run(1, state=state))

    done = storehook("runs", "forget-step", *NAMED, "total")

    assert (done.exit_code, f"was not forgotten: the run is {state}" in done.output) == (1, True)
    assert steps(memory_stack) == ["total", "charge"]


def test_a_step_that_a_person_is_asked_about_is_answered_instead(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    claimed = run(1, state="running")
    memory_stack.steps.put(claimed.run_key, replace(CHARGE, result=None, owner="dead"))
    memory_stack.has_run(runs.ask(claimed, "charge", StepUnsure("charge"), 2.0))

    done = storehook("runs", "forget-step", *NAMED, "charge")

    assert (done.exit_code, "Answer with `storehook runs answer`" in done.output) == (1, True)
    assert steps(memory_stack) == ["charge"]


def test_a_step_that_is_not_stored_is_refused_with_those_that_are(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    has_run(memory_stack, run(1, state="failed"))

    done = storehook("runs", "forget-step", *NAMED, "totl")

    assert (done.exit_code, "has no stored step 'totl'. Its latest steps: charge, total." in done.output) == (1, True)
