"""An action that a deploy dropped by mistake misses nothing, although another one keeps its scope."""

from collections.abc import Collection
from dataclasses import replace

import pytest
from tests.support.hooks_api import STORE
from tests.support.registration import CREATED, ORDERS, UPDATED, World

from storehook.registration.report import Report
from storehook.stores.gaps import Interval
from storehook.stores.store import Pause

HOUR, DAY = 3600.0, 86_400.0
CHARGE = {"charge": [CREATED]}
SYNC = {"sync": [CREATED, UPDATED]}


def calm() -> World:
    """Make a store with two actions that has been well for five days."""
    world = World()
    deploy(world, CHARGE | SYNC)
    deploy(world, CHARGE | SYNC, after=5 * DAY)
    return world


def deploy(world: World, actions: dict[str, Collection[str]] | dict[str, list[str]], *, after: float = 0.0) -> Report:
    """Deploy these actions, and reconcile."""
    world.actions = actions
    return world.reconcile(after=after)


def gaps_of(report: Report) -> list[tuple[str, str, float]]:
    """Return the gaps of a report in short form."""
    return [(gap.cause, gap.scope, gap.since) for gap in report.gaps]


def test_an_action_that_comes_back_is_caught_up_although_another_kept_its_scope() -> None:
    world = calm()
    last_look = world.now
    dropped = deploy(world, SYNC, after=900)
    back = deploy(world, CHARGE | SYNC, after=2 * DAY)

    # A delivery from before the deploy may have been retried while the action was absent.
    assert (dropped.gaps, gaps_of(back)) == ((), [("dropped", CREATED, last_look - 49 * HOUR)])
    assert world.open_gaps == (Interval(int(last_look - 49 * HOUR), int(world.now) + 65),)
    assert world.reconcile(after=900).gaps == ()


def test_an_action_that_comes_back_after_a_week_counts_as_new() -> None:
    world = calm()
    deploy(world, SYNC, after=900)

    assert deploy(world, CHARGE | SYNC, after=7 * DAY).gaps == ()
    assert [known.action for known in world.record.action_scopes] == ["charge", "sync", "sync"]


def test_an_action_that_stays_away_is_forgotten_after_a_week() -> None:
    world = calm()
    deploy(world, SYNC, after=900)
    remembered = [known.action for known in world.record.action_scopes]
    deploy(world, SYNC, after=7 * DAY + 1)

    assert (remembered, [known.action for known in world.record.action_scopes]) == (
        ["charge", "sync", "sync"],
        ["sync", "sync"],
    )


def test_a_new_action_is_not_caught_up_with() -> None:
    world = World()
    deploy(world, SYNC)

    assert deploy(world, CHARGE | SYNC, after=DAY).gaps == ()


def test_an_action_misses_nothing_from_before_its_first_deploy() -> None:
    world = World()
    deploy(world, SYNC)
    first = deploy(world, CHARGE | SYNC, after=5 * DAY) and world.now
    deploy(world, SYNC, after=HOUR)

    assert gaps_of(deploy(world, CHARGE | SYNC, after=HOUR)) == [("dropped", CREATED, first)]


def test_a_gap_that_was_open_when_the_action_was_dropped_is_caught_up_again() -> None:
    world = calm()
    since = int(world.now - 4 * DAY)
    world.gaps.change(STORE, lambda _before: (Interval(since, since + 60),))
    deploy(world, SYNC, after=900)
    world.gaps.change(STORE, lambda _before: ())

    assert gaps_of(deploy(world, CHARGE | SYNC, after=HOUR)) == [("dropped", CREATED, since)]


