"""A token that BigCommerce refuses: the second look, and the pause."""

from dataclasses import replace

import pytest
from tests.support.hooks_api import NOW
from tests.support.registration import CART, UPDATED, World, in_order, webhook

from storehook.registration.refusals import SECOND_LOOK
from storehook.stores.store import Account, Pause


@pytest.fixture
def world() -> World:
    """A store whose webhooks were just registered."""
    world = World(UPDATED)
    world.reconcile()
    return world


@pytest.mark.parametrize("status", [401, 403])
def test_one_refusal_does_not_pause_the_store(world: World, status: int) -> None:
    world.api.refuse(status, title="Unauthorized")

    report = world.reconcile(after=900)

    assert (report.outcome, report.after, report.paused) == ("retrying", SECOND_LOOK, False)
    assert (world.store.status, world.record.refused_since) == ("active", world.now)
    assert f"was answered {status}: Unauthorized" in world.record.detail
    assert "If it refuses the token again in 5 minutes, the store is paused." in world.record.detail


def test_a_token_that_works_at_the_second_look_is_forgotten_to_have_been_refused(world: World) -> None:
    world.api.refuse(401)
    world.reconcile(after=900)

    report = world.reconcile(after=SECOND_LOOK)

    assert (report.outcome, report.gaps, world.store.status) == ("reconciled", (), "active")
    assert world.record.refused_since == 0.0


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_that_the_second_look_confirms_pauses_the_store_and_tells_people_why(
    world: World, status: int
) -> None:
    world.api.refuse(status, times=2, title="Unauthorized")
    world.reconcile(after=900)

    report = world.reconcile(after=SECOND_LOOK)

    assert (report.outcome, report.after, report.paused, world.store.status) == ("unauthorized", 0.0, True, "paused")
    assert report.counts() == {"StoresPaused": 1}
    assert f"was answered {status}: Unauthorized" in world.store.reason
    assert world.record.outcome == "unauthorized"


@pytest.mark.parametrize(
    ("account", "remedy"),
    [
        ("app", "The merchant must reinstall the app."),
        ("store", "Add the store again with a new token: storehook stores add 8jbhprizry"),
    ],
)
def test_the_reason_of_the_pause_says_what_to_do(account: Account, remedy: str) -> None:
    world = World(UPDATED)
    world.stores.save(replace(world.store, account=account), "canary-token")
    world.api.refuse(401, times=2)

    world.reconcile()
    world.reconcile(after=SECOND_LOOK)

    assert world.store.reason.endswith(remedy)


def test_a_look_that_comes_early_confirms_nothing_and_delays_nothing(world: World) -> None:
    world.api.refuse(401, times=3)
    first = world.now + 900
    world.reconcile(after=900)

    early = world.reconcile(after=60)

    assert (early.outcome, early.after, world.store.status) == ("retrying", SECOND_LOOK - 60, "active")
    assert world.record.refused_since == first
    assert world.reconcile(after=early.after).paused


def test_a_refusal_before_the_store_got_a_new_token_confirms_nothing(world: World) -> None:
    world.api.refuse(401, times=2)
    world.reconcile(after=900)
    world.stores.save(replace(world.store, installed_at=world.now + 60), "a new token")

    report = world.reconcile(after=SECOND_LOOK)

    assert (report.outcome, world.store.status, world.record.refused_since) == ("retrying", "active", world.now)


@pytest.mark.parametrize("status", [500, 503])
def test_an_answer_that_says_nothing_about_the_token_neither_confirms_nor_forgets_a_refusal(
    world: World, status: int
) -> None:
    for refused in (401, status, 401):
        world.api.refuse(refused)
    first = world.now + 900
    world.reconcile(after=900)

    assert world.reconcile(after=SECOND_LOOK).outcome == "retrying"
    assert (world.store.status, world.record.refused_since) == ("active", first)
    assert world.reconcile(after=60).paused


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/channels"), ("POST", "/hooks"), ("DELETE", "/hooks/1"), ("GET", "/hooks/admin")]
)
def test_a_token_that_is_revoked_during_a_reconciliation_pauses_the_store_after_a_second_look(
    method: str, path: str
) -> None:
    world = World("store/channel/{id}/order/created")
    world.api.put(webhook(1, CART))
    world.api.channels = [{"id": 1}]
    world.api.refuse(401, method=method, path=path, times=2)

    first = world.reconcile()
    assert (first.outcome, first.after, world.store.status) == ("retrying", SECOND_LOOK, "active")

    assert world.reconcile(after=SECOND_LOOK).outcome == "unauthorized"
    assert world.store.status == "paused"


