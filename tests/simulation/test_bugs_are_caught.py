"""The simulation finds the seeded bugs, and for each promise a bug that breaks it."""

import pytest
from tests.simulation import awaiting_bugs, bugs, faults, step_bugs, waiting_bugs
from tests.simulation.bugs import Bug
from tests.simulation.faults import Effect
from tests.simulation.history import run
from tests.simulation.violations import Promise

HISTORIES = 2_000


WITH_WAITS, WITH_STEPS = 2, 3
"""First seeds of the histories that have waits or steps. One in four has them."""


def caught(bug: Bug, promise: Promise, first_seed: int = 0, every: int = 1) -> None:
    """Pass if the bug breaks the promise in one of the histories, and the real code breaks none in that history.

    Args:
        first_seed: seed of the first history. It saves time to begin shortly before one that finds a rare bug.
        every: distance of the seeds, if only some histories can find the bug.
    """
    for seed in range(first_seed, first_seed + HISTORIES * every, every):
        with pytest.MonkeyPatch.context() as patch:
            bug(patch)
            broken = [violation.promise for violation in run(seed).violations]
        if promise in broken:
            assert not run(seed).violations
            return
    pytest.fail(f"{HISTORIES} histories did not find the bug: {bug.__doc__}")


def test_ingest_that_marks_an_event_before_it_sends_it_loses_it() -> None:
    caught(bugs.mark_before_send, Promise.NOTHING_LOST)


def test_ingest_that_answers_before_it_sends_loses_the_event() -> None:
    caught(bugs.answer_before_send, Promise.NOTHING_LOST)


def test_a_dead_letter_that_is_noted_before_it_is_sent_is_lost() -> None:
    caught(bugs.note_before_dead_letter, Promise.NOTHING_LOST, 120)


def test_a_message_acknowledged_before_it_is_split_is_lost() -> None:
    caught(bugs.acknowledge_before_split, Promise.NOTHING_LOST)


def test_a_claim_without_condition_lets_a_run_complete_twice() -> None:
    caught(bugs.claim_without_condition, Promise.COMPLETES_ONCE)


def test_a_claim_without_owner_gives_a_run_to_two_workers() -> None:
    caught(bugs.claim_without_owner, Promise.COMPLETES_ONCE)


def test_a_lease_without_expiry_leaves_a_run_stuck() -> None:
    caught(bugs.lease_without_expiry, Promise.NEVER_STUCK)


def test_an_ignored_lease_lets_two_attempts_overlap() -> None:
    caught(bugs.lease_ignored, Promise.ONE_AT_A_TIME)


def test_a_throttled_attempt_that_counts_fails_a_run() -> None:
    caught(bugs.throttle_counted, Promise.THROTTLED_IS_NO_ATTEMPT)


def test_programming_errors_before_a_redrive_leave_too_few_attempts_after_it() -> None:
    caught(bugs.errors_of_all_time_counted, Promise.ATTEMPTS_COUNT, 2_300)


def test_a_redrive_that_deletes_first_loses_the_run() -> None:
    caught(bugs.redrive_deletes_first, Promise.NOTHING_LOST, 50)


def test_ingest_that_accepts_every_signature_queues_forgeries() -> None:
    caught(bugs.signature_unchecked, Promise.NOTHING_FORGED)


def test_ingest_that_ignores_the_age_queues_replays() -> None:
    caught(bugs.age_unchecked, Promise.NOTHING_FORGED)


def test_ingest_that_ignores_the_store_queues_another_stores_events() -> None:
    caught(bugs.store_unchecked, Promise.NOTHING_FORGED)


def test_ingest_that_checks_a_key_that_it_does_not_need_refuses_stores_that_were_long_paused() -> None:
    caught(bugs.old_key_refused, Promise.NOTHING_REFUSED)


def test_ingest_that_refuses_unreadable_bodies_refuses_genuine_ones() -> None:
    caught(bugs.unreadable_refused, Promise.NOTHING_REFUSED)