def test_a_block_whose_retries_may_come_while_the_action_is_absent_is_caught_up() -> None:
    world = calm()
    since = world.now
    world.api.blocked = [{"destination": "hooks.example.com", "time_left": 170, "reasons": []}]
    world.reconcile(after=60)
    world.reconcile(after=3 * HOUR)
    world.api.blocked = []
    world.reconcile(after=180)
    world.reconcile(after=46.5 * HOUR)
    deploy(world, SYNC, after=900)

    assert gaps_of(deploy(world, CHARGE | SYNC, after=HOUR)) == [("dropped", CREATED, since)]


def test_a_scope_that_was_lost_when_its_action_was_dropped_is_caught_up_from_its_loss() -> None:
    world = calm()
    last_look = world.now
    world.api.rows = {number: row for number, row in world.api.rows.items() if row["scope"] != CREATED}
    world.api.refuse(403, method="POST", times=99)
    world.reconcile(after=900)
    deploy(world, SYNC, after=3 * DAY)
    world.api.faults.clear()
    world.reconcile(after=HOUR)

    assert gaps_of(deploy(world, CHARGE | SYNC, after=HOUR)) == [("dropped", CREATED, last_look - 49 * HOUR)]


def test_an_action_that_is_dropped_while_the_store_is_paused_is_caught_up() -> None:
    world = calm()
    last_look = world.now
    world.stores.pause(world.store, Pause("an operator", world.now, "a look"))
    for actions in (SYNC, CHARGE | SYNC):
        deploy(world, actions, after=HOUR)
    world.stores.resume(world.store)

    assert gaps_of(world.reconcile(after=HOUR)) == [("dropped", CREATED, last_look - 49 * HOUR)]


def test_an_action_is_noted_although_bigcommerce_does_not_answer() -> None:
    world = calm()
    last_look = world.now
    world.api.refuse(503, times=2)
    for actions in (SYNC, CHARGE | SYNC):
        deploy(world, actions, after=900)

    assert gaps_of(world.reconcile(after=900)) == [("dropped", CREATED, last_look - 49 * HOUR)]


def test_a_scope_that_an_action_loses_by_mistake_is_caught_up() -> None:
    world = calm()
    last_look = world.now
    deploy(world, CHARGE | {"sync": [UPDATED]}, after=900)

    assert gaps_of(deploy(world, CHARGE | SYNC, after=HOUR)) == [("dropped", CREATED, last_look - 49 * HOUR)]


def test_an_action_that_got_its_events_by_a_wider_scope_missed_nothing() -> None:
    world = calm()
    deploy(world, {"charge": [ORDERS]} | SYNC, after=900)

    assert deploy(world, CHARGE | SYNC, after=HOUR).gaps == ()


def test_an_action_that_comes_back_starts_a_catch_up_again_that_did_not_know_it() -> None:
    world = calm()
    deploy(world, SYNC, after=900)
    before = list(world.restarts)
    deploy(world, CHARGE | SYNC, after=900)

    assert (before, world.restarts) == ([], [STORE])


def test_if_the_catch_up_cannot_be_started_again_the_action_stays_to_be_noted() -> None:
    world = calm()
    last_look = world.now
    deploy(world, SYNC, after=900)
    world.catch_up_restarts = False
    report = deploy(world, CHARGE | SYNC, after=900)
    world.catch_up_restarts = True

    assert (report.outcome, report.after > 0) == ("retrying", True)
    assert gaps_of(world.reconcile(after=60)) == [("dropped", CREATED, last_look - 49 * HOUR)]


@pytest.mark.parametrize("status", ["active", "paused"])
def test_another_reconciliation_that_was_faster_is_not_overwritten(
    monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    world = calm()
    if status == "paused":
        world.stores.pause(world.store, Pause("an operator", world.now, "a look"))
    monkeypatch.setattr(type(world.registrations), "save", lambda *_: False)

    assert deploy(world, SYNC, after=900).outcome == "retrying"


def test_an_uninstalled_store_notes_no_action() -> None:
    world = calm()
    world.stores.save(replace(world.store, status="uninstalled"), "")
    known = world.record
    deploy(world, SYNC, after=900)

    assert world.record == known
