"""Whatever is at a store to begin with, one pass brings what is wanted, and touches nothing of anybody else."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.support.hooks_api import NOW, STORE
from tests.support.registration import (
    AT,
    AT_OLD,
    CART,
    CREATED,
    ELSEWHERE,
    KEY,
    ORDERS,
    UPDATED,
    World,
    in_order,
    webhook,
)

from storehook.registration.record import RECORDED_EVERY, Registration
from storehook.registration.webhook import EXCEPTIONS, Webhook

SCOPES = [CREATED, UPDATED, ORDERS, CART, "store/cart/*", "store/channel/1/order/created", EXCEPTIONS]
OTHERS = [ELSEWHERE, f"{AT.webhooks}/", AT.webhooks.upper(), "https://hooks.example.com/live/webhooks/otherstore"]
HEADERS: list[dict[str, str]] = [
    {},
    KEY,
    {"X-Storehook-Key": "canary-key"},
    {"x-storehook-key": "stale"},
    {"x-by-hand": "1"},
    {"X-STOREHOOK-KEY": "stale", "x-by-hand": "1"},
]

webhooks = st.builds(
    webhook,
    number=st.integers(1, 60),
    scope=st.sampled_from(SCOPES),
    destination=st.sampled_from([AT.webhooks, AT.exceptions, AT_OLD.webhooks, AT_OLD.exceptions, *OTHERS]),
    active=st.booleans(),
    headers=st.sampled_from(HEADERS),
)


@st.composite
def starts(draw: st.DrawFn) -> tuple[list[Webhook], list[Webhook]]:
    """Webhooks that may exist side by side, and those that the record knows. Some of the latter are gone."""
    world, there, known = World(), [], []
    for each in draw(st.lists(webhooks, max_size=25, unique_by=lambda each: each.id)):
        is_known = draw(st.booleans()) and each.destination not in OTHERS
        if each.scope == EXCEPTIONS and not (is_known or each.destination in AT.all()):
            continue  # somebody else's is in the way of ours: see test_apply
        row = world.api._row(each.id, {"scope": each.scope, "destination": each.destination}, 0)
        # BigCommerce has let duplicates be that were there before it forbade them.
        is_twin = (each.scope, each.destination) in {(other.scope, other.destination) for other in there}
        if is_twin or world.api._problem(row) is None:
            world.api.put(each)
            there.append(each)
        known += [each] if is_known else []
    return there, known


def foreign(world: World, known: list[Webhook]) -> str:
    """Every webhook that is not ours, byte for byte."""
    registered = {(each.id, each.destination) for each in known}

    def is_ours(row: dict[str, Any]) -> bool:
        has_key = ("x-storehook-key", "canary-key") in [
            (name.lower(), value) for name, value in (row["headers"] or {}).items()
        ]
        is_created_by_us = has_key and row["destination"] in AT_OLD.all()
        return row["destination"] in AT.all() or (row["id"], row["destination"]) in registered or is_created_by_us

    return json.dumps([row for row in world.api.rows.values() if not is_ours(row)])


@given(start=starts(), wanted=st.sets(st.sampled_from(SCOPES)))
def test_any_start_is_in_order_after_one_pass_and_stays_so(
    start: tuple[list[Webhook], list[Webhook]], wanted: set[str]
) -> None:
    there, known = start
    world = World(*wanted)
    world.api.put(*there)
    webhooks = tuple(replace(each, active=True).registered() for each in known)
    world.registrations.save(STORE, Registration(webhooks, reconciled_at=NOW - 900))
    others = foreign(world, known)

    report = world.reconcile()

    assert (report.outcome, report.detail) == ("reconciled", "")
    assert foreign(world, known) == others
    ownership = [each for each in world.api.webhooks() if each.destination in AT.all()]
    assert sorted((each.scope, each.destination, each.active) for each in ownership) == in_order(wanted)
    assert {each.headers.get("x-storehook-key") or each.headers.get("X-Storehook-Key") for each in ownership} == {
        "canary-key"
    }
    assert not {(each.id, each.destination) for each in world.api.webhooks()} & {
        (each.id, each.destination) for each in known if each.destination not in AT.all()
    }

    writes = len(world.api.writes)
    again = world.reconcile(after=RECORDED_EVERY)

    assert (again.outcome, again.gaps) == ("reconciled", ())
    assert len(world.api.writes) == writes
    assert all(subscription.delivered_until == world.now for subscription in world.record.subscriptions)


@given(start=starts())
def test_taking_leave_deletes_every_hook_of_ours_and_no_other(start: tuple[list[Webhook], list[Webhook]]) -> None:
    there, known = start
    world = World(UPDATED)
    world.api.put(*there)
    world.registrations.save(STORE, Registration(tuple(each.registered() for each in known)))
    others = foreign(world, known)

    report = world.store_reconciler().unregister(STORE, lambda: 60.0)

    assert report.outcome == "reconciled"
    assert json.dumps(list(world.api.rows.values())) == others


@given(start=starts(), wanted=st.sets(st.sampled_from(SCOPES)))
def test_a_preview_shows_what_a_pass_then_does_and_changes_nothing(
    start: tuple[list[Webhook], list[Webhook]], wanted: set[str]
) -> None:
    there, known = start
    world = World(*wanted)
    world.api.put(*there)
    world.registrations.save(STORE, Registration(tuple(each.registered() for each in known)))
    before = json.dumps(world.api.rows), world.record

    preview = world.store_reconciler().preview(STORE, lambda: 60.0)

    assert (json.dumps(world.api.rows), world.record, world.api.writes) == (*before, [])
    assert preview.planned is not None
    assert preview.planned.changes == world.reconcile().done