def test_a_retry_that_does_not_wait_starts_too_early() -> None:
    caught(bugs.retry_at_once, Promise.NOT_TOO_EARLY)


def test_a_failure_without_its_traceback_does_not_show() -> None:
    caught(bugs.failure_without_traceback, Promise.FAILURES_SHOW)


def test_a_redrive_that_is_taken_for_a_duplicate_completes_nothing() -> None:
    caught(bugs.redrive_taken_for_duplicate, Promise.REDRIVE_COMPLETES)


def test_a_run_of_an_uninstalled_store_that_is_closed_without_a_claim_is_lost() -> None:
    caught(bugs.ignore_without_claim, Promise.NOTHING_LOST)


def test_a_wake_up_that_is_noted_before_it_is_sent_lets_a_run_sleep() -> None:
    caught(waiting_bugs.wake_up_noted_before_it_is_sent, Promise.NOTHING_ASLEEP)


def test_a_due_time_that_is_cleared_once_the_run_is_woken_lets_it_sleep() -> None:
    caught(waiting_bugs.due_cleared_by_the_note, Promise.NOTHING_ASLEEP, 450)


def test_a_waiting_run_that_expires_is_forgotten() -> None:
    caught(waiting_bugs.waiting_runs_expire, Promise.NOTHING_ASLEEP)


def test_a_wake_up_without_its_generation_wakes_another() -> None:
    caught(waiting_bugs.generation_left_out, Promise.NEVER_STUCK)


def test_an_event_that_is_ranked_by_its_arrival_is_its_own_successor() -> None:
    caught(waiting_bugs.rank_by_arrival, Promise.LAST_OF_WINDOW, 690)


def test_an_event_that_is_told_from_news_by_its_own_time_alone_may_never_run() -> None:
    caught(waiting_bugs.news_told_by_created_at, Promise.NEWS_RUNS, 150)


def test_a_window_that_keeps_its_attempts_gives_its_last_event_too_few() -> None:
    caught(waiting_bugs.window_keeps_its_attempts, Promise.ATTEMPTS_COUNT, 1470)


def test_a_lost_attempt_that_is_counted_at_once_is_counted_for_its_whole_batch() -> None:
    caught(waiting_bugs.lost_attempt_counted_at_once, Promise.ATTEMPTS_COUNT, 20)


def test_a_suspect_that_starts_in_the_time_left_is_cut_short() -> None:
    caught(waiting_bugs.suspect_in_the_time_left, Promise.FULL_TIME, 40)


def test_a_killer_that_starts_in_the_order_of_its_batch_keeps_its_neighbors_waiting() -> None:
    caught(waiting_bugs.killer_in_the_order_of_its_batch, Promise.KILLERS_LAST, 160)


def test_an_enqueued_run_named_by_its_position_is_taken_for_another() -> None:
    caught(waiting_bugs.enqueued_by_position, Promise.ENQUEUED_ONCE)


def test_a_key_that_starts_again_each_time_is_live_twice() -> None:
    caught(waiting_bugs.key_starts_again, Promise.ONE_LIVE)


def test_an_attempt_that_forgets_the_keyed_runs_of_an_earlier_one_enqueues_them_again() -> None:
    caught(waiting_bugs.earlier_attempts_forgotten, Promise.ENQUEUED_ONCE)


def test_pauses_that_are_read_once_hold_runs_for_ever() -> None:
    caught(waiting_bugs.pauses_read_once, Promise.NEVER_STUCK)


def test_a_held_run_without_a_note_is_never_released() -> None:
    caught(waiting_bugs.held_without_a_note, Promise.NOTHING_ASLEEP)


def test_a_run_that_another_store_holds_beside_the_runs_of_its_own_is_never_released() -> None:
    caught(waiting_bugs.held_beside_runs_of_its_own_store, Promise.NOTHING_ASLEEP)


def test_a_lock_that_no_run_needs_lets_two_overlap() -> None:
    caught(waiting_bugs.lock_not_needed, Promise.ONE_OF_RESOURCE)