def test_a_store_that_is_resumed_with_a_token_that_is_still_refused_is_paused_at_once(world: World) -> None:
    world.api.refuse(401, times=3)
    world.reconcile(after=900)
    world.reconcile(after=SECOND_LOOK)
    world.stores.resume(world.store)

    assert world.reconcile(after=60).paused


def test_a_store_that_gets_a_new_token_during_the_second_look_is_not_paused(world: World) -> None:
    world.api.refuse(401, times=2)
    world.reconcile(after=900)

    def reinstalled(_call: object) -> None:
        world.stores.save(replace(world.store, installed_at=world.now), "newer-token")

    world.api.faults.insert(0, reinstalled)

    report = world.reconcile(after=SECOND_LOOK)

    assert (report.outcome, report.paused, world.store.status) == ("retrying", False, "active")


# --- The token works again --------------------------------------------------------------------------------------------


@pytest.fixture
def refused(world: World) -> World:
    """A store that is paused because BigCommerce refused its token twice."""
    world.api.refuse(401, times=2)
    world.reconcile(after=900)
    world.reconcile(after=SECOND_LOOK)
    world.api.sent.clear()
    return world


def test_a_store_whose_token_is_still_refused_stays_paused_after_one_call(refused: World) -> None:
    before, record = refused.store, refused.record
    refused.api.refuse(401)

    report = refused.reconcile(after=3600)

    assert (report.outcome, refused.store, refused.record) == ("skipped", before, record)
    assert [(call.method, call.path, call.query) for call in refused.api.sent] == [("GET", "/v3/hooks", {"limit": "1"})]


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_look_without_proof_that_the_token_works_resumes_nothing(refused: World, status: int) -> None:
    refused.api.refuse(status)

    assert (refused.reconcile(after=3600).outcome, refused.store.status) == ("skipped", "paused")


def test_a_store_whose_token_works_again_is_resumed_reconciled_and_caught_up(refused: World) -> None:
    delivered_until = refused.record.subscriptions[0].delivered_until
    refused.api.rows.clear()

    report = refused.reconcile(after=3600)

    assert (report.outcome, refused.store.status, refused.store.reason) == ("reconciled", "active", "")
    assert refused.found() == in_order([UPDATED])
    assert refused.record.refused_since == 0.0
    assert refused.open_gaps[0].since == int(delivered_until)
    assert refused.open_gaps[0].until >= refused.now


def test_what_was_refused_opens_a_gap_even_if_every_webhook_is_in_place(refused: World) -> None:
    delivered_until = refused.record.subscriptions[0].delivered_until

    refused.reconcile(after=3600)

    assert refused.open_gaps[0].since == int(delivered_until)


def test_a_store_that_an_operator_paused_is_not_called(refused: World) -> None:
    refused.stores.pause(refused.store, Pause("arn:zoe", refused.now, "moves house"))

    assert (refused.reconcile(after=3600).outcome, refused.store.status, refused.api.sent) == ("skipped", "paused", [])


def test_a_store_that_an_operator_pauses_while_its_token_is_tried_stays_paused(refused: World) -> None:
    def paused(_call: object) -> None:
        refused.stores.pause(refused.store, Pause("arn:zoe", refused.now, "moves house"))

    refused.api.faults.append(paused)

    report = refused.reconcile(after=3600)

    assert (report.outcome, refused.store.status, refused.store.reason) == ("skipped", "paused", "moves house")


def test_a_refusal_long_ago_does_not_shorten_the_second_look(world: World) -> None:
    assert world.now == NOW
    world.api.refuse(401)
    world.reconcile(after=900)
    world.reconcile(after=SECOND_LOOK)
    world.api.refuse(401)

    assert world.reconcile(after=86_400).outcome == "retrying"
