"""Times in which events may have been lost: when a pass finds one, and from when on."""

from dataclasses import replace

import pytest
from tests.support.hooks_api import NOW, STORE
from tests.support.registration import AT, CART, CREATED, ELSEWHERE, INSTALLED, UPDATED, World, webhook

from storehook.registration.gaps import Gap, Outage, registered_webhooks, reinstall_gaps
from storehook.registration.record import RECORDED_EVERY, Registration
from storehook.registration.webhook import EXCEPTIONS
from storehook.stores.gaps import Interval, union


def test_newly_wanted_scopes_are_no_gap(world: World) -> None:
    world.reconcile()
    world.scopes = [UPDATED, CREATED]

    report = world.reconcile(after=900)

    assert (report.gaps, world.record.well_since) == ((), NOW)


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

    assert {gap.since for gap in report.gaps} == {NOW}
    assert world.open_gaps == (Interval(int(NOW), int(world.now) + 65),)
    assert world.reconcile(after=900).gaps == ()


def test_a_new_installation_keeps_its_gap_if_the_first_passes_are_in_vain(world: World) -> None:
    world.registered(webhook(1), webhook(2, CART), webhook(9, EXCEPTIONS, AT.exceptions))
    world.stores.save(replace(world.store, installed_at=NOW + 60))
    world.api.refuse(503)
    world.reconcile(after=90)
    world.api.refuse(503, path="/hooks/admin")
    world.reconcile(after=60)

    assert [gap.since for gap in world.reconcile(after=60).gaps] == [NOW]


def test_the_first_installation_of_a_store_ends_no_gap(world: World) -> None:
    assert world.reconcile().gaps == ()
    assert world.open_gaps == ()


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


def test_where_no_good_time_is_known_a_gap_begins_with_its_hook(world: World) -> None:
    world.api.put(webhook(1))
    known = Registration((webhook(1).registered(),), reconciled_at=NOW - 60, version=1)
    world.registrations.save(STORE, known)
    del world.api.rows[1]

    assert [gap.since for gap in world.reconcile().gaps] == [INSTALLED]


def test_all_is_well_since_the_pass_that_found_the_latest_gap(world: World) -> None:
    world.reconcile()
    world.api.rows.clear()
    world.reconcile(after=900)

    assert world.record.well_since == NOW + 900


def test_several_losses_are_caught_up_at_once_from_the_earliest_on(world: World) -> None:
    world.registered(webhook(1, active=False), webhook(2, CART))
    del world.api.rows[2]

    report = world.reconcile(after=900)

    assert {gap.cause: gap.since for gap in report.gaps} == {"inactive": NOW - 49 * 3600, "missing": NOW}
    assert world.open_gaps == (Interval(int(NOW) - 49 * 3600, int(world.now) + 65),)


def test_a_gap_begins_where_all_was_well_last_however_many_passes_failed_since(world: World) -> None:
    world.registered(webhook(1), webhook(2, CART), webhook(9, EXCEPTIONS, AT.exceptions))
    del world.api.rows[1]
    world.api.refuse(422, method="POST", times=2)
    first, second = world.reconcile(after=900), world.reconcile(after=900)
    third = world.reconcile(after=900)

    assert [report.gaps for report in (first, second)] == [(), ()]
    assert [(gap.cause, gap.since) for gap in third.gaps] == [("missing", NOW)]
    assert world.reconcile(after=900).gaps == ()


def test_while_a_lost_hook_cannot_be_replaced_the_record_shows_it(world: World) -> None:
    world.registered(webhook(1), webhook(2, CART))
    del world.api.rows[1]
    world.api.refuse(422, method="POST")
    world.reconcile(after=900)

    lost = next(webhook for webhook in world.record.webhooks if webhook.id == 1)
    assert (lost.active, world.record.missing) == (False, (UPDATED,))
    assert (world.record.well_since, world.record.well_until) == (0, NOW)


def test_a_hook_that_can_never_be_registered_does_not_hide_the_gaps_of_others() -> None:
    world = World(UPDATED, CART)
    world.api.put(*(webhook(number, CART, f"{ELSEWHERE}/{number}") for number in range(1, 11)))
    world.reconcile()
    world.reconcile(after=RECORDED_EVERY)
    world.api.rows = {number: row for number, row in world.api.rows.items() if row["scope"] != UPDATED}

    report = world.reconcile(after=900)

    assert (report.outcome, [(gap.scope, gap.since) for gap in report.gaps]) == (
        "failed",
        [(UPDATED, NOW + RECORDED_EVERY)],
    )


BLOCKED = {"destination": "hooks.example.com", "time_left": 180, "reasons": []}


def test_a_block_is_a_gap_when_it_begins_and_when_it_has_ended(world: World) -> None:
    world.reconcile()
    world.api.blocked = [BLOCKED]
    began, lasts = world.reconcile(after=900), world.reconcile(after=60)
    world.api.blocked = []
    ended, after = world.reconcile(after=180), world.reconcile(after=900)

    assert [[(gap.cause, gap.since) for gap in each.gaps] for each in (began, lasts, ended, after)] == [
        [("blocked", NOW)],
        [],
        [("blocked", NOW)],
        [],
    ]
    assert began.counts() == {"StoresReconciled": 1, "DomainsBlocked": 1}


def test_while_a_domain_is_blocked_not_all_is_well(world: World) -> None:
    world.reconcile()
    world.api.blocked = [BLOCKED]
    world.reconcile(after=900)

    assert (world.record.well_since, world.record.well_until) == (0, NOW)
    assert world.record.health(world.now) == "blocked by BigCommerce"


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

    assert (len(world.record.blocked), world.record.well_until == world.now) == (int(lasts), not lasts)


def test_a_block_in_the_first_pass_is_no_gap(world: World) -> None:
    world.api.blocked = [BLOCKED]

    assert world.reconcile().gaps == ()


def test_a_block_that_began_before_the_first_pass_leaves_a_gap_since_there_were_hooks(world: World) -> None:
    world.api.blocked = [BLOCKED]
    world.reconcile()
    world.api.blocked = []

    assert [(gap.cause, gap.since) for gap in world.reconcile(after=180).gaps] == [("blocked", NOW)]


def test_a_hook_that_is_lost_is_shown_as_it_stands_now_and_as_inactive() -> None:
    lost, there = webhook(1, UPDATED).registered(), webhook(1, CART)

    assert registered_webhooks([there], [Outage(lost, "inactive")]) == (replace(there.registered(), active=False),)


@pytest.mark.parametrize(("well_until", "gaps"), [(0.0, []), (NOW - 1, [Gap("reinstalled", NOW - 1)]), (NOW, [])])
def test_a_new_installation_leaves_no_gap_if_none_was_known_before_or_all_was_well_until_then(
    well_until: float, gaps: list[Gap]
) -> None:
    assert reinstall_gaps(Registration(well_until=well_until), NOW) == gaps
