"""Carrying out a plan: what is sent, and what a refusal does to the other steps."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.support.registration import (
    AT,
    CART,
    CREATED,
    ELSEWHERE,
    KEY,
    ORDERS,
    UPDATED,
    World,
    in_order,
    kinds,
    webhook,
)

from storehook.bigcommerce.answers import Answer
from storehook.registration.webhook import EXCEPTIONS


def bodies(world: World) -> list[dict[str, Any]]:
    return [call.json for call in world.api.sent if call.method in ("POST", "PUT")]


def full(scope: str) -> list[Any]:
    """As many of others' webhooks as a scope may have."""
    return [webhook(number, scope, f"{ELSEWHERE}/{number}") for number in range(1, 11)]


def once(do: Callable[[Any], None]) -> Callable[[Any], None]:
    """A fault that does something at the first write, and answers nothing itself."""
    left = [1]

    def fault(call: Any) -> None:
        if call.method != "GET" and left:
            left.pop()
            do(call)

    return fault


def test_a_hook_is_made_active_and_with_its_key(world: World) -> None:
    world.scopes = [UPDATED]
    world.reconcile()

    assert bodies(world)[0] == {"scope": UPDATED, "destination": AT.webhooks, "is_active": True, "headers": KEY}


def test_every_write_says_whether_the_hook_is_active(world: World) -> None:
    world.api.put(webhook(1, active=False), webhook(2, CART, headers={}))
    world.reconcile()

    assert [body["is_active"] for body in bodies(world)] == [True, True, True]


def test_a_hook_that_is_switched_on_again_is_told_nothing_else() -> None:
    world = World(UPDATED)
    world.api.put(webhook(1, active=False))
    world.reconcile()

    assert bodies(world)[0] == {"is_active": True, "headers": KEY}


def test_a_hook_that_cannot_be_switched_on_again_stays_missing_and_is_caught_up_once_it_can() -> None:
    world = World(UPDATED)
    world.registered(webhook(1, active=False))
    world.api.refuse(422, method="PUT", title="Not now")

    first = world.reconcile(after=900)
    sent = len(world.tasks.sent)
    second = world.reconcile(after=900)

    assert (first.outcome, first.missing, first.gaps, sent) == ("failed", (UPDATED,), (), 0)
    assert "refused the webhook store/order/updated: PUT /v3/hooks/1" in first.detail
    assert (second.outcome, [gap.cause for gap in second.gaps]) == ("reconciled", ["inactive"])


def test_headers_that_somebody_added_to_our_hook_stay(world: World) -> None:
    world.scopes = [UPDATED]
    world.api.put(webhook(1, headers={"X-Storehook-Key": "stale", "x-by-hand": "1"}))
    world.reconcile()

    assert world.api.rows[1]["headers"] == {"x-by-hand": "1", **KEY}


@pytest.mark.parametrize("status", [409, 422])
def test_a_hook_that_somebody_else_made_meanwhile_counts_as_made(world: World, status: int) -> None:
    def quicker(call: Any) -> None:
        world.api.put(webhook(77, call.json["scope"], call.json["destination"]))

    world.scopes = [CART]
    world.api.faults.append(once(quicker))
    world.api.refuse(status, method="POST")

    report = world.reconcile()

    assert (report.outcome, report.detail) == ("reconciled", "")
    assert kinds(report.done) == [("create", EXCEPTIONS)]
    assert [webhook.id for webhook in world.record.webhooks] == [77, 1001]


def test_a_refused_hook_does_not_hold_up_the_others(world: World) -> None:
    world.api.refuse(422, method="POST", title="JSON data is missing or invalid")

    report = world.reconcile()

    assert (report.outcome, report.missing) == ("failed", (CART,))
    assert "refused the webhook store/cart/created: POST /v3/hooks" in report.detail
    assert "JSON data is missing or invalid" in report.detail
    assert world.found() == in_order([UPDATED])


