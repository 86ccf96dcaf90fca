"""Runs that sleep, and runs that are held because of a step, as the rows that are stored."""

from dataclasses import replace

import pytest
from tests.support.runs import NOW, run

from storehook.runs import run as runs
from storehook.runs.interventions import answer, cancel
from storehook.runs.run import Run

LATER = NOW + 3600.0
UNSURE = RuntimeError("nobody knows")


def running() -> Run:
    """Return a run in its second attempt, which has lost a process and queues for the store's quota."""
    late = NOW + 60
    begun = replace(run(state="running"), attempts=(), attempt=2, faults=2, position=7)
    return replace(begun, next_attempt_at=late, due_at=late)


def asked(step: str = "charge") -> Run:
    return runs.ask(running(), step, UNSURE, LATER)


def test_a_suspended_run_has_no_attempt_no_fault_and_no_position() -> None:
    suspended = runs.suspend(running(), "sleep/cool off", NOW, until=LATER)

    assert (suspended.state, suspended.attempt, suspended.faults, suspended.position) == ("waiting", 0, 0, None)
    assert (suspended.waits_for, suspended.due_at, suspended.attempts) == ("sleep/cool off", LATER, ())


def test_a_run_that_is_held_because_of_a_step_is_never_due() -> None:
    held = asked()

    assert (held.state, held.attempt, held.position, held.lease_until) == ("held", 0, None, 0.0)
    assert (held.next_attempt_at, held.due_at) == (0.0, 0.0)


def test_the_attempt_that_asked_is_recorded() -> None:
    (attempt,) = asked().attempts

    assert attempt.failure is not None
    assert (attempt.ended_at, attempt.failure.error) == (LATER, "nobody knows")


@pytest.mark.parametrize("step", ["charge", "charge/113", "a/b/c"])
def test_the_step_because_of_which_a_run_is_held_is_named(step: str) -> None:
    assert runs.asked_step(asked(step)) == step


def test_a_run_that_sleeps_or_is_held_by_a_pause_is_not_held_because_of_a_step() -> None:
    sleeping = runs.suspend(running(), "sleep/charge", NOW, until=LATER)
    paused = runs.hold(running(), "store/store1", NOW)

    assert (runs.asked_step(sleeping), runs.asked_step(paused)) == (None, None)
    assert runs.asked_step(replace(asked(), state="cancelled")) is None


def test_an_answered_run_is_the_next_version_and_due_now() -> None:
    held = asked()
    answered = answer(held, "charge", owner="operator", now=LATER + 1)

    assert answered is not None
    assert (answered.version, answered.owner, answered.updated_at) == (held.version + 1, "operator", LATER + 1)
    assert (answered.state, answered.held_by, answered.waits_for) == ("waiting", None, None)
    assert answered.next_attempt_at == LATER + 1


def test_a_run_that_is_cancelled_while_it_sleeps_waits_for_nothing() -> None:
    cancelled = cancel(runs.suspend(running(), "sleep/cool off", NOW, until=LATER), owner="operator", now=LATER)

    assert cancelled is not None
    assert (cancelled.state, cancelled.waits_for) == ("cancelled", None)


def test_a_run_that_fails_without_a_reason_says_only_its_error() -> None:
    (attempt,) = runs.fail(running(), UNSURE, LATER).attempts

    assert attempt.failure is not None
    assert attempt.failure.error == "nobody knows"
