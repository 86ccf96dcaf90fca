"""A catch-up begins, is asked for more, and ends."""

from dataclasses import replace

import pytest

from storehook.catch_up.paging import Position
from storehook.catch_up.progress import (
    MAX_UNREADABLE,
    RETRY_INTERVAL,
    CatchUpProgress,
    CatchUpState,
    ResourceProgress,
    new_progress,
    next_gap,
    seconds_to_next_gap,
)
from storehook.runs.late_runs import GRACE
from storehook.stores.gaps import Interval
from storehook.webhooks.event import CLOCK_SKEW

SKEW = int(CLOCK_SKEW)
NOW = 1_786_447_831.75
TODAY = 1_786_406_400.0
NAMES = ("orders", "products")
GAP = Interval.of(TODAY, NOW)


def first(since: float = TODAY, now: float = NOW) -> CatchUpProgress:
    return new_progress(None, "abc", Interval.of(since, now), now, NAMES)


def positions(progress: CatchUpProgress) -> list[Position | None]:
    return [resource.position for resource in progress.resources]


def half_done() -> CatchUpProgress:
    """The orders are done, the products are at their third page."""
    orders, products = first().resources
    at_work = replace(products, position=Position(int(TODAY) + 60, 3), found=7)
    return replace(first(), resources=(replace(orders, position=None, found=5), at_work), version=9)


def test_a_catch_up_begins_a_little_earlier_as_bigcommerces_clock_may_be_behind() -> None:
    found = first()

    assert (found.since, found.until, found.version, found.state) == (int(TODAY) - SKEW, int(NOW), 1, "running")
    assert positions(found) == [Position(int(TODAY) - SKEW)] * 2
    assert [resource.resource for resource in found.resources] == ["orders", "products"]


@pytest.mark.parametrize("since", [float("nan"), float("-inf"), -1.0, 0.0, 1.0])
def test_what_is_no_time_is_the_beginning_of_time(since: float) -> None:
    assert first(since).since == 0


@pytest.mark.parametrize("since", [float("inf"), NOW * 1000])
def test_no_gap_begins_later_than_now(since: float) -> None:
    assert first(since).since == int(NOW) - SKEW


def test_one_that_is_over_is_followed_by_a_new_one() -> None:
    over = half_done().ended(NOW)

    after = new_progress(over, "abc", Interval.of(TODAY + 600, NOW + 900), NOW + 900, NAMES)

    assert after == replace(first(TODAY + 600, NOW + 900), version=over.version + 1)


def test_one_that_tries_again_what_has_failed_keeps_what_was_caught_up() -> None:
    failed = half_done().with_resource(half_done().resources[1].skipped("Not granted."), NOW).ended(NOW)

    after = new_progress(failed, "abc", GAP, NOW + 60, NAMES)

    assert positions(after) == [None, Position(failed.since)]
    assert (after.state, after.detail, after.version) == ("running", "", failed.version + 1)


def test_one_of_another_gap_keeps_nothing_of_one_that_has_failed() -> None:
    failed = half_done().with_resource(half_done().resources[1].skipped("Not granted."), NOW).ended(NOW)
    longer = Interval(GAP.since, GAP.until + 1)

    assert None not in positions(new_progress(failed, "abc", longer, NOW + 60, NAMES))


def test_one_that_waits_keeps_its_place_and_goes_on_from_there() -> None:
    waiting = half_done().waiting(NOW, "Paused.")
    resumed = waiting.resumed(NOW + 60)

    assert (waiting.state, waiting.detail) == ("waiting", "Paused.")
    assert (resumed.state, resumed.detail, resumed.resources) == ("running", "", half_done().resources)


def test_every_step_is_the_next_version_and_says_when_it_was_made() -> None:
    before, at = half_done(), NOW + 7
    after = [
        before.with_resource(before.resources[0], at),
        before.touch(at),
        before.waiting(at, "Paused."),
        before.resumed(at),
        before.ended(at),
    ]

    assert {(each.version, each.updated_at) for each in after} == {(before.version + 1, at)}
    assert (first().started_at, first().updated_at) == (NOW, NOW)


def test_one_that_is_put_off_stays_as_it_is() -> None:
    assert replace(half_done().touch(NOW), version=9) == half_done()


EARLY, LATE = Interval(10, 20), Interval(30, 40)


def over(state: CatchUpState, gap: Interval) -> CatchUpProgress:
    """A catch-up that ended at NOW."""
    return CatchUpProgress("abc", 3, gap.since, gap.until, (), 0.0, ended_at=NOW, state=state)


def chosen(
    before: CatchUpProgress | None, *gaps: Interval, now: float = NOW, installed_at: float = 0.0
) -> Interval | None:
    return next_gap(gaps, before, now, installed_at)


def test_the_earliest_gap_is_next() -> None:
    assert chosen(None, EARLY, LATE) == chosen(over("done", EARLY), EARLY, LATE) == EARLY


def test_after_one_that_has_failed_later_gaps_have_their_turn_and_then_none() -> None:
    assert chosen(over("failed", EARLY), EARLY, LATE) == LATE
    assert chosen(over("failed", LATE), EARLY, LATE) is None


