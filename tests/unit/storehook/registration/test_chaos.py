"""The chaos table: whatever happens to a store's webhooks, at most two passes later wanted is existing."""

import json
import threading
from collections.abc import Callable

import pytest
from tests.support.hooks_api import STORE
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

from storehook.bigcommerce.answers import Answer
from storehook.bigcommerce.calls import Call
from storehook.errors import ApiUnavailable, Throttled
from storehook.registration.webhook import EXCEPTIONS, destinations

FOREIGN = [webhook(900, UPDATED, ELSEWHERE, headers={}), webhook(901, "store/cart/*", ELSEWHERE, active=False)]
RETRY_SPAN = 49 * 3600


def settled() -> World:
    """A store that has been in order for days, beside another's webhooks."""
    world = World(UPDATED, CART)
    world.api.put(*FOREIGN)
    world.reconcile()
    world.reconcile(after=2 * RETRY_SPAN)
    assert world.found() == sorted([*in_order(world.scopes), *others(world)])
    assert world.open_gaps == ()
    world.api.sent.clear()
    return world


def others(world: World) -> list[tuple[str, str, bool]]:
    return [
        (each.scope, each.destination, each.active) for each in world.api.webhooks() if each.destination == ELSEWHERE
    ]


def change(world: World, scope: str, **fields: object) -> None:
    """Change our webhook on a scope by hand."""
    (row,) = [row for row in world.api.rows.values() if row["scope"] == scope and row["destination"] in AT.all()]
    row |= fields


def deleted(world: World) -> None:
    world.api.rows = {number: row for number, row in world.api.rows.items() if row["destination"] == ELSEWHERE}


def deactivated(world: World) -> None:
    change(world, UPDATED, is_active=False)


def re_pointed(world: World) -> None:
    change(world, UPDATED, destination="https://by.hand.example/")


def re_pointed_within_the_stack(world: World) -> None:
    world.api.rows = {number: row for number, row in world.api.rows.items() if row["scope"] != EXCEPTIONS}
    change(world, UPDATED, destination=AT.exceptions)


def duplicated(world: World) -> None:
    world.api.put(
        webhook(2, UPDATED),
        webhook(3, UPDATED, active=False),
        webhook(4, ORDERS),
        webhook(5, EXCEPTIONS, AT.exceptions),
    )


def given_another_key(world: World) -> None:
    change(world, CART, headers={"X-Storehook-Key": "forged", "x-by-hand": "1"})


def throttled_for_a_minute(world: World) -> None:
    deactivated(world)
    until = world.now + 60
    world.api.faults.append(lambda _call: Throttled(until - world.now) if world.now < until else None)


def moved_to_another_url(world: World) -> None:
    world.url = "https://new.example.com"


CHAOS: list[Callable[[World], None]] = [
    deleted,
    deactivated,
    re_pointed,
    re_pointed_within_the_stack,
    duplicated,
    given_another_key,
    throttled_for_a_minute,
    moved_to_another_url,
]


@pytest.mark.parametrize("chaos", CHAOS, ids=lambda chaos: chaos.__name__)
def test_after_at_most_two_passes_wanted_is_existing(chaos: Callable[[World], None]) -> None:
    world = settled()
    before = json.dumps([world.api.rows[each.id] for each in FOREIGN])
    chaos(world)

    world.reconcile(after=900)
    report = world.reconcile(after=60)

    at = destinations(world.url, STORE)
    ownership = [each for each in world.found() if each[1] in at.all()]
    assert (report.outcome, ownership) == ("reconciled", in_order(world.scopes, at))
    assert json.dumps([world.api.rows[each.id] for each in FOREIGN]) == before
    assert [each for each in world.found() if each[1] in AT.all()] == (ownership if at == AT else [])


@pytest.mark.parametrize(
    "chaos",
    [deleted, re_pointed, moved_to_another_url, deactivated, throttled_for_a_minute],
    ids=lambda chaos: chaos.__name__,
)
def test_what_was_lost_is_caught_up_from_the_last_good_time_on(chaos: Callable[[World], None]) -> None:
    world = settled()
    good = world.record.subscriptions[0].delivered_until
    chaos(world)

    world.reconcile(after=30)
    world.reconcile(after=900)

    assert [gap.since for gap in world.open_gaps] == [good - RETRY_SPAN]


