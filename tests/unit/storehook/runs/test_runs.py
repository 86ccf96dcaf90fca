"""A run's life: which message may do what to it, and that each write is the next version."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.deployment import queued

from storehook.queues.run_key import RunKey
from storehook.runs import claims
from storehook.runs import run as runs
from storehook.runs.run import FINISHED, MAX_ATTEMPTS_KEPT, MAX_ERROR_BEFORE, Attempt, Lease, Run, State

KEY = RunKey("8jbhprizry", "event-1", "sync_order")
CLAIMED_AT = 1000.0
LEASE = Lease("worker-1", CLAIMED_AT, CLAIMED_AT + 60)
LATER = Lease("worker-2", CLAIMED_AT + 61, CLAIMED_AT + 121)


def first() -> Run:
    return runs.first(KEY, queued(), scope="store/order/updated", lane="default", lease=LEASE)


def stored(state: State, **changes: object) -> Run:
    return replace(first(), state=state, **changes)


def claim(run: Run, *, lease: Lease = LATER, redrives: int = 0, retry_count: int = 8) -> claims.Claim:
    return claims.claim(run, redrives, lease, retry_count=retry_count, full_time=60.0)


def raised(error: Exception) -> Exception:
    """An error that comes from somewhere."""
    try:
        raise error
    except type(error) as found:
        return found


def started(found: claims.Claim) -> Run:
    assert isinstance(found, claims.Start)
    return found.run


def test_the_first_version_is_a_running_first_attempt() -> None:
    run = first()

    assert (run.version, run.state, run.attempt, run.owner) == (1, "running", 1, "worker-1")
    assert (run.started_at, run.lease_until, run.created_at, run.updated_at) == (1000, 1060, 1000, 1000)
    assert (run.failure, run.happened_at) == (None, 0.0)


def test_the_message_of_a_run_names_it_so_that_its_dead_letter_comes_back_to_it() -> None:
    key = replace(KEY, generation=2)

    message = runs.first(key, queued(), scope="store/order/updated", lane="default", lease=LEASE).message

    assert (message.action, message.event_id, message.generation) == ("sync_order", "event-1", 2)


BUSY = stored("running", lease_until=LATER.now + 5, due_at=LATER.now + 300)
EARLY_RETRY = stored("retrying", next_attempt_at=LATER.now + 7)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (stored("completed"), claims.Duplicate(stored("completed"))),
        (stored("cancelled"), claims.Duplicate(stored("cancelled"))),
        (stored("ignored"), claims.Duplicate(stored("ignored"))),
        (stored("coalesced"), claims.Duplicate(stored("coalesced"))),
        (stored("failed", dead_lettered=True), claims.Duplicate(stored("failed", dead_lettered=True))),
        (stored("failed", dead_lettered=False), claims.Resend(stored("failed"))),
        (stored("failed", dead_lettered=False, lease_until=LATER.now + 3), claims.Leased(3)),
        (stored("running", lease_until=LATER.now + 5), claims.Leased(5)),
        (stored("running", lease_until=LATER.now + 0.25), claims.Leased(0.25)),
        (BUSY, claims.NotDue(BUSY)),
        (EARLY_RETRY, claims.NotDue(EARLY_RETRY)),
    ],
)
def test_a_run_that_must_not_start_now(run: Run, expected: claims.Claim) -> None:
    assert claim(run) == expected


@pytest.mark.parametrize(
    ("run", "attempt"),
    [
        (stored("scheduled", attempt=0), 1),
        (stored("waiting", attempt=0), 1),
        (stored("retrying", attempt=3, next_attempt_at=LATER.now), 4),
        (stored("retrying", attempt=3, next_attempt_at=LATER.now - 9), 4),
        (stored("running", attempt=3, lease_until=LATER.now), 4),
        (stored("running", attempt=8, lease_until=LATER.now - 9), 9),
    ],
)
def test_a_run_that_is_due_starts_its_next_attempt_for_whoever_asks(run: Run, attempt: int) -> None:
    found = started(claim(run))

    assert (found.state, found.attempt, found.owner) == ("running", attempt, "worker-2")
    assert (found.started_at, found.lease_until, found.version) == (LATER.now, LATER.until, run.version + 1)
    assert (found.created_at, found.updated_at) == (run.created_at, LATER.now)


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_no_redrive_starts_a_finished_run_again(state: State) -> None:
    assert claim(stored(state), redrives=9) == claims.Duplicate(stored(state))


@pytest.mark.parametrize("dead_lettered", [True, False])
def test_a_redrive_starts_a_failed_run_with_a_fresh_budget(dead_lettered: bool) -> None:
    run = stored("failed", attempt=9, dead_lettered=dead_lettered)

    found = started(claim(run, redrives=1))

    assert (found.attempt, found.message.redrives, found.dead_lettered) == (1, 1, False)


def test_a_second_copy_of_a_redriven_message_is_a_duplicate() -> None:
    run = stored("failed", message=queued(redrives=2), dead_lettered=True)

    assert claim(run, redrives=2) == claims.Duplicate(run)


def test_a_lost_attempt_is_noted_as_ended_with_its_lease() -> None:
    found = started(claim(stored("running", lease_until=1060.0)))

    assert found.failure is not None
    assert (found.attempts[-1].number, found.attempts[-1].ended_at) == (1, 1060)
    assert found.failure.error_type == "AttemptLost"


@pytest.mark.parametrize(("attempt", "exhausted"), [(1, False), (8, False), (9, True), (10, True)])
def test_lost_attempts_use_the_budget_up(attempt: int, exhausted: bool) -> None:
    found = claim(stored("running", attempt=attempt), retry_count=8)

    assert isinstance(found, claims.Exhaust if exhausted else claims.Start)
    assert found.run.owner == "worker-2"
    assert found.run.state == ("failed" if exhausted else "running")
    assert not found.run.dead_lettered


def in_company(run: Run) -> Run:
    """The same, as begun where other messages were worked on too."""
    return replace(run, alone=False)


def test_a_run_that_was_lost_is_not_started_again_beside_others() -> None:
    lost = stored("running", lease_until=1060.0)

    assert claim(lost, lease=replace(LATER, alone=False)) == claims.Suspect(lost)


def test_a_run_that_was_lost_is_not_started_again_in_less_than_its_full_time() -> None:
    lost = stored("running", lease_until=1060.0)

    assert claim(lost, lease=replace(LATER, until=LATER.now + 59)) == claims.Suspect(lost)


def test_a_run_whose_last_attempt_ended_its_process_fails_beside_others_and_without_time() -> None:
    lost = stored("running", lease_until=1060.0, attempt=9)

    found = claim(lost, lease=replace(LATER, until=LATER.now, alone=False), retry_count=8)

    assert isinstance(found, claims.Exhaust)


@pytest.mark.parametrize("attempt", [1, 9])
def test_a_loss_in_company_is_not_counted(attempt: int) -> None:
    found = started(claim(in_company(stored("running", attempt=attempt)), retry_count=8))

    assert (found.attempt, found.attempts, found.alone) == (attempt, (), True)


def test_of_failures_alike_only_the_last_keeps_its_traceback() -> None:
    run = first()
    for error in (KeyError("one"), ValueError("other"), KeyError("two")):
        run = started(claim(runs.schedule_retry(run, raised(error), 1005.0, after=0.0)))

    tracebacks = [each.failure.traceback for each in run.attempts if each.failure]
    assert [traceback == "" for traceback in tracebacks] == [True, False, False]


@pytest.mark.parametrize(
    ("said", "kept"),
    [(("a" * 90, "a" * 90), "a" * 90), (("a" * 90, "b"), "a" * MAX_ERROR_BEFORE)],
    ids=["same", "other"],
)
def test_what_an_error_said_is_cut_once_one_alike_says_something_else(said: tuple[str, str], kept: str) -> None:
    run = first()
    for each in said:
        run = started(claim(runs.schedule_retry(run, ValueError(each), 1005.0, after=0.0)))

    assert [each.failure and each.failure.error for each in run.attempts] == [kept, said[1]]


@pytest.mark.parametrize(("after", "due_at"), [(0.0, 300.0), (900.0, 1200.0), (901.0, 901.0), (31e6, 31e6)])
def test_a_wait_that_sqs_can_delay_is_only_checked_by_the_timer_and_a_longer_one_is_the_timers(
    after: float, due_at: float
) -> None:
    waiting = runs.schedule_retry(first(), KeyError(), 1005.0, after=after)

    assert (waiting.next_attempt_at, waiting.due_at) == (1005 + after, 1005 + due_at)


def test_a_completed_attempt_frees_the_lease() -> None:
    done = runs.complete(first(), 1005.0)

    assert (done.state, done.lease_until, done.updated_at) == ("completed", 0, 1005)
    assert done.attempts == (Attempt(1, 0, 1000.0, 1005.0),)


def test_a_counted_failure_is_kept_and_the_next_attempt_dated() -> None:
    back = runs.schedule_retry(first(), KeyError("why"), 1005.0, after=10.0)

    assert (back.state, back.attempt, back.next_attempt_at, back.lease_until) == ("retrying", 1, 1015, 0)
    assert back.failure is not None
    assert back.failure.error == "'why'"


def test_an_uncounted_failure_takes_the_attempt_back_and_leaves_no_trace() -> None:
    back = runs.defer(first(), 1005.0, until=1015.0)

    assert (back.state, back.attempt, back.next_attempt_at, back.lease_until) == ("waiting", 0, 1015, 0)
    assert back.attempts == ()


def test_a_run_that_is_put_off_keeps_its_place_in_the_line_and_one_that_failed_takes_another() -> None:
    run = replace(first(), position=17.0)

    assert runs.defer(run, 1005.0, until=1015.0).position == 17.0
    assert runs.schedule_retry(run, KeyError(), 1005.0, after=10.0).position is None


def test_a_failed_run_is_not_dead_lettered_until_it_is_noted() -> None:
    failed = runs.fail(stored("running", dead_lettered=True), KeyError("why"), 1005.0)

    assert (failed.state, failed.dead_lettered, len(failed.attempts)) == ("failed", False, 1)
    assert (failed.has_ended, runs.dead_lettered(failed).has_ended) == (False, True)


def test_the_timer_looks_at_a_failed_run_until_its_dead_letter_is_noted() -> None:
    failed = runs.fail(first(), KeyError("why"), 1005.0)

    assert (failed.due_at, runs.dead_lettered(failed).due_at) == (1005 + runs.LATE, 0.0)


def test_a_run_keeps_each_that_it_has_asked_for_once_and_in_their_order() -> None:
    one, other, third = (RunKey("8jbhprizry", name, "tell_warehouse") for name in ("b", "a", "c"))
    asked = replace(first(), enqueued=(one, other))

    assert runs.with_enqueued(asked, [third, one]) == replace(asked, enqueued=(one, other, third))
    assert runs.with_enqueued(asked, []) == asked


def test_a_run_keeps_the_first_twenty_that_it_has_asked_for() -> None:
    keys = [RunKey("8jbhprizry", f"event-{number}", "tell_warehouse") for number in range(25)]

    assert runs.with_enqueued(first(), keys).enqueued == tuple(keys[:20])


def test_an_ignored_run_has_had_no_attempt_and_holds_no_lease() -> None:
    run = runs.without_attempt(first(), "ignored")

    assert (run.state, run.version, run.attempt, run.lease_until) == ("ignored", 1, 0, 0)


def test_a_run_ignored_after_an_attempt_has_had_that_one_attempt() -> None:
    retried = runs.schedule_retry(first(), KeyError(), 1005.0, after=0.0)

    run = runs.without_attempt(runs.next_attempt(retried, Lease("b", 1010.0, 1070.0)), "ignored")

    assert (run.state, run.attempt, len(run.attempts), run.lease_until) == ("ignored", 1, 1, 0)


def test_only_the_last_twenty_attempts_are_kept() -> None:
    run = first()
    for _ in range(MAX_ATTEMPTS_KEPT + 5):
        run = started(claim(runs.schedule_retry(run, KeyError(), 1005.0, after=0.0)))

    assert [attempt.number for attempt in run.attempts] == list(range(6, 26))


@pytest.mark.parametrize(
    ("change", "same"),
    [({}, True), ({"owner": "another"}, False), ({"version": 2}, False), ({"state": "failed"}, True)],
)
def test_a_write_is_known_by_its_version_and_its_writer(change: dict[str, object], same: bool) -> None:
    assert first().is_same_write(replace(first(), **change)) is same


STEPS = st.lists(st.sampled_from(["complete", "retry", "throttle", "fail", "lose", "note", "redrive"]), max_size=60)


def advance(run: Run, step: str) -> Run:
    """Return the run that a worker would store after this step."""
    match step:
        case "complete":
            return runs.complete(run, 1005.0)
        case "retry":
            return runs.schedule_retry(run, KeyError(), 1005.0, after=0.0)
        case "throttle":
            return runs.defer(run, 1005.0, until=1005.0)
        case "fail":
            return runs.fail(run, KeyError(), 1005.0)
        case "note":
            return runs.dead_lettered(run)
        case _:
            found = claim(run, redrives=run.message.redrives + (step == "redrive"), retry_count=3)
            return found.run if isinstance(found, claims.Start | claims.Exhaust) else run


@given(steps=STEPS)
def test_whatever_happens_each_write_is_the_next_version_and_no_history_grows_without_end(steps: list[str]) -> None:
    run = first()
    for step in steps:
        after = advance(run, step)

        assert after is run or after.version == run.version + 1
        assert (after.key, after.created_at) == (run.key, run.created_at)
        assert len(after.attempts) <= MAX_ATTEMPTS_KEPT
        run = after


@given(steps=STEPS, redrives=st.integers(0, 99))
def test_whatever_happened_before_a_completed_run_never_starts_again(steps: list[str], redrives: int) -> None:
    run = first()
    for step in steps:
        run = advance(run, step)

    completed = runs.complete(run, 1005.0)

    assert claim(completed, redrives=redrives) == claims.Duplicate(completed)


@pytest.mark.parametrize("event_id", ["e1", "key:order/113@8", "window:store/order/updated/order/113"])
@pytest.mark.parametrize("generation", [0, 2])
def test_a_run_is_found_by_what_names_it_for_good(event_id: str, generation: int) -> None:
    run = replace(first(), key=RunKey("8jbhprizry", event_id, "sync_order", generation))

    assert RunKey.of_run_key(run.run_key) == run.key


# --- What is put off, held or ignored ---------------------------------------------------------------------------------

AT = CLAIMED_AT + 7


def test_an_attempt_that_is_put_off_leaves_no_trace_and_waits() -> None:
    run = runs.defer(first(), AT, until=AT + 60)

    assert (run.state, run.attempt, run.attempts, run.faults) == ("waiting", 0, (), 0)
    assert (run.version, run.updated_at, run.next_attempt_at, run.lease_until) == (2, AT, AT + 60, 0)


def test_an_attempt_that_is_put_off_after_another_is_retried() -> None:
    again = runs.next_attempt(runs.schedule_retry(first(), raised(KeyError()), AT, after=1.0), LATER)

    run = runs.defer(again, AT, until=AT + 60, faults=3)

    assert (run.state, run.attempt, len(run.attempts), run.faults) == ("retrying", 1, 1, 3)


def test_an_attempt_that_is_put_off_for_no_fault_forgets_those_before() -> None:
    assert runs.defer(replace(first(), faults=3), AT, until=AT + 60).faults == 0


def test_an_attempt_that_ends_by_itself_ends_the_row_of_faults() -> None:
    faulty = replace(first(), faults=3)

    assert [
        run.faults for run in (runs.complete(faulty, AT), runs.schedule_retry(faulty, KeyError(), AT, after=1.0))
    ] == [
        0,
        0,
    ]


def test_a_run_that_is_held_says_by_what_and_gives_its_place_up() -> None:
    run = runs.hold(replace(first(), position=5.0, faults=3, due_at=AT, next_attempt_at=AT), "store/abc", AT)

    assert (run.state, run.held_by, run.position, run.faults) == ("held", "store/abc", None, 0)
    assert (run.version, run.updated_at, run.attempt, run.lease_until) == (2, AT, 0, 0)
    assert (run.due_at, run.next_attempt_at) == (0, 0)


def test_a_run_that_is_released_goes_on_at_once() -> None:
    run = runs.release(runs.hold(first(), "store/abc", AT), AT + 1)

    assert (run.state, run.held_by, run.next_attempt_at, run.updated_at) == ("waiting", None, AT + 1, AT + 1)
    assert run.version == 3


def test_a_run_that_is_covered_names_the_run_that_covers_it_and_counts_no_attempt() -> None:
    run = runs.cover(first(), "another", AT)

    assert (run.state, run.covered_by, run.attempt, run.lease_until) == ("coalesced", "another", 0, 0)
    assert (run.version, run.updated_at) == (2, AT)


def test_a_run_that_is_ignored_counts_no_attempt() -> None:
    run = runs.ignore(first(), AT)

    assert (run.state, run.attempt, run.version, run.updated_at, run.lease_until) == ("ignored", 0, 2, AT, 0)


def test_a_failed_runs_dead_letter_is_sent_by_others_from_the_end_of_its_lease_on() -> None:
    failed = replace(runs.fail(first(), raised(KeyError()), AT), due_at=0.0)
    at_its_end = replace(LATER, now=failed.lease_until)

    assert claim(failed, lease=at_its_end) == claims.Resend(failed)
    assert claim(failed, lease=replace(LATER, now=failed.lease_until - 5)) == claims.Leased(5)


def test_a_run_whose_processes_have_died_too_often_is_failed_by_whoever_finds_it_and_stays_its_own() -> None:
    found = claim(stored("running", attempt=9), lease=LATER)

    assert isinstance(found, claims.Exhaust)
    assert (found.run.state, found.run.owner, found.run.lease_until) == ("failed", LATER.owner, LATER.until)


def test_a_failed_run_that_is_tried_anew_has_its_attempts_and_its_faults_before_it() -> None:
    failed = runs.dead_lettered(replace(runs.fail(first(), raised(KeyError()), AT), faults=3))

    again = runs.reset(failed, AT + 9)

    assert (again.state, again.attempt, again.faults, again.dead_lettered) == ("waiting", 0, 0, False)
    assert (again.attempts, again.message) == (failed.attempts, failed.message.redriven())
    assert (again.next_attempt_at, again.version) == (AT + 9, failed.version)


@pytest.mark.parametrize(("seconds", "state"), [(0, "waiting"), (1, "scheduled")])
def test_a_run_that_is_asked_for_is_scheduled_if_it_is_to_wait(seconds: float, state: State) -> None:
    assert runs.scheduled(first(), CLAIMED_AT + seconds).state == state
