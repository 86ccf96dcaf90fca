"""Desired webhooks for the scopes of the actions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.registration import (
    AT,
    CART,
    CREATED,
    KEY,
    ORDERS,
    PER_CHANNEL,
    UPDATED,
    World,
    in_order,
    wanting,
    webhook,
)

from storehook.registration.desired import channel_scopes, list_channels, minimal_scopes, needs_channel
from storehook.registration.webhook import EXCEPTIONS
from storehook.webhooks.scopes import covers, known

REGISTRABLE = sorted(scope for scope in known() if "{id}" not in scope)


def test_each_scope_goes_to_the_webhooks_destination_with_the_key() -> None:
    (order, _) = wanting(UPDATED)

    assert (order.scope, order.destination, order.headers) == (UPDATED, AT.webhooks, KEY)


def test_of_two_scopes_that_cover_each_other_one_stays() -> None:
    assert minimal_scopes(["store/channel/{id}/order/created", "store/channel/*/order/created"]) == [
        "store/channel/*/order/created"
    ]


def test_a_scope_of_any_channel_stands_for_that_of_each_channel() -> None:
    assert minimal_scopes([PER_CHANNEL, "store/channel/7/order/created"]) == [PER_CHANNEL]


def test_exceptions_are_always_wanted_at_a_destination_of_their_own() -> None:
    (only,) = wanting()

    assert (only.scope, only.destination) == (EXCEPTIONS, AT.exceptions)


def test_an_action_on_exceptions_adds_no_further_hook() -> None:
    assert wanting(EXCEPTIONS, CART) == wanting(CART)


def test_a_wildcard_stands_for_what_it_covers() -> None:
    assert minimal_scopes([UPDATED, ORDERS, CREATED, CART]) == [CART, ORDERS]


@given(scopes=st.sets(st.sampled_from(REGISTRABLE), max_size=30))
def test_of_the_fewest_none_covers_another_and_all_that_was_asked_for_is_covered(scopes: set[str]) -> None:
    found = minimal_scopes(scopes)

    assert all(sum(covers(each, scope) for each in found) == 1 for scope in found)
    assert all(any(covers(each, scope) for each in found) for scope in scopes)


@pytest.mark.parametrize(
    ("scope", "expands"),
    [
        (PER_CHANNEL, True),
        ("store/channel/{id}/order/*", True),
        ("store/channel/*/order/created", True),
        ("store/channel/7/order/created", False),
        ("store/channel/*/inventory/product/stock_changed", False),
        ("store/channel/*", False),
        ("store/channel/created", False),
        (UPDATED, False),
    ],
)
def test_only_a_scope_of_any_channel_needs_the_channels(scope: str, expands: bool) -> None:
    assert needs_channel(scope) is expands


def test_every_known_scope_with_a_placeholder_needs_the_channels() -> None:
    assert all(needs_channel(scope) is ("{id}" in scope) for scope in known())


def test_a_scope_of_any_channel_becomes_one_for_each() -> None:
    assert channel_scopes("store/channel/{id}/cart/lineItem/*", [1, 664179]) == [
        "store/channel/1/cart/lineItem/*",
        "store/channel/664179/cart/lineItem/*",
    ]


@pytest.mark.parametrize(
    "channel", [{"id": 2, "status": "terminated"}, {"id": 2, "status": "deleted"}, {"id": "2"}, {}, 2]
)
def test_a_channel_that_is_gone_or_unreadable_is_left_out(world: World, channel: Any) -> None:
    world.api.channels = [{"id": 1, "status": "inactive"}, channel]

    assert list_channels(world.api.client()) == [1]


def test_channels_are_asked_for_only_if_a_scope_needs_them(world: World) -> None:
    world.api.refuse(500, path="/channels", times=99)

    assert world.reconcile().outcome == "reconciled"


def test_scopes_of_any_channel_are_registered_for_each_channel() -> None:
    world = World(PER_CHANNEL, "store/channel/1/order/created")
    world.api.channels = [{"id": 1}, {"id": 22}]
    world.reconcile()

    assert world.found() == in_order(["store/channel/1/order/created", "store/channel/22/order/created"])


def test_a_new_channel_gets_its_hook_and_one_that_is_gone_loses_it() -> None:
    world = World(PER_CHANNEL)
    world.api.channels = [{"id": 1}]
    world.reconcile()
    world.api.channels = [{"id": 1, "status": "terminated"}, {"id": 2}]

    reports = [world.reconcile(after=3600) for _ in range(2)]

    assert world.found() == in_order(["store/channel/2/order/created"])
    assert [report.gaps for report in reports] == [(), ()]


def test_channels_that_may_not_be_listed_fail_the_store_and_nothing_else() -> None:
    world = World(PER_CHANNEL, UPDATED)
    world.api.channels = None

    report = world.reconcile()

    assert (report.outcome, report.missing, report.paused) == ("failed", (PER_CHANNEL,), False)
    assert PER_CHANNEL in report.detail
    assert "store_channel_settings_read_only" in report.detail
    assert world.found() == in_order([UPDATED])


def test_hooks_of_channels_stay_and_are_repaired_when_the_channels_cannot_be_listed_any_more() -> None:
    world = World(PER_CHANNEL)
    world.api.channels = [{"id": 1}, {"id": 2}]
    world.reconcile()
    first, second, _ = sorted(world.api.webhooks(), key=lambda each: each.scope)
    del world.api.rows[first.id]
    world.api.rows[second.id]["is_active"] = False
    world.api.channels = None

    report = world.reconcile(after=900)

    assert world.found() == in_order(["store/channel/1/order/created", "store/channel/2/order/created"])
    assert (report.outcome, [gap.cause for gap in report.gaps]) == ("failed", ["missing", "inactive"])


def test_a_busy_channel_list_is_tried_later_and_nothing_changes() -> None:
    world = World(PER_CHANNEL)
    world.api.put(webhook(1, UPDATED))
    world.api.refuse(503, path="/channels")

    assert world.reconcile().outcome == "retrying"
    assert world.api.writes == []