@pytest.mark.parametrize(("now", "installed_at"), [(NOW + RETRY_INTERVAL, 0.0), (NOW + 1, NOW + 0.5)])
def test_what_has_failed_is_tried_again_after_a_while_or_after_a_new_installation(
    now: float, installed_at: float
) -> None:
    assert chosen(over("failed", LATE), EARLY, LATE, now=now, installed_at=installed_at) == EARLY


def test_a_new_installation_counts_only_after_what_has_failed() -> None:
    assert chosen(over("failed", LATE), EARLY, LATE, now=NOW + 1, installed_at=NOW) is None


def test_a_gap_at_the_beginning_of_time_has_its_turn_too() -> None:
    assert chosen(None, Interval(0, 1)) == Interval(0, 1)


def test_a_gap_that_has_not_ended_yet_is_left_alone() -> None:
    assert chosen(None, LATE, now=39.9 + GRACE) is None
    assert chosen(None, LATE, now=40.0 + GRACE) == LATE
    assert seconds_to_next_gap((LATE,), None, 39.0, 0.0) == 1.0 + GRACE
    assert seconds_to_next_gap((LATE,), None, 41.0 + GRACE, 0.0) == 0.0
    assert seconds_to_next_gap((LATE,), over("failed", LATE), NOW, 0.0) is None


def test_families_are_worked_on_one_after_the_other() -> None:
    found = half_done()
    products = found.current()
    assert products is not None
    assert products.resource == "products"

    after = found.with_resource(replace(products, position=None), NOW + 1)

    assert after.current() is None
    assert (after.version, after.updated_at) == (found.version + 1, NOW + 1)


def test_it_ends_well_if_nothing_was_left_out() -> None:
    over = half_done().ended(NOW + 5)

    assert (over.state, over.detail, over.ended_at, over.version) == ("done", "", NOW + 5, 10)


def test_what_was_left_out_makes_it_fail_and_is_named() -> None:
    left_out = half_done().with_resource(half_done().resources[1].skipped("Not granted."), NOW)

    assert (left_out.ended(NOW).state, left_out.ended(NOW).detail) == ("failed", "products: Not granted.")


def test_of_several_that_were_left_out_each_is_named() -> None:
    both = replace(first(), resources=tuple(each.skipped("Not granted.") for each in first().resources))

    assert both.ended(NOW).detail == "orders: Not granted. products: Not granted."


def test_items_that_cannot_be_read_are_named_and_are_no_reason_to_fail() -> None:
    skipped = half_done().with_resource(half_done().resources[1].with_unreadable(["product/7", "product/7"]), NOW)
    both = skipped.with_resource(skipped.resources[0].skipped("Not granted."), NOW).ended(NOW)

    assert (skipped.ended(NOW).state, skipped.ended(NOW).detail) == (
        "done",
        "products: 1 skipped as unreadable (product/7).",
    )
    assert (both.state, both.detail) == (
        "failed",
        "orders: Not granted. products: 1 skipped as unreadable (product/7).",
    )
    assert skipped.ended(NOW).summary().endswith("covered, 1 skipped as unreadable (product/7), at 2026-08-11T00:01Z")


def test_of_many_items_that_cannot_be_read_the_first_are_named() -> None:
    names = [f"order/{number}" for number in range(MAX_UNREADABLE + 1)]

    skipped = ResourceProgress("orders", None).with_unreadable(names).with_unreadable(["order/900"])

    assert skipped.unreadable == tuple(names[:MAX_UNREADABLE])
    assert skipped.unread().startswith(f"{MAX_UNREADABLE} or more skipped as unreadable (order/0, order/1")


def test_people_are_told_how_far_it_is() -> None:
    at = ResourceProgress("orders", Position(1_795_486_200), found=300, sent=290, covered=10)

    assert at.line() == "orders: 300 found, 290 sent, 10 covered, at 2026-11-24T02:10Z"
    assert replace(at, position=None).line() == "orders: 300 found, 290 sent, 10 covered"
    assert at.skipped("no.").line() == "orders: 300 found, 290 sent, 10 covered, rest skipped: no."


@pytest.mark.usefixtures("in_tokyo")
def test_people_are_told_utc_wherever_we_are() -> None:
    assert ResourceProgress("orders", Position(1_795_486_200)).line().endswith("at 2026-11-24T02:10Z")


def test_people_are_told_of_the_whole_in_one_line() -> None:
    assert half_done().summary() == (
        "running, since 2026-08-10T23:59Z: orders: 5 found, 0 sent, 0 covered; "
        "products: 7 found, 0 sent, 0 covered, at 2026-08-11T00:01Z"
    )
    assert half_done().waiting(NOW, "The store is paused.").summary().endswith("00:01Z; The store is paused.")
    assert (
        new_progress(None, "abc", GAP, NOW, ()).ended(NOW).summary()
        == "done, since 2026-08-10T23:59Z: no action subscribes to any"
    )
