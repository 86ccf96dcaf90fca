"""Each cause for which a webhook loses events opens a gap, which is as long as that webhook lost them."""

from dataclasses import replace

import pytest
from tests.support.hooks_api import NOW, STORE
from tests.support.registration import (
    CART,
    CREATED,
    ELSEWHERE,
    ORDERS,
    PER_CHANNEL,
    UPDATED,
    URL,
    World,
    in_order,
    kinds,
    webhook,
)

from storehook.bigcommerce.calls import Call
from storehook.registration import subscriptions
from storehook.registration.record import RECORDED_EVERY, DeliveryException
from storehook.registration.report import Report
from storehook.registration.subscriptions import Gap, opened
from storehook.registration.webhook import EXCEPTIONS, destinations
from storehook.stores.gaps import MOST, Interval

HOUR, DAY = 3600.0, 86_400.0
SKU = "store/sku/created"
FULL = [webhook(2000 + number, CART, f"{ELSEWHERE}/{number}") for number in range(10)]


def calm() -> World:
    """Make a store that has been well for five days."""
    world = World(UPDATED, CART)
    world.reconcile()
    world.reconcile(after=5 * DAY)
    return world


def lose(world: World, scope: str) -> None:
    """Delete a webhook by hand."""
    world.api.rows = {number: row for number, row in world.api.rows.items() if row["scope"] != scope}


def number_of(world: World, scope: str) -> int:
    """Return the ID of the store's webhook on a scope."""
    return next(webhook.id for webhook in world.api.webhooks() if webhook.scope == scope)


def gaps_of(report: Report) -> list[tuple[str, str, float]]:
    """Return the gaps of a report in short form."""
    return [(gap.cause, gap.scope, gap.since) for gap in report.gaps]


# --- One webhook holds back no other's time ---------------------------------------------------------------------------
def test_a_webhook_that_stays_lost_does_not_lengthen_the_gap_of_another() -> None:
    world = calm()
    lose(world, CART)
    world.api.put(*FULL)
    for _day in range(40):
        world.reconcile(after=DAY)
    last_look = world.now
    lose(world, UPDATED)

    report = world.reconcile(after=600)

    assert (report.outcome, gaps_of(report)) == ("failed", [("missing", UPDATED, last_look - 49 * HOUR)])
    assert world.open_gaps == (Interval(int(last_look - 49 * HOUR), int(world.now) + 65),)


def test_a_reinstallation_opens_a_gap_although_another_webhook_stays_lost() -> None:
    world = calm()
    lose(world, CART)
    world.api.refuse(403, method="POST", times=99)
    world.reconcile(after=900)
    last_look = world.now
    world.stores.save(replace(world.store, installed_at=world.now + DAY), "new-token")

    report = world.reconcile(after=DAY + 60)

    assert gaps_of(report) == [("reinstalled", UPDATED, last_look - 49 * HOUR)]
    assert world.reconcile(after=900).gaps == ()


# --- Losses that only a later list shows ------------------------------------------------------------------------------
def test_a_webhook_that_is_deleted_while_it_is_repaired_is_missing_from_then_on() -> None:
    world = calm()
    last_look, lost = world.now, number_of(world, UPDATED)
    world.api.rows[lost]["headers"] = {"x-storehook-key": "old"}

    def deleted_before(call: Call) -> None:
        if call.method == "PUT":
            world.api.rows.pop(lost, None)

    world.api.faults.append(deleted_before)
    first = world.reconcile(after=900)
    second = world.reconcile(after=900)

    assert (first.missing, first.gaps) == ((UPDATED,), ())
    assert gaps_of(second) == [("missing", UPDATED, last_look - 49 * HOUR)]


def test_a_webhook_that_another_reconciliation_replaced_in_the_meantime_was_missing() -> None:
    world = calm()
    last_look, lost = world.now, number_of(world, UPDATED)
    world.api.rows[lost]["headers"] = {"x-storehook-key": "old"}

    def replaced_before(call: Call) -> None:
        if call.method == "PUT":
            world.api.rows.pop(lost, None)
            world.api.put(webhook(3000, UPDATED))

    world.api.faults.append(replaced_before)

    assert gaps_of(world.reconcile(after=900)) == [("missing", UPDATED, last_look - 49 * HOUR)]


