"""Stored result of a reconciliation: its outcome, the store's webhooks, and when each scope last delivered."""

from dataclasses import replace

import pytest
from tests.support.hooks_api import NOW, STORE
from tests.support.misbehaving_stores import CopiedRows
from tests.support.registration import AT, CART, ELSEWHERE, INSTALLED, UPDATED, World, in_order, webhook

from storehook.bigcommerce.tokens import CachedTokens
from storehook.errors import ApiUnavailable, Retry, StoreUnavailable, Throttled
from storehook.registration.record import RECORDED_EVERY, DeliveryException, RegisteredWebhook
from storehook.registration.report import RETRY_DELAY
from storehook.registration.webhook import EXCEPTIONS
from storehook.stores.store import Store


def broken(after: float | None = None) -> ApiUnavailable:
    error = ApiUnavailable("Down", store_hash=STORE, method="GET", path="/v3/hooks", status=503)
    error.after = after
    return error


def delivered_until(world: World) -> set[float]:
    return {subscription.delivered_until for subscription in world.record.subscriptions}


def test_a_first_pass_registers_and_says_so(world: World) -> None:
    report = world.reconcile()

    assert (report.outcome, report.gaps, world.tasks.sent) == ("reconciled", (), [])
    assert report.counts() == {"WebhooksCreated": 3}
    assert world.found() == in_order([UPDATED, CART])


def test_the_record_shows_each_hook_of_ours_and_none_of_others(world: World) -> None:
    world.api.put(webhook(1), webhook(2, CART, ELSEWHERE))
    world.reconcile()

    assert world.record.webhooks == (
        RegisteredWebhook(1001, CART, AT.webhooks, active=True, since=int(NOW)),
        RegisteredWebhook(1002, EXCEPTIONS, AT.exceptions, active=True, since=int(NOW)),
        RegisteredWebhook(1, UPDATED, AT.webhooks, active=True, since=int(INSTALLED)),
    )


def test_the_record_says_when_and_how_it_ended_and_when_each_scope_last_delivered(world: World) -> None:
    world.reconcile()
    world.reconcile(after=RECORDED_EVERY)
    world.reconcile(after=RECORDED_EVERY)

    record = world.record
    assert (record.outcome, record.reconciled_at) == ("reconciled", NOW + 2 * RECORDED_EVERY)
    assert delivered_until(world) == {NOW + 2 * RECORDED_EVERY}
    assert record.health(world.now) == "all registered"


def test_for_an_hour_passes_that_find_nothing_new_leave_the_record_as_it_is(world: World) -> None:
    world.reconcile()
    known = world.record
    reports = [world.reconcile(after=900) for _ in range(3)]

    assert ({report.outcome for report in reports}, world.record) == ({"reconciled"}, known)
    world.reconcile(after=900)
    assert (world.record.reconciled_at, world.record.version) == (world.now, known.version + 1)


def test_what_has_changed_is_seen_and_recorded_by_the_very_next_pass(world: World) -> None:
    world.reconcile()
    world.reconcile(after=900)
    lost = world.record.webhooks[0]
    del world.api.rows[lost.id]
    report = world.reconcile(after=900)

    assert [(step.kind, step.scope) for step in report.done] == [("create", lost.scope)]
    assert (world.record.reconciled_at, lost in world.record.webhooks) == (world.now, False)


def test_what_a_pass_has_done_is_recorded_even_if_all_is_as_before_by_then(world: World) -> None:
    world.reconcile()
    world.api.put(webhook(900, UPDATED, world.api.webhooks()[0].destination))
    report = world.reconcile(after=900)

    assert [step.kind for step in report.done] == ["delete"]
    assert world.record.reconciled_at == world.now


def test_a_gap_begins_when_all_was_recorded_as_well_which_is_no_later_than_it_did(world: World) -> None:
    world.reconcile()
    world.reconcile(after=900)
    del world.api.rows[next(each.id for each in world.record.webhooks if each.scope == UPDATED)]

    assert [(gap.scope, gap.since) for gap in world.reconcile(after=900).gaps] == [(UPDATED, NOW)]


def test_a_scope_is_known_to_deliver_until_a_pass_began_however_long_it_takes(world: World) -> None:
    def take_a_second(_call: object) -> None:
        world.now += 1

    world.api.faults.append(take_a_second)
    world.reconcile()

    assert delivered_until(world) == {NOW}
    assert world.record.reconciled_at == world.now > NOW


