"""Changes that an operator makes to a run, as the rows that they write."""

from dataclasses import replace

import pytest
from tests.support.runs import NOW, run

from storehook.runs import run as runs
from storehook.runs.interventions import cancel, retry
from storehook.runs.run import Run, State

LATER = NOW + 3600.0


def retried(before: Run, latest: Run | None = None, *, again: bool = False) -> Run:
    found = retry(before, latest or before, again=again, owner="operator", now=LATER)
    assert found is not None
    return found


def cancelled(before: Run) -> Run:
    found = cancel(before, owner="operator", now=LATER)
    assert found is not None
    return found


@pytest.mark.parametrize("state", ["failed", "retrying", "waiting", "scheduled"])
def test_a_retry_is_the_next_version_under_the_operators_token(state: State) -> None:
    before = run(state=state)

    after = retried(before)

    assert (after.version, after.owner, after.updated_at) == (before.version + 1, "operator", LATER)
    assert after.next_attempt_at == LATER


@pytest.mark.parametrize("state", ["waiting", "held"])
def test_a_cancelled_run_is_never_due_and_held_by_nothing(state: State) -> None:
    before = replace(run(state=state), due_at=NOW + 60, held_by="store/store1" if state == "held" else None)

    after = cancelled(before)

    assert (after.state, after.next_attempt_at, after.due_at, after.held_by) == ("cancelled", 0.0, 0.0, None)
    assert (after.version, after.owner, after.updated_at) == (before.version + 1, "operator", LATER)


def test_a_run_that_runs_again_is_about_the_same_event() -> None:
    before = run()

    after = retried(before, again=True)

    assert (after.scope, after.lane, after.resource) == (before.scope, before.lane, before.resource)
    assert after.happened_at == before.happened_at > 0
    assert (after.key.generation, after.version, after.owner) == (1, 1, "operator")


@pytest.mark.parametrize(("state", "is_allowed"), [("failed", True), ("completed", True), ("waiting", False)])
def test_a_run_runs_again_once_its_latest_generation_has_ended(state: State, is_allowed: bool) -> None:
    before, latest = run(), run(state=state)
    latest = replace(latest, key=replace(latest.key, generation=3))

    after = retry(before, latest, again=True, owner="operator", now=LATER)

    assert (after.key.generation if after else None) == (4 if is_allowed else None)


def test_a_failed_run_is_retried_once_its_dead_letter_was_sent() -> None:
    before = replace(run(state="failed"), dead_lettered=False)

    assert retry(before, before, again=False, owner="operator", now=LATER) is None
    assert retried(runs.dead_lettered(before)).message.redrives == 1