def test_a_webhook_that_others_took_and_replaced_while_it_was_repaired_was_missing() -> None:
    world = calm()
    last_look, taken = world.now, number_of(world, UPDATED)
    world.api.rows[taken]["headers"] = {"x-storehook-key": "old"}

    def replaced_before(call: Call) -> None:
        if call.method == "PUT":
            world.api.rows[taken]["destination"] = ELSEWHERE
            world.api.put(webhook(3000, UPDATED))

    world.api.faults.append(replaced_before)

    assert gaps_of(world.reconcile(after=900)) == [("missing", UPDATED, last_look - 49 * HOUR)]


def test_of_two_webhooks_on_one_scope_the_older_one_counts_as_delivering_while_the_other_cannot_be_deleted() -> None:
    world = World(UPDATED)
    world.api.put(webhook(7), webhook(8))
    world.api.refuse(422, method="DELETE", times=9)
    world.reconcile()

    assert [subscription.webhook_id for subscription in world.record.subscriptions] == [7]


def test_while_a_re_pointing_is_refused_the_old_address_counts_as_lost() -> None:
    world = calm()
    last_look, world.url = world.now, "https://new.example.com/live"
    world.api.refuse(422, method="PUT", times=9)
    refused = [world.reconcile(after=900) for _ in range(3)]
    report = world.reconcile(after=900)

    assert [report.gaps for report in refused] == [(), (), ()]
    assert gaps_of(report) == [("moved", scope, last_look - 49 * HOUR) for scope in (CART, UPDATED)]
    assert world.reconcile(after=900).gaps == ()


def die_after_a_creation(world: World) -> None:
    """Reconcile in a process that dies once it has created a webhook."""

    def died_after(call: Call) -> None:
        if call.method == "POST":
            world.api._answer(call)
            raise ConnectionError

    world.api.faults.append(died_after)
    with pytest.raises(ConnectionError):
        world.reconcile(after=900)
    world.api.faults.clear()


def created_by_a_dying_process() -> World:
    """Make a store that is well, with a webhook whose ID is not stored: its process died right after its creation."""
    world = calm()
    world.scopes = (UPDATED, CART, SKU)
    world.api.refuse(503, path="/hooks/admin")

    die_after_a_creation(world)
    return world


def test_a_webhook_that_a_dying_process_created_and_others_then_deleted_was_missing() -> None:
    world = created_by_a_dying_process()
    lose(world, SKU)

    assert gaps_of(world.reconcile(after=900)) == [("missing", SKU, NOW + 5 * DAY + 900)]


def test_a_webhook_that_a_dying_process_created_has_delivered_since() -> None:
    world = created_by_a_dying_process()

    assert gaps_of(world.reconcile(after=900)) == []


def test_a_webhook_of_a_dead_process_is_ours_although_the_public_url_changed_meanwhile() -> None:
    world = calm()
    world.scopes = (UPDATED, CART, SKU)

    die_after_a_creation(world)
    orphan = number_of(world, SKU)
    world.url = "https://new.example.com/live"
    world.reconcile(after=60)

    assert (number_of(world, SKU), world.found()) == (
        orphan,
        in_order([UPDATED, CART, SKU], destinations(world.url, STORE)),
    )


def test_a_webhook_that_others_take_over_while_it_is_repaired_is_theirs() -> None:
    world = calm()
    taken = number_of(world, UPDATED)
    world.api.rows[taken]["is_active"] = False

    def re_pointed_before(call: Call) -> None:
        if call.method == "PUT":
            world.api.rows[taken]["destination"] = ELSEWHERE

    world.api.faults.append(re_pointed_before)
    first, second = world.reconcile(after=900), world.reconcile(after=900)

    assert (first.missing, kinds(second.done)) == ((UPDATED,), [("create", UPDATED)])
    assert world.api.rows[taken]["destination"] == ELSEWHERE


