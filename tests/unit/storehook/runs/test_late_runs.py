"""Of a webhook and a catch-up that report the same change, one runs."""

from dataclasses import replace

import pytest
from tests.support.clocks import NOW
from tests.support.deployment import queued
from tests.support.signed_deliveries import STORE

from storehook.errors import AttemptLost
from storehook.queues.message import Kind
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.late_runs import GRACE, LATE, TOLERANCE, Change, LateRun, LateRuns, has_seen, late_run
from storehook.runs.run import Lease, Run

AT = NOW - 3600
EVENT = LateRun("event/ship", "webhook", AT, created=False, updated=True)
CREATION = LateRun("creation/ship", "webhook", AT, created=True, updated=False)
CAUGHT_UP = LateRun("catch-up/ship", "catch-up", AT, created=False, updated=True)
NEW = LateRun("catch-up-new/ship", "catch-up", AT, created=True, updated=True)


def noted(*late: LateRun) -> LateRuns:
    stored = LateRuns()
    for run in late:
        stored = stored.with_run(run)
    return stored


def claimed(happened_at: float, *, kind: Kind = "webhook", generation: int = 0, redrives: int = 0) -> Run:
    message = queued(kind=kind, redrives=redrives)
    key = RunKey(STORE, "event", "ship", generation)
    lease = Lease("one", NOW, NOW + 60)
    return runs.first(key, message, scope="", lane="default", lease=lease, resource="order/1", happened_at=happened_at)


def test_the_grace_leaves_time_for_late_events_and_for_the_index() -> None:
    assert LATE + 60 <= GRACE
    assert TOLERANCE * 10 <= LATE


@pytest.mark.parametrize(
    ("stored", "late", "covering"),
    [
        (noted(), EVENT, ()),
        (noted(CAUGHT_UP), EVENT, (CAUGHT_UP,)),
        (noted(EVENT), CAUGHT_UP, (EVENT,)),
        (noted(EVENT), replace(EVENT, name="another"), ()),
        (noted(CAUGHT_UP), replace(EVENT, at=AT + TOLERANCE), (CAUGHT_UP,)),
        (noted(CAUGHT_UP), replace(EVENT, at=AT + TOLERANCE + 1), ()),
        (noted(CAUGHT_UP), replace(EVENT, at=AT - 3600), (CAUGHT_UP,)),
        (noted(CAUGHT_UP), CREATION, ()),
        (noted(NEW), CREATION, (NEW,)),
        (noted(NEW), replace(CREATION, at=AT + 3600), (NEW,)),
        (noted(CREATION), NEW, (CREATION, CREATION)),
        (noted(NEW), EVENT, (NEW,)),
        (noted(CREATION, NEW), replace(NEW, name="another"), (CREATION, CREATION)),
        (noted(replace(CREATION, at=AT - 3600)), NEW, ()),
        (noted(EVENT), NEW, ()),
        (noted(replace(CREATION, at=AT - 3600), EVENT), NEW, (replace(CREATION, at=AT - 3600), EVENT)),
        (noted(replace(CREATION, at=AT - 3600)), replace(NEW, updated=False), (replace(CREATION, at=AT - 3600),)),
    ],
)
def test_runs_of_the_other_source_cover_all_that_a_run_would_tell_or_nothing(
    stored: LateRuns, late: LateRun, covering: tuple[LateRun, ...]
) -> None:
    assert stored.covering(late) == covering


def test_a_run_that_starts_again_is_noted_again_in_a_new_version() -> None:
    assert noted(EVENT, EVENT) == LateRuns(2, (EVENT,))


def test_a_catch_ups_second_run_of_a_change_is_covered_by_its_first() -> None:
    assert noted(CAUGHT_UP).covering(replace(CAUGHT_UP, name="catch-up-1/ship")) == (CAUGHT_UP,)


def test_of_each_source_only_the_runs_that_cover_the_most_are_kept() -> None:
    later = replace(EVENT, name="later", at=AT + 60)

    assert noted(EVENT, later).runs == noted(later, EVENT).runs == (later,)
    assert noted(EVENT, CAUGHT_UP).runs == (EVENT, CAUGHT_UP)
    assert noted(CREATION, later).runs == (CREATION, later)
    assert noted(EVENT, replace(CREATION, at=AT)).runs == (CREATION,)


def test_a_run_that_covers_nothing_after_all_is_left_out() -> None:
    assert noted(EVENT, CAUGHT_UP).without([CAUGHT_UP]) == LateRuns(2, (EVENT,))


@pytest.mark.parametrize(
    ("run", "change", "late"),
    [
        (claimed(AT), "updated", replace(EVENT, at=AT)),
        (claimed(AT), "created", replace(CREATION, name="event/ship")),
        (claimed(NOW - LATE - 1), "updated", replace(EVENT, at=NOW - LATE - 1)),
        (claimed(NOW - LATE), "updated", None),
        (claimed(NOW - 1, redrives=1), "updated", replace(EVENT, at=NOW - 1)),
        (claimed(0.0), "updated", None),
        (claimed(AT), None, None),
        (claimed(AT, generation=1), "updated", None),
        (claimed(AT, kind="manual"), "updated", None),
        (claimed(AT, kind="action"), "updated", None),
        (claimed(NOW - 1, kind="catch-up"), "updated", replace(CAUGHT_UP, name="event/ship", at=NOW - 1)),
        (claimed(AT, kind="catch-up"), "created", replace(NEW, name="event/ship")),
    ],
)
def test_only_late_events_and_catch_ups_of_plain_changes_are_set_against_each_other(
    run: Run, change: Change | None, late: LateRun | None
) -> None:
    assert late_run(run, change, wants_updates=True) == late


@pytest.mark.parametrize(("error", "is_set_against"), [(KeyError("id"), False), (AttemptLost(), True)])
def test_a_run_is_set_against_others_until_an_attempt_has_reached_its_action(
    error: Exception, is_set_against: bool
) -> None:
    failed = runs.schedule_retry(claimed(AT), error, NOW, after=10)
    again = runs.next_attempt(failed, Lease("two", NOW + 10, NOW + 70))

    assert (late_run(again, "updated", wants_updates=True) is not None) == is_set_against


def test_a_catch_up_tells_an_action_for_creations_of_the_creation_alone() -> None:
    late = late_run(claimed(AT, kind="catch-up"), "created", wants_updates=False)

    assert late == replace(NEW, name="event/ship", updated=False)


@pytest.mark.parametrize(
    ("run", "seen"),
    [
        (("completed", "", None), True),
        (("running", "", None), True),
        (("failed", "KeyError", None), True),
        (("failed", "StoreUnavailable", None), False),
        (("retrying", "StoreUnavailable", None), True),
        (("ignored", "", None), False),
        (("cancelled", "", None), False),
        (("coalesced", "", None), True),
        (("coalesced", "", "event/ship"), False),
    ],
)
def test_a_run_has_seen_its_change_unless_it_ended_before(run: tuple[runs.State, str, str | None], seen: bool) -> None:
    assert has_seen(*run) is seen
