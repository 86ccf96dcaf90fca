"""Times in which events may have been lost: when a pass finds one, and from when on."""

from dataclasses import replace

import pytest
from tests.support.hooks_api import NOW
from tests.support.registration import AT, CART, CREATED, ELSEWHERE, UPDATED, World, webhook

from storehook.registration.record import RECORDED_EVERY, Subscription
from storehook.registration.subscriptions import RETRY_SPAN
from storehook.registration.webhook import EXCEPTIONS
from storehook.stores.gaps import Interval, union


def test_newly_wanted_scopes_are_no_gap(world: World) -> None:
    world.reconcile()
    world.scopes = [UPDATED, CREATED]

    assert world.reconcile(after=900).gaps == ()


def test_a_lost_hook_that_nobody_wants_any_more_is_no_gap(world: World) -> None:
    world.registered(webhook(1), webhook(2, CART))
    world.api.rows.clear()
    world.scopes = [UPDATED]

    assert [gap.scope for gap in world.reconcile(after=900).gaps] == [UPDATED]


def test_a_lost_hook_for_exceptions_is_no_gap() -> None:
    world = World()
    world.registered(webhook(9, EXCEPTIONS, AT.exceptions))
    world.api.rows.clear()

    report = world.reconcile(after=900)

    assert (report.gaps, report.outcome) == ((), "reconciled")


@pytest.mark.parametrize("webhooks", ["deleted", "still there"])
def test_a_new_installation_ends_a_gap_that_began_when_all_was_well_last(world: World, webhooks: str) -> None:
    world.registered(webhook(1), webhook(2, CART))
    if webhooks == "deleted":
        world.api.rows.clear()
    world.stores.save(replace(world.store, installed_at=NOW + 36_000))

    report = world.reconcile(after=36_030)

    assert {gap.since for gap in report.gaps} == {NOW - RETRY_SPAN}
    assert world.open_gaps == (Interval(int(NOW - RETRY_SPAN), int(world.now) + 65),)
    assert world.reconcile(after=900).gaps == ()


def test_a_new_installation_keeps_its_gap_if_the_first_pass_is_in_vain(world: World) -> None:
    world.registered(webhook(1), webhook(2, CART), webhook(9, EXCEPTIONS, AT.exceptions))
    world.stores.save(replace(world.store, installed_at=NOW + 60))
    world.api.refuse(503)
    world.reconcile(after=90)

    assert {gap.since for gap in world.reconcile(after=60).gaps} == {NOW - RETRY_SPAN}


def test_the_first_installation_of_a_store_ends_no_gap(world: World) -> None:
    assert world.reconcile().gaps == ()
    assert world.open_gaps == ()


def test_a_store_that_is_reconciled_at_the_moment_of_its_installation_has_no_gap() -> None:
    world = World(UPDATED, installed_at=NOW)
    world.reconcile()

    assert world.reconcile(after=900).gaps == ()


def test_a_gap_from_before_a_new_installation_stays_open(world: World) -> None:
    world.registered(webhook(1), webhook(2, CART))
    del world.api.rows[2]
    world.reconcile(after=900)
    found = world.open_gaps

    world.stores.save(replace(world.store, installed_at=NOW + 1000), "new-token")
    world.reconcile(after=900)

    assert found
    assert union(found, world.open_gaps) == world.open_gaps


def test_a_gap_never_reaches_behind_the_making_of_its_hook(world: World) -> None:
    world.registered(webhook(1, active=False, created_at=int(NOW) - 60), webhook(2, CART))

    (gap,) = world.reconcile(after=900).gaps

    assert (gap.cause, gap.since) == ("inactive", NOW - 60)


def test_several_losses_are_caught_up_at_once_from_the_earliest_on(world: World) -> None:
    world.registered(webhook(1, active=False), webhook(2, CART))
    del world.api.rows[2]

    report = world.reconcile(after=900)

    assert {gap.cause: gap.since for gap in report.gaps} == {"inactive": NOW - 49 * 3600, "missing": NOW - 49 * 3600}
    assert world.open_gaps == (Interval(int(NOW) - 49 * 3600, int(world.now) + 65),)


