"""The simulation finds the bugs that it is there to find, and each promise can be seen to be broken."""

import pytest
from tests.simulation import bugs
from tests.simulation.bugs import Bug
from tests.simulation.history import History, run
from tests.simulation.violations import Promise

SEEDS = range(2_000)


def caught(bug: Bug) -> History:
    """The first history that goes wrong with the bug in place."""
    for seed in SEEDS:
        with pytest.MonkeyPatch.context() as patch:
            bug(patch)
            history = run(seed)
        if history.violations:
            return history
    pytest.fail(f"{len(SEEDS)} histories did not find it: {bug.__doc__}")


def breaks(bug: Bug) -> set[Promise]:
    """The promises that are broken where the bug is found first; without it, the same seed breaks none."""
    history = caught(bug)
    assert not run(history.seed).violations
    return {violation.promise for violation in history.violations}


def test_ingest_that_marks_an_event_before_it_sends_it_loses_it() -> None:
    assert breaks(bugs.mark_before_send) == {Promise.NOTHING_LOST}


def test_ingest_that_answers_before_it_sends_loses_the_event() -> None:
    assert breaks(bugs.answer_before_send) == {Promise.NOTHING_LOST}


def test_a_message_acknowledged_before_its_dead_letter_is_sent_is_lost() -> None:
    assert Promise.NOTHING_LOST in breaks(bugs.acknowledge_before_dead_letter)


def test_a_message_acknowledged_before_it_is_split_is_lost() -> None:
    assert breaks(bugs.acknowledge_before_split) == {Promise.NOTHING_LOST}


def test_a_claim_without_condition_lets_a_run_complete_twice() -> None:
    assert breaks(bugs.claim_without_condition) & {Promise.COMPLETES_ONCE, Promise.ONE_AT_A_TIME}


def test_a_claim_without_owner_gives_a_run_to_two_workers() -> None:
    assert breaks(bugs.claim_without_owner) & {Promise.COMPLETES_ONCE, Promise.ONE_AT_A_TIME}


def test_a_lease_without_expiry_leaves_a_run_stuck() -> None:
    assert breaks(bugs.lease_without_expiry) == {Promise.NEVER_STUCK}


def test_a_throttled_attempt_that_counts_fails_a_run() -> None:
    assert breaks(bugs.throttle_counted) & {Promise.THROTTLED_IS_NO_ATTEMPT, Promise.ATTEMPTS_COUNT}


def test_a_redrive_that_deletes_first_loses_the_run() -> None:
    assert Promise.NOTHING_LOST in breaks(bugs.redrive_deletes_first)


def test_ingest_that_believes_every_signature_queues_what_is_forged() -> None:
    assert breaks(bugs.signature_unchecked) == {Promise.NOTHING_FORGED}


def test_ingest_that_refuses_what_it_cannot_read_refuses_what_is_genuine() -> None:
    assert Promise.NOTHING_REFUSED in breaks(bugs.unreadable_refused)


def test_a_retry_that_does_not_wait_comes_too_early() -> None:
    assert breaks(bugs.retry_at_once) == {Promise.NOT_TOO_EARLY}


def test_a_failure_without_its_traceback_does_not_show() -> None:
    assert breaks(bugs.failure_without_traceback) == {Promise.FAILURES_SHOW}


def test_a_redrive_that_is_taken_for_a_duplicate_completes_nothing() -> None:
    assert breaks(bugs.redrive_taken_for_duplicate) & {Promise.REDRIVE_COMPLETES, Promise.NOTHING_LOST}