# --- Deliveries that BigCommerce gave up on ---------------------------------------------------------------------------
def given_up(world: World, scope: str, *, code: int = 90002) -> None:
    """Record BigCommerce's report that the retries of a webhook's deliveries are used up."""
    exception = DeliveryException(code, "The webhook will be disabled", world.now, number_of(world, scope))
    world.registrations.save_exception(STORE, exception)


def test_a_reinstallation_days_later_lost_the_retries_too() -> None:
    world = calm()
    last_look = world.now
    world.api.rows.clear()
    world.stores.uninstall(world.store, world.now + 60)
    world.now += 3 * DAY
    world.stores.save(replace(world.store.active(), installed_at=world.now), "new-token")

    gaps = gaps_of(world.reconcile(after=60))

    assert gaps == [("missing", scope, last_look - 49 * HOUR) for scope in (CART, UPDATED)]


def test_a_change_of_the_api_account_loses_the_retries_of_webhooks_that_nothing_knows_any_more() -> None:
    world = calm()
    last_look = world.now
    given_up(world, UPDATED, code=90001)
    world.api.rows.clear()
    world.registrations.save(STORE, world.record.of_another_account())

    gaps = gaps_of(world.reconcile(after=900))

    assert gaps == [("missing", scope, last_look - 49 * HOUR) for scope in (CART, UPDATED)]


def test_a_webhook_that_stays_deleted_loses_the_retries_once() -> None:
    world = calm()
    last_look = world.now
    lose(world, UPDATED)
    world.api.refuse(403, method="POST", times=99)
    world.reconcile(after=900)
    world.api.faults.clear()

    assert gaps_of(world.reconcile(after=900)) == [("missing", UPDATED, last_look - 49 * HOUR)]


def test_a_lost_webhook_may_have_had_retries_although_no_report_of_a_failure_came() -> None:
    world = calm()
    last_look = world.now
    lose(world, UPDATED)

    assert gaps_of(world.reconcile(after=900)) == [("missing", UPDATED, last_look - 49 * HOUR)]


def test_a_webhook_that_is_given_up_on_while_it_delivers_again_is_not_behind() -> None:
    world = calm()
    given_up(world, UPDATED, code=90001)

    assert gaps_of(world.reconcile(after=900)) == []


def test_a_webhook_that_was_given_up_on_and_then_deleted_lost_the_retries_too() -> None:
    world = calm()
    last_look = world.now
    given_up(world, UPDATED)
    lose(world, UPDATED)

    assert gaps_of(world.reconcile(after=900)) == [("inactive", UPDATED, last_look - 49 * HOUR)]


def test_a_webhook_that_was_switched_on_again_by_hand_is_known_by_its_exception() -> None:
    world = calm()
    last_look = world.now
    given_up(world, UPDATED)

    assert gaps_of(world.reconcile(after=60)) == [("inactive", UPDATED, last_look - 49 * HOUR)]
    assert world.reconcile(after=900).gaps == ()


def test_deliveries_that_were_given_up_on_are_caught_up_although_their_scope_was_dropped_meanwhile() -> None:
    world = calm()
    last_look = world.now
    given_up(world, UPDATED)
    world.scopes = (CART,)
    world.reconcile(after=60)
    world.scopes = (UPDATED, CART)

    assert gaps_of(world.reconcile(after=900)) == [("inactive", UPDATED, last_look - 49 * HOUR)]


def test_an_exception_that_arrives_during_a_reconciliation_is_seen_by_the_next() -> None:
    world = calm()
    last_look = world.now

    def report_of_earlier(call: Call) -> None:
        if call.path.endswith("/hooks/admin") and world.record.exception is None:
            given_up(world, UPDATED)
            given_up(world, CART, code=90001)  # a later exception doesn't hide it

    world.api.faults.append(report_of_earlier)
    first, second = world.reconcile(after=900), world.reconcile(after=RECORDED_EVERY)

    assert (first.gaps, [gap.scope for gap in second.gaps]) == ((), [UPDATED])
    assert second.gaps[0].since <= last_look - 48 * HOUR


