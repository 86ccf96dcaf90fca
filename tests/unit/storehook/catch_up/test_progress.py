"""A catch-up begins, is asked for more, and ends."""

from dataclasses import replace

import pytest

from storehook.catch_up.paging import Position
from storehook.catch_up.progress import Progress, ResourceProgress, begun
from storehook.webhooks.event import CLOCK_SKEW

SKEW = int(CLOCK_SKEW)
NOW = 1_786_447_831.75
TODAY = 1_786_406_400.0
NAMES = ("orders", "products")


def first(since: float = TODAY, now: float = NOW) -> Progress:
    return begun(None, "abc", since, now, NAMES)


def positions(progress: Progress) -> list[Position | None]:
    return [resource.position for resource in progress.resources]


def half_done() -> Progress:
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
def test_no_catch_up_begins_later_than_now(since: float) -> None:
    assert first(since).since == int(NOW)


def test_one_that_is_over_is_followed_by_a_new_one() -> None:
    over = half_done().ended(NOW)

    after = begun(over, "abc", TODAY + 600, NOW + 900, NAMES)

    assert after == replace(first(TODAY + 600, NOW + 900), version=over.version + 1)


def test_asked_for_an_earlier_time_it_starts_over() -> None:
    after = begun(half_done(), "abc", TODAY - 600, NOW + 60, NAMES)

    assert (after.since, after.until, after.version) == (int(TODAY) - 600 - SKEW, int(NOW) + 60, 10)
    assert after.resources == begun(None, "abc", TODAY - 600, NOW, NAMES).resources
    assert after.started_at == NOW


@pytest.mark.parametrize("later", [0, 600])
def test_asked_for_what_it_does_already_it_keeps_its_place_and_goes_on_to_now(later: float) -> None:
    after = begun(half_done(), "abc", TODAY + later, NOW + 60, NAMES)

    assert (after.since, after.until) == (half_done().since, int(NOW) + 60)
    assert positions(after) == [Position(int(NOW)), Position(int(TODAY) + 60, 3)]
    assert [resource.found for resource in after.resources] == [5, 7]


@pytest.mark.parametrize("earlier", [0, 60])
def test_asked_for_no_later_time_it_stays_as_it_is(earlier: float) -> None:
    before = half_done()

    assert begun(before, "abc", TODAY, NOW - earlier, NAMES) == replace(before, version=before.version + 1)


def test_asked_for_an_earlier_beginning_by_an_older_task_it_still_goes_as_far() -> None:
    after = begun(half_done(), "abc", TODAY - 600, NOW - 60, NAMES)

    assert (after.since, after.until, after.started_at) == (int(TODAY) - 600 - SKEW, int(NOW), NOW)


def test_what_was_left_out_stays_left_out_until_it_begins_anew() -> None:
    before = half_done().with_resource(half_done().resources[0].left_out("not granted"))

    assert positions(begun(before, "abc", TODAY, NOW, NAMES))[0] is None
    assert positions(begun(before.ended(NOW), "abc", TODAY, NOW, NAMES))[0] is not None


def test_families_are_worked_on_one_after_the_other() -> None:
    found = half_done()
    products = found.current()
    assert products is not None
    assert products.resource == "products"

    after = found.with_resource(replace(products, position=None))

    assert after.current() is None
    assert after.version == found.version + 1


def test_it_ends_well_if_nothing_was_left_out() -> None:
    over = half_done().ended(NOW + 5)

    assert (over.state, over.detail, over.ended_at, over.version) == ("done", "", NOW + 5, 10)


def test_what_was_left_out_makes_it_fail_and_is_named() -> None:
    left_out = half_done().with_resource(half_done().resources[1].left_out("Not granted."))

    assert (left_out.ended(NOW).state, left_out.ended(NOW).detail) == ("failed", "products: Not granted.")


def test_a_reason_ends_it_whatever_was_left() -> None:
    assert (half_done().ended(NOW, "Paused.").state, half_done().ended(NOW, "Paused.").detail) == ("failed", "Paused.")


def test_people_are_told_how_far_it_is() -> None:
    at = ResourceProgress("orders", Position(1_795_486_200), found=300, sent=290, covered=10)

    assert at.line() == "orders: 300 found, 290 sent, 10 covered, at 2026-11-24T02:10Z"
    assert replace(at, position=None).line() == "orders: 300 found, 290 sent, 10 covered"
    assert at.left_out("no.").line() == "orders: 300 found, 290 sent, 10 covered, then left out: no."


def test_people_are_told_of_the_whole_in_one_line() -> None:
    assert half_done().summary() == (
        "running, since 2026-08-10T23:59Z: orders: 5 found, 0 sent, 0 covered; "
        "products: 7 found, 0 sent, 0 covered, at 2026-08-11T00:01Z"
    )
    assert half_done().ended(NOW, "The store is paused.").summary().endswith("00:01Z; The store is paused.")
    assert (
        begun(None, "abc", TODAY, NOW, ()).ended(NOW).summary() == "done, since 2026-08-10T23:59Z: no action wants any"
    )