def test_a_gap_ends_when_bigcommerce_delivers_to_the_new_hook() -> None:
    world = settled()
    deleted(world)

    world.reconcile(after=30)

    assert [gap.until for gap in world.open_gaps] == [world.now + 65]  # it may take a minute


@pytest.mark.parametrize("chaos", [duplicated, given_another_key], ids=lambda each: each.__name__)
def test_where_nothing_was_lost_nothing_is_caught_up(chaos: Callable[[World], None]) -> None:
    world = settled()
    chaos(world)

    world.reconcile(after=900)
    world.reconcile(after=900)

    assert world.open_gaps == ()


def test_a_revoked_token_pauses_the_store_and_touches_nothing() -> None:
    world = settled()
    before = world.found()
    world.api.refuse(401, times=99, title="Unauthorized")

    outcomes = [world.reconcile(after=900).outcome for _ in range(3)]

    assert outcomes == ["retrying", "unauthorized", "skipped"]
    assert (world.found(), world.store.status) == (before, "paused")


@pytest.mark.parametrize("lands", [True, False], ids=["done but unanswered", "not done"])
@pytest.mark.parametrize("number", range(6))
def test_a_500_in_the_middle_of_a_plan_is_made_good_by_the_next_pass(number: int, lands: bool) -> None:
    world = World(ORDERS, CART, CREATED)
    world.registered(
        webhook(1, UPDATED),
        webhook(2, CART, active=False),
        webhook(3, CART, AT_OLD.webhooks),
        webhook(4, EXCEPTIONS, AT.webhooks),
    )
    world.api.faults.append(failing_at(world, number, lands=lands))

    first = world.reconcile()
    world.api.faults.clear()
    second = world.reconcile(after=60)

    assert (first.outcome, len(first.done), second.outcome) == ("retrying", number, "reconciled")
    assert world.found() == in_order(world.scopes)


def failing_at(world: World, number: int, *, lands: bool) -> Callable[[Call], Answer | Exception | None]:
    """A fault: the nth write and all after it are answered 500, and the nth is done nevertheless if it `lands`."""
    seen = [0]

    def fault(call: Call) -> Answer | Exception | None:
        if call.method == "GET":
            return None
        seen[0] += 1
        if seen[0] == number + 1 and lands:
            world.api._answer(call)
        broken = ApiUnavailable("500", store_hash=STORE, method=call.method, path=call.path, status=500)
        return broken if seen[0] > number else None

    return fault


# --- Two at once ------------------------------------------------------------------------------------------------------


def messy() -> World:
    world = World(ORDERS, CART, "store/product/updated")
    world.registered(
        webhook(1, CART, active=False), webhook(2, "store/product/updated", AT_OLD.webhooks), webhook(3, UPDATED)
    )
    world.api.put(webhook(8, CART), webhook(9, EXCEPTIONS, AT.webhooks), *FOREIGN)
    del world.api.rows[3]
    world.api.put(webhook(7, UPDATED))
    return world


@pytest.mark.parametrize("moment", range(14))
def test_a_pass_that_begins_and_ends_during_another_does_no_harm(moment: int) -> None:
    world = messy()
    calls = [0]

    def cut_in(_call: Call) -> None:
        calls[0] += 1
        if calls[0] == moment + 1:
            world.reconcile()

    world.api.faults.append(cut_in)
    world.reconcile()
    world.api.faults.clear()
    report = world.reconcile(after=900)

    assert (report.outcome, report.done) == ("reconciled", ())
    assert world.found() == sorted([*in_order(world.scopes), *others(world)])


@pytest.mark.parametrize("_round", range(5))
def test_two_passes_at_the_same_time_do_no_harm(_round: int) -> None:
    world = messy()
    together = threading.Barrier(2)
    threads = [threading.Thread(target=lambda: (together.wait(timeout=10), world.reconcile())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    report = world.reconcile(after=900)

    assert (report.outcome, report.done) == ("reconciled", ())
    assert world.found() == sorted([*in_order(world.scopes), *others(world)])
    assert {each.headers["x-storehook-key"] for each in world.api.webhooks() if each.destination in AT.all()} == {
        *KEY.values()
    }