def test_a_gap_begins_where_all_was_well_last_however_many_passes_failed_since(world: World) -> None:
    world.registered(webhook(1), webhook(2, CART), webhook(9, EXCEPTIONS, AT.exceptions))
    del world.api.rows[1]
    world.api.refuse(422, method="POST", times=2)
    first, second = world.reconcile(after=900), world.reconcile(after=900)
    third = world.reconcile(after=900)

    assert [report.gaps for report in (first, second)] == [(), ()]
    assert [(gap.cause, gap.since) for gap in third.gaps] == [("missing", NOW - RETRY_SPAN)]
    assert world.reconcile(after=900).gaps == ()


def test_while_a_lost_hook_cannot_be_replaced_the_record_shows_it(world: World) -> None:
    world.registered(webhook(1), webhook(2, CART))
    del world.api.rows[1]
    world.api.refuse(422, method="POST")
    world.reconcile(after=900)

    assert world.record.missing == (UPDATED,)
    assert world.record.subscriptions == (
        Subscription(CART, 2, NOW + 900),
        Subscription(UPDATED, 1, NOW - RETRY_SPAN, broken="missing"),
    )


def test_a_hook_that_can_never_be_registered_does_not_hide_the_gaps_of_others() -> None:
    world = World(UPDATED, CART)
    world.api.put(*(webhook(number, CART, f"{ELSEWHERE}/{number}") for number in range(1, 11)))
    world.reconcile()
    world.reconcile(after=RECORDED_EVERY)
    world.api.rows = {number: row for number, row in world.api.rows.items() if row["scope"] != UPDATED}

    report = world.reconcile(after=900)

    assert (report.outcome, [(gap.scope, gap.since) for gap in report.gaps]) == (
        "failed",
        [(UPDATED, NOW)],
    )


BLOCKED = {"destination": "hooks.example.com", "time_left": 180, "reasons": []}


def test_a_block_opens_no_gap_while_bigcommerce_retries_its_events(world: World) -> None:
    world.reconcile()
    world.api.blocked = [BLOCKED]
    began = world.reconcile(after=900)
    blocked = world.record.health(world.now)
    world.api.blocked = []
    ended, after = world.reconcile(after=180), world.reconcile(after=900)

    assert [report.gaps for report in (began, ended, after)] == [(), (), ()]
    assert (began.counts(), blocked) == ({"DomainsBlocked": 1}, "blocked by BigCommerce")
    assert world.record.retried_gaps == (Interval(int(NOW), int(NOW) + 1080 + 65),)


def test_a_webhook_that_is_lost_during_a_block_is_not_retried(world: World) -> None:
    world.reconcile()
    world.api.blocked = [BLOCKED]
    world.reconcile(after=900)
    world.api.rows = {number: row for number, row in world.api.rows.items() if row["scope"] != UPDATED}
    world.reconcile(after=60)
    world.api.blocked = []

    assert [(gap.cause, gap.scope, gap.since) for gap in world.reconcile(after=180).gaps] == [("missing", UPDATED, NOW)]
    assert len(world.record.retried_gaps) == 1


def test_a_block_that_began_before_the_first_pass_lasts_from_then_on(world: World) -> None:
    world.api.blocked = [BLOCKED]
    world.reconcile()
    world.api.blocked = []
    world.reconcile(after=180)

    assert world.record.retried_gaps == (Interval(int(NOW), int(NOW) + 180 + 65),)


def test_while_nobody_tells_a_block_is_remembered(world: World) -> None:
    world.reconcile()
    world.api.blocked = [BLOCKED]
    world.reconcile(after=900)
    blocked = world.record.blocked
    world.api.refuse(503, path="/hooks/admin")
    world.reconcile(after=60)

    assert (len(blocked), world.record.blocked) == (1, blocked)


@pytest.mark.parametrize(("after", "lasts"), [(179, True), (181, False)])
def test_where_the_health_page_is_refused_a_block_lasts_as_long_as_it_said(
    world: World, after: float, lasts: bool
) -> None:
    world.reconcile()
    world.api.blocked = [BLOCKED]
    world.reconcile(after=900)
    world.api.refuse(403, path="/hooks/admin")
    world.reconcile(after=after)

    assert (len(world.record.blocked), {subscription.broken for subscription in world.record.subscriptions}) == (
        int(lasts),
        {"blocked" if lasts else None},
    )


def test_a_block_in_the_first_pass_is_no_gap(world: World) -> None:
    world.api.blocked = [BLOCKED]

    assert world.reconcile().gaps == ()