def test_a_pass_leaves_the_latest_exception_as_it_is(world: World) -> None:
    exception = DeliveryException(90001, "will retry", NOW)
    world.registrations.save_exception(STORE, exception)
    world.reconcile()

    assert world.record.exception == exception


def test_a_pass_in_which_nothing_changes_writes_nothing_to_bigcommerce(world: World) -> None:
    world.reconcile()
    world.api.sent.clear()
    world.reconcile(after=900)

    assert [call.path for call in world.api.sent] == ["/v3/hooks", "/v3/hooks/admin"]


@pytest.mark.parametrize("store", [Store(STORE, "paused", reason="No token."), Store(STORE, "uninstalled"), None])
def test_a_store_that_is_not_active_is_let_be(world: World, store: Store | None) -> None:
    world.stores.rows.clear()
    if store is not None:
        world.stores.save(store)

    report = world.reconcile()

    assert (report.outcome, world.api.sent, world.record.subscriptions) == ("skipped", [], ())
    assert report.detail
    assert report.counts() == {}


# --- Outcomes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "after"),
    [
        (Throttled(17.0), 17.0),
        (Throttled(0.0), 1.0),
        (broken(), RETRY_DELAY),
        (broken(30), 30),
        (Retry(after=5), 5),
        (Retry(), RETRY_DELAY),
    ],
    ids=["429", "429 for no time", "5xx", "5xx with a time", "many calls", "many calls without a time"],
)
@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_a_store_that_is_busy_or_away_is_tried_later(world: World, error: Exception, after: float, number: int) -> None:
    seen: list[object] = []

    def fault(call: object) -> Exception | None:
        seen.append(call)
        return error if len(seen) > number else None

    world.api.faults.append(fault)
    report = world.reconcile()

    assert (report.outcome, report.after, world.record.outcome, world.store.status) == (
        "retrying",
        after,
        "retrying",
        "active",
    )
    assert str(error) in report.detail
    assert len(seen) == number + 1
    assert "StoresFailed" not in report.counts()


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_list_of_hooks_that_is_refused_fails_the_store(world: World, status: int) -> None:
    world.api.refuse(status, title="Input is invalid.")

    report = world.reconcile()

    assert (report.outcome, report.after) == ("failed", 0)
    assert "Input is invalid." in world.record.detail
    assert report.counts() == {"StoresFailed": 1}


def test_a_store_without_a_token_fails(world: World) -> None:
    world.api.faults.append(lambda _call: StoreUnavailable(STORE, "has no token"))

    assert (world.reconcile().outcome, world.record.detail) == ("failed", f"Store {STORE} has no token.")


def test_a_store_whose_token_cannot_be_decrypted_is_shown_as_failing_and_is_not_put_back(world: World) -> None:
    world.reconcile()
    tokens = CachedTokens(CopiedRows(), lambda: 0.0)
    world.api.faults.append(lambda _call: tokens.of_store(STORE))  # type: ignore[arg-type,return-value]

    report = world.reconcile(after=900)

    assert (report.outcome, report.after, report.counts()) == ("failed", 0, {"StoresFailed": 1})
    assert "can't be decrypted" in world.record.detail
    assert "add the store again" in world.record.health(world.now)
    assert (len(world.record.webhooks), world.store.status) == (3, "active")


def test_what_is_known_stays_when_a_pass_learns_nothing(world: World) -> None:
    world.reconcile()
    known = world.record
    world.api.refuse(503)
    world.reconcile(after=900)

    assert world.record == replace(
        known, outcome="retrying", reconciled_at=NOW + 900, detail=world.record.detail, version=known.version + 1
    )


def test_a_health_page_that_is_refused_does_not_fail_the_store(world: World) -> None:
    world.api.refuse(403, path="/hooks/admin")

    assert world.reconcile().outcome == "reconciled"
    assert delivered_until(world) == {NOW}


def test_a_health_page_that_does_not_come_is_asked_for_again_and_holds_back_no_time(world: World) -> None:
    world.reconcile()
    world.api.refuse(503, path="/hooks/admin")

    report = world.reconcile(after=900)

    assert (report.outcome, report.after, delivered_until(world)) == ("retrying", RETRY_DELAY, {NOW + 900})


def test_a_fault_of_our_own_is_not_an_outcome(world: World) -> None:
    world.api.faults.append(lambda _call: ConnectionError("the table is away"))

    with pytest.raises(ConnectionError):
        world.reconcile()