def test_a_run_that_joins_without_a_look_waits_for_a_lock_that_is_free() -> None:
    caught(waiting_bugs.joined_without_a_look, Promise.NEXT_STARTS, 100)


def test_a_holder_that_is_noted_after_the_row_is_never_found_if_the_process_dies_in_between() -> None:
    caught(waiting_bugs.note_after_the_row, Promise.NOTHING_ASLEEP)


def test_a_wake_up_sent_before_the_row_of_an_enqueue_overtakes_it() -> None:
    caught(waiting_bugs.wake_up_before_the_row_of_an_enqueue, Promise.ROW_FIRST)


def test_a_wake_up_sent_before_the_row_of_a_wait_overtakes_it() -> None:
    caught(waiting_bugs.wake_up_before_the_row_of_a_wait, Promise.ROW_FIRST)


def test_a_failed_run_that_expires_forgets_its_dead_letter() -> None:
    caught(waiting_bugs.failed_runs_expire, Promise.NOTHING_ASLEEP)


def test_a_lock_that_a_failed_run_keeps_holds_the_next_run_up() -> None:
    caught(waiting_bugs.lock_kept_by_a_failed_run, Promise.NEXT_STARTS)


def test_a_run_that_is_woken_in_the_lane_of_the_run_before_it_starts_in_another_lane() -> None:
    caught(waiting_bugs.next_run_woken_in_the_lane_of_the_last, Promise.OWN_LANE, 320)


def test_a_lock_that_is_kept_when_its_dead_letter_is_sent_holds_the_next_run_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Few histories lose the process that holds a lock at its last attempt while another run waits for the lock. More
    # do if processes die more often in actions.
    monkeypatch.setitem(faults.WEIGHTS, Effect.ACTION, 12)
    caught(waiting_bugs.lock_kept_by_whoever_sends_the_dead_letter, Promise.NEXT_STARTS, 670)


def test_an_attempt_that_does_not_read_the_stored_steps_executes_them_again() -> None:
    caught(step_bugs.steps_not_loaded, Promise.STEP_ONCE)


def test_a_step_that_is_put_plainly_gets_the_result_of_a_worker_that_is_late() -> None:
    caught(step_bugs.step_put_plainly, Promise.STEP_ONCE, 3_340)


def test_a_sleep_that_ends_when_its_run_is_woken_is_too_short() -> None:
    caught(step_bugs.sleep_that_returns_at_once, Promise.SLEEPS_THROUGH, 60)


def test_a_started_step_that_is_executed_again_happens_twice() -> None:
    caught(step_bugs.started_step_executed_again, Promise.ONCE, 90)


def test_a_name_that_an_attempt_uses_again_gets_the_result_of_another_step() -> None:
    caught(awaiting_bugs.names_forgotten, Promise.STEP_ONCE, WITH_STEPS, every=4)


def test_a_run_that_looks_for_its_event_only_before_it_is_registered_waits_for_ever() -> None:
    caught(awaiting_bugs.registered_after_its_look_up, Promise.EVENT_COMES, 160 + WITH_WAITS, every=4)


def test_a_look_up_through_an_index_misses_the_event() -> None:
    caught(awaiting_bugs.looked_up_through_an_index, Promise.EVENT_COMES, 80 + WITH_WAITS, every=4)


def test_an_event_that_is_dropped_while_its_store_is_paused_never_comes() -> None:
    caught(awaiting_bugs.dropped_while_paused, Promise.EVENT_COMES, 20 + WITH_WAITS, every=4)


def test_a_lock_that_a_run_keeps_while_it_waits_holds_the_next_run_up() -> None:
    caught(awaiting_bugs.lock_kept_by_a_run_that_waits, Promise.NEXT_STARTS, 1_260 + WITH_WAITS, every=4)


def test_a_run_that_does_not_wait_for_the_event_that_cancels_it_sleeps_on() -> None:
    caught(awaiting_bugs.cancelling_events_not_awaited, Promise.EVENT_COMES, WITH_WAITS, every=8)
