"""Deletion of a store's webhooks: before it is removed, or gets another API account."""

from typing import Any

import pytest
from tests.support.hooks_api import NOW, STORE, HooksApi
from tests.support.registration import CART, ELSEWHERE, UPDATED, World, in_order, kinds, webhook

from storehook.registration.report import Report
from storehook.stores.store import RECONCILER, Pause, Store


@pytest.fixture
def world() -> World:
    """A store whose webhooks were registered, beside one of another app."""
    world = World(UPDATED, CART)
    world.api.put(webhook(1, UPDATED, ELSEWHERE))
    world.reconcile()
    return world


def unregister(world: World) -> Report:
    return world.store_reconciler().unregister(STORE, lambda: 60.0)


def test_every_webhook_of_ours_is_deleted_and_none_of_another_app(world: World) -> None:
    report = unregister(world)

    assert (report.outcome, {kind for kind, _ in kinds(report.done)}) == ("reconciled", {"delete"})
    assert world.found() == [(UPDATED, ELSEWHERE, True)]


@pytest.mark.parametrize("by", ["arn:zoe", RECONCILER])
def test_those_of_a_paused_store_are_deleted_too_and_it_stays_paused(world: World, by: str) -> None:
    world.stores.pause(world.store, Pause(by, NOW, "moves house"))
    paused = world.store

    assert (unregister(world).outcome, world.store) == ("reconciled", paused)
    assert world.found() == [(UPDATED, ELSEWHERE, True)]


def test_a_refusal_is_reported_at_once_and_pauses_nothing(world: World) -> None:
    world.api.refuse(401)

    report = unregister(world)

    assert (report.outcome, report.paused, world.store.status) == ("unauthorized", False, "active")
    assert "was answered 401" in report.detail


@pytest.mark.parametrize(("fault", "outcome"), [(401, "unauthorized"), (503, "retrying"), (422, "failed")])
def test_a_deletion_that_fails_is_reported(world: World, fault: int, outcome: str) -> None:
    world.api.refuse(fault, method="DELETE", times=9)

    report = unregister(world)

    assert (report.outcome, report.done) == (outcome, ())
    assert f"answered {fault}" in report.detail


def test_where_the_store_stays_active_they_are_created_again_and_a_gap_covers_the_time(world: World) -> None:
    unregister(world)
    deleted = world.now

    world.reconcile(after=900)

    assert world.found() == sorted([(UPDATED, ELSEWHERE, True), *in_order([UPDATED, CART])])
    assert world.open_gaps[0].since <= deleted
    assert world.open_gaps[0].until >= world.now


def test_an_uninstalled_store_is_not_called(world: World) -> None:
    world.stores.uninstall(world.store, NOW)
    world.api.sent.clear()

    assert (unregister(world).outcome, world.api.sent) == ("skipped", [])


# --- Another API account ----------------------------------------------------------------------------------------------


def another_account(world: World, **fields: Any) -> HooksApi:
    """Give the store another API account, which sees none of the webhooks. Return the old one."""
    old, world.api = world.api, HooksApi(clock=lambda: world.now, _last_id=5000)
    world.stores.save(Store(STORE, account="store", installed_at=world.now, **fields), "new-token")
    return old


@pytest.mark.parametrize("is_deleted", [True, False], ids=["deleted", "left"])
def test_a_new_account_has_its_own_webhooks_and_a_gap_covers_the_change(world: World, *, is_deleted: bool) -> None:
    if is_deleted:
        unregister(world)
    world.now += 600
    old = another_account(world)

    report = world.reconcile(after=5)

    assert (report.outcome, world.found()) == ("reconciled", in_order([UPDATED, CART]))
    assert {registered.id for registered in world.record.webhooks} == {found.id for found in world.api.webhooks()}
    assert world.open_gaps[0].since <= world.now - 605
    assert len(old.webhooks()) == (1 if is_deleted else 4)