def test_a_retried_delivery_is_no_gap() -> None:
    world = calm()
    given_up(world, UPDATED, code=90001)

    assert world.reconcile(after=900).gaps == ()


def test_the_retries_that_were_used_up_are_counted_once() -> None:
    world = calm()
    last_look, lost = world.now, number_of(world, UPDATED)
    world.api.rows[lost]["is_active"] = False
    world.api.refuse(422, method="PUT", times=3)
    refused = [world.reconcile(after=900).gaps for _ in range(3)]

    assert refused == [(), (), ()]
    assert gaps_of(world.reconcile(after=900)) == [("inactive", UPDATED, last_look - 49 * HOUR)]


# --- Scopes that come back --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("minutes", [20, 90, 3 * 24 * 60])
def test_a_scope_that_a_deploy_dropped_and_a_later_one_wants_again_leaves_a_gap(minutes: int) -> None:
    world = calm()
    last_look, world.scopes = world.now, (CART,)
    for _ in range(minutes // 20):
        world.reconcile(after=1200)
    world.scopes = (UPDATED, CART)
    report = world.reconcile(after=60)

    assert gaps_of(report) == [("dropped", UPDATED, last_look - 49 * HOUR)]


def test_a_scope_that_was_dropped_more_than_a_week_before_is_a_new_one() -> None:
    world = calm()
    world.scopes = (CART,)
    for _ in range(9):
        world.reconcile(after=DAY)
    world.scopes = (UPDATED, CART)

    assert gaps_of(world.reconcile(after=60)) == []
    assert world.reconcile(after=900).gaps == ()


def test_a_scope_that_was_dropped_before_the_oldest_runs_counts_as_new() -> None:
    world = calm()
    world.scopes = (CART,)
    for _ in range(31):
        world.reconcile(after=DAY)
    world.scopes = (UPDATED, CART)

    assert world.reconcile(after=900).gaps == ()


def dropped_one_after_the_other() -> World:
    """Make a store from which deploys dropped two scopes, a day apart."""
    world = World(CREATED, UPDATED, CART)
    world.reconcile()
    for scopes in ([CREATED, CART], [CART]):
        world.scopes = scopes
        world.reconcile(after=DAY)
    return world


@pytest.mark.parametrize(("room", "remembered"), [(3, [CART, CREATED, UPDATED]), (2, [CART, CREATED]), (1, [CART])])
def test_of_dropped_scopes_the_last_ones_are_remembered_as_far_as_a_stores_row_has_room(
    monkeypatch: pytest.MonkeyPatch, room: int, remembered: list[str]
) -> None:
    world = dropped_one_after_the_other()
    monkeypatch.setattr(subscriptions, "MAX_SCOPES", room)
    world.reconcile(after=DAY)

    assert [subscription.scope for subscription in world.record.subscriptions] == remembered


def test_a_dropped_scope_keeps_its_webhook_for_an_hour_and_two_looks() -> None:
    world = calm()
    world.scopes = (CART,)
    first, second, third = (world.reconcile(after=after) for after in (2 * DAY, 3000, 600))

    assert [kinds(report.done) for report in (first, second, third)] == [[], [], [("delete", UPDATED)]]


def test_a_webhook_whose_events_another_one_delivers_is_deleted_at_once() -> None:
    world = World(CREATED)
    world.reconcile()
    world.scopes = (ORDERS,)

    assert kinds(world.reconcile(after=900).done) == [("create", ORDERS), ("delete", CREATED)]


def test_a_scope_that_a_wider_one_delivered_meanwhile_leaves_no_gap() -> None:
    world = World(CREATED)
    gaps = [world.reconcile().gaps]
    for scopes in ((ORDERS,), (CREATED,)):
        world.scopes = scopes
        gaps += [world.reconcile(after=HOUR).gaps, world.reconcile(after=HOUR).gaps]

    assert gaps == [()] * 5


def test_a_loss_passes_on_to_the_scope_that_replaces_the_lost_one() -> None:
    world = World(CREATED)
    world.reconcile()
    lose(world, CREATED)
    world.scopes = (ORDERS,)

    assert gaps_of(world.reconcile(after=900)) == [("missing", ORDERS, NOW)]


@pytest.mark.parametrize("lost", [[CREATED], [UPDATED], [CREATED, UPDATED], [UPDATED, CREATED]])
def test_of_two_scopes_that_a_wider_one_replaces_it_takes_on_the_longer_loss(lost: list[str]) -> None:
    world = World(CREATED, UPDATED)
    world.reconcile()
    world.api.refuse(403, method="POST", times=99)
    for scope in lost:
        lose(world, scope)
        world.reconcile(after=HOUR)
    world.api.faults.clear()
    world.scopes = (ORDERS,)

    assert gaps_of(world.reconcile(after=900)) == [("missing", ORDERS, NOW)]


def test_a_list_of_channels_that_is_short_once_deletes_nothing_and_loses_nothing() -> None:
    world = World(PER_CHANNEL)
    both = [{"id": 1, "status": "active"}, {"id": 2, "status": "active"}]
    world.api.channels = both
    world.reconcile()
    world.api.channels = both[:1]
    short = world.reconcile(after=RECORDED_EVERY)
    world.api.channels = both
    again = world.reconcile(after=900)

    assert [(report.done, report.gaps) for report in (short, again)] == [((), ()), ((), ())]


def test_a_channel_that_stays_away_for_an_hour_loses_its_webhook() -> None:
    world = World(PER_CHANNEL)
    world.api.channels = [{"id": 1, "status": "active"}, {"id": 2, "status": "active"}]
    world.reconcile()
    world.api.channels = [{"id": 1, "status": "active"}, {"id": 2, "status": "deleted"}]
    reports = [world.reconcile(after=900) for _ in range(5)]

    assert [kinds(report.done) for report in reports] == [
        *[[]] * 4,
        [("delete", "store/channel/2/order/created")],
    ]


# --- Blocks -----------------------------------------------------------------------------------------------------------
BLOCKED = {"destination": "hooks.example.com", "time_left": 170, "reasons": []}


def blocked_once(world: World) -> Interval:
    """Let BigCommerce block the domain. Return the time in which it may have been blocked."""
    since, world.api.blocked = world.now, [BLOCKED]
    world.reconcile(after=60)
    world.api.blocked = []
    world.reconcile(after=180)
    return Interval(int(since), int(world.now) + 65)


def test_the_events_of_a_block_are_left_to_bigcommerces_retries() -> None:
    world = calm()
    blocked_once(world)
    world.reconcile(after=48 * HOUR)

    assert (world.open_gaps, world.record.health(world.now)) == ((), "all registered")


def test_a_webhook_that_is_lost_during_a_block_loses_its_retries_too() -> None:
    world = calm()
    last_look, world.api.blocked = world.now, [BLOCKED]
    world.reconcile(after=60)
    lose(world, UPDATED)
    world.reconcile(after=60)
    world.api.blocked = []

    assert gaps_of(world.reconcile(after=180)) == [("missing", UPDATED, last_look - 49 * HOUR)]


def test_once_the_retries_are_used_up_the_time_of_a_block_is_caught_up() -> None:
    world = calm()
    block = blocked_once(world)
    report = world.reconcile(after=49 * HOUR + 65)

    assert [(gap.cause, gap.since) for gap in report.gaps] == [("blocked", block.since)]
    assert world.open_gaps == (block,)
    assert world.reconcile(after=HOUR).gaps == ()


def test_blocks_that_come_again_and_again_do_not_put_off_the_first_ones_gap() -> None:
    world = calm()
    first = blocked_once(world)
    for _ in range(47):
        world.reconcile(after=HOUR / 2)
        blocked_once(world)
        world.reconcile(after=HOUR / 2)
    world.reconcile(after=2 * HOUR)

    assert world.open_gaps[0].since == first.since


# --- Gaps of which too much has expired -------------------------------------------------------------------------------
def test_no_gap_reaches_back_further_than_runs_are_kept_and_what_is_left_out_is_said() -> None:
    world = calm()
    last_look = world.now
    world.stores.save(replace(world.store, installed_at=world.now + 40 * DAY), "new-token")

    report = world.reconcile(after=40 * DAY + 60)

    earliest = int(world.now - 29 * DAY)
    assert world.open_gaps == (Interval(earliest, int(world.now) + 65),)
    assert world.record.left_out == (Interval(int(last_look - 49 * HOUR), earliest - 1),)
    assert (report.outcome, report.counts()["StoresFailed"]) == ("failed", 1)
    assert "from 2027-01-18T07:00Z to 2027-01-31T08:01Z" in report.detail


def test_a_gap_that_no_catch_up_could_cover_is_left_out_once_its_runs_expire() -> None:
    world = calm()
    world.gaps.change(STORE, lambda _before: (Interval(int(world.now) - 60, int(world.now)),))
    kept = (world.reconcile(after=28 * DAY).outcome, world.open_gaps)
    report = world.reconcile(after=DAY + 30)

    since = int(NOW + 5 * DAY)
    assert kept == ("reconciled", (Interval(since - 60, since),))
    assert (report.outcome, world.open_gaps, world.record.left_out) == ("failed", (), (Interval(since - 60, since),))


def test_what_was_left_out_is_shown_for_as_long_as_runs_are_kept() -> None:
    world = calm()
    world.stores.save(replace(world.store, installed_at=world.now + 40 * DAY), "new-token")
    first = world.reconcile(after=40 * DAY + 60)
    world.gaps.change(STORE, lambda _before: ())
    later = [world.reconcile(after=28 * DAY), world.reconcile(after=3 * DAY)]

    assert [(report.outcome, "were not caught up" in report.detail) for report in (first, *later)] == [
        ("failed", True),
        ("reconciled", True),
        ("reconciled", False),
    ]


# --- An exceptions webhook of another app -----------------------------------------------------------------------------
def test_a_foreign_webhook_for_exceptions_is_said_and_costs_no_call() -> None:
    world = World(UPDATED)
    world.api.put(webhook(9, EXCEPTIONS, ELSEWHERE))
    world.reconcile()
    world.api.sent.clear()

    report = world.reconcile(after=900)

    assert (report.outcome, report.missing, world.api.writes, len(world.api.sent)) == (
        "reconciled",
        (EXCEPTIONS,),
        [],
        2,
    )
    assert "an API account can have only one" in report.detail


# --- More scopes than a store's row holds -----------------------------------------------------------------------------
def test_a_store_that_needs_more_webhooks_than_its_row_holds_gets_as_many_as_fit_and_is_told() -> None:
    world = World(PER_CHANNEL, "store/channel/{id}/order/updated")
    world.api.channels = [{"id": number} for number in range(1, 601)]
    first = world.reconcile()
    world.api.channels = [{"id": number} for number in range(601)]
    second = world.reconcile(after=900)

    assert (len(world.api.webhooks()), len(world.record.subscriptions)) == (1000, 999)
    assert (first.outcome, len(first.done), second.done) == ("failed", 1000, ())
    assert "This store needs 1201 webhooks, and storehook can keep 1000 for a store." in first.detail
    assert "store/channel/549/order/updated and 200 others are not registered." in first.detail


def test_a_scope_whose_webhook_was_refused_from_the_beginning_leaves_no_gap() -> None:
    world = World(UPDATED, CART)
    world.api.put(*FULL)
    for _ in range(3):
        world.reconcile(after=DAY)
    world.api.rows = {number: row for number, row in world.api.rows.items() if row["destination"].startswith(URL)}

    report = world.reconcile(after=DAY)

    assert (kinds(report.done), report.gaps) == ([("create", CART)], ())


def test_blocks_that_are_too_many_to_keep_apart_are_joined_at_the_end() -> None:
    blocks = tuple(Interval(1000 * number, 1000 * number + 9) for number in range(MOST))
    gap = Gap("blocked", 50_000, 50_009, UPDATED)

    assert opened([gap], blocks, 50_010) == ([], (*blocks[:-1], Interval(blocks[-1].since, 50_009)))