def test_a_hook_for_which_the_token_lacks_a_scope_does_not_pause_the_store(world: World) -> None:
    world.api.refuse(403, method="POST", title="Needs B2B Edition")

    report = world.reconcile()

    assert (report.outcome, report.missing, world.store.status) == ("failed", (CART,), "active")
    assert "refused the webhook store/cart/created: " in report.detail
    assert "Needs B2B Edition" in report.detail


def test_a_full_scope_is_told_with_the_limit_and_what_to_do(world: World) -> None:
    world.api.put(*full(UPDATED))

    report = world.reconcile()

    assert (report.outcome, report.missing) == ("failed", (UPDATED,))
    assert "refused the webhook store/order/updated: the API account already has 10 webhooks on this scope" in (
        report.detail
    )
    assert "Delete webhooks that nobody needs" in report.detail
    assert len(world.api.webhooks()) == 12


def test_another_hook_for_exceptions_is_told_by_its_number_and_destination(world: World) -> None:
    world.api.put(webhook(55, EXCEPTIONS, ELSEWHERE))

    report = world.reconcile()

    assert (report.outcome, report.missing) == ("reconciled", (EXCEPTIONS,))
    assert f"#55 goes to {ELSEWHERE}" in report.detail
    assert (EXCEPTIONS, ELSEWHERE, True) in world.found()


@pytest.mark.parametrize(
    ("before", "wanted"),
    [([CREATED, UPDATED], ORDERS), ([ORDERS], UPDATED)],
    ids=["wildcard refused", "single scope refused"],
)
def test_what_a_refused_hook_was_to_replace_stays(before: list[str], wanted: str) -> None:
    world = World(wanted)
    world.registered(*(webhook(number, scope) for number, scope in enumerate(before, 1)))
    world.api.put(webhook(9, CART))
    world.api.refuse(422, method="POST")

    report = world.reconcile()

    assert world.found() == in_order(before)
    assert kinds(report.done) == [("delete", CART), ("create", EXCEPTIONS)]


def test_a_deletion_that_is_refused_is_told_and_the_rest_is_done() -> None:
    world = World(UPDATED)
    world.api.put(webhook(1, CART), webhook(2, CREATED))
    world.api.refuse(422, method="DELETE")

    report = world.reconcile()

    assert report.outcome == "failed"
    assert "refused the webhook store/cart/created: DELETE /v3/hooks/1" in report.detail
    assert kinds(report.done) == [("create", UPDATED), ("delete", CREATED), ("create", EXCEPTIONS)]
    assert [webhook.scope for webhook in world.record.webhooks] == [CART, EXCEPTIONS, UPDATED]


def test_what_is_deleted_already_is_well_deleted() -> None:
    world = World()
    world.api.put(webhook(1, CART))
    world.api.refuse(404, method="DELETE")

    assert world.reconcile().outcome == "reconciled"


def test_a_hook_that_vanishes_before_it_is_repaired_is_told_and_made_by_the_next_pass() -> None:
    world = World(UPDATED)
    world.api.put(webhook(1, active=False))
    world.api.faults.append(once(lambda _call: world.api.rows.clear()))

    first, second = world.reconcile(), world.reconcile(after=900)

    assert (first.outcome, first.missing, second.outcome) == ("failed", (UPDATED,), "reconciled")
    assert world.found() == in_order([UPDATED])


def test_an_answer_without_a_hook_in_it_is_looked_up() -> None:
    world = World(UPDATED)

    def made_without_a_word(call: Any) -> Answer | None:
        return Answer(200, {}, b"") if call.method == "POST" and world.api._answer(call) else None

    world.api.faults.append(made_without_a_word)

    assert world.reconcile().outcome == "reconciled"
    assert [webhook.id for webhook in world.record.webhooks] == [1002, 1001]


def test_more_hooks_than_a_page_holds_are_all_seen() -> None:
    world = World(UPDATED)
    world.api.put(*(webhook(number, CART, f"{ELSEWHERE}/{number}") for number in range(1, 600)), webhook(900))

    report = world.reconcile()

    assert kinds(report.done) == [("create", EXCEPTIONS)]
