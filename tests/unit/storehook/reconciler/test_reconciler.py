"""The reconciler's work on each kind of task, from the queue and asked directly."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from tests.support.deployment import declared, queued
from tests.support.hooks_api import STORE
from tests.support.memory import MemoryDeliveryQueue
from tests.support.registration import AT, CART, CREATED, UPDATED, FakeCatchUp, World, in_order, webhook
from tests.support.signed_deliveries import event_body

from storehook.errors import ContentUnreadable, Throttled
from storehook.queues import message as messages
from storehook.queues.task import Task, encode
from storehook.reconciler.bytecode import is_compiled
from storehook.reconciler.reconciler import CONTINUE_DELAY, MAX_TRIES, Reconciler
from storehook.reconciler.task_result import Receipt, TaskResult
from storehook.records.model import Model
from storehook.registration.refusals import SECOND_LOOK
from storehook.registration.report import RETRY_DELAY
from storehook.registration.webhook import EXCEPTIONS

RECONCILE = Task("reconcile", STORE, why="install")
CATCH_UP = Task("catch-up", STORE, why="gap", since=1_800_000_000.0)
GO_ON = Task("catch-up", STORE, why="gap")
FIRST_AT = 1_800_000_060.5


def sync(_params: object, _ctx: object) -> None:
    return


def reconciler(
    world: World, catch_up: FakeCatchUp | None = None, delivery_queue: MemoryDeliveryQueue | None = None
) -> Reconciler:
    action = declared(sync, UPDATED, CART)
    return world.reconciler(catch_up or FakeCatchUp(), delivery_queue or MemoryDeliveryQueue(), action)


def receive(world: World, given: Task | str, *, receives: int = 1, **parts: Any) -> TaskResult:
    text = given if isinstance(given, str) else encode(given)
    return reconciler(world, **parts).receive(text, Receipt("receipt", receives, FIRST_AT), lambda: 60.0)


def ask(world: World, catch_up: FakeCatchUp | None = None, **fields: Any) -> TaskResult:
    return reconciler(world, catch_up).answer(fields, lambda: 60.0)


# --- From the queue ---------------------------------------------------------------------------------------------------


def test_a_reconcile_is_done_and_told_and_counted(world: World) -> None:
    work = receive(world, RECONCILE)

    assert (work.result, work.acknowledged) == ("reconciled", True)
    assert work.counts == {"WebhooksCreated": 3}
    assert (work.answer["store_hash"], work.answer["why"]) == (STORE, "install")
    assert world.found() == in_order([UPDATED, CART])


def test_every_kind_of_drift_is_counted(world: World) -> None:
    old = webhook(3, "store/product/updated", "https://old.example.com/webhooks/8jbhprizry")
    world.scopes = [UPDATED, CART, "store/product/updated", "store/sku/created"]
    world.registered(webhook(1, active=False), old)
    world.api.put(webhook(4, CREATED), webhook(5, CART), webhook(6, CART))
    world.api.refuse(422, method="POST")

    assert receive(world, RECONCILE).counts == {
        "WebhooksCreated": 1,
        "WebhooksReactivated": 1,
        "WebhooksRepointed": 1,
        "WebhooksDeleted": 2,
        "WebhooksMissing": 1,
        "StoresFailed": 1,
    }


def test_a_store_for_later_is_put_back_for_as_long_as_it_asks(world: World) -> None:
    world.api.faults.append(lambda _call: Throttled(17))

    work = receive(world, RECONCILE)

    assert (work.result, work.acknowledged, world.tasks.postponed) == ("retrying", False, {"receipt": 17})


def test_a_store_that_is_away_for_long_is_left_to_the_schedule(world: World) -> None:
    world.api.refuse(503, times=99)

    assert not receive(world, RECONCILE, receives=MAX_TRIES - 1).acknowledged
    assert world.tasks.postponed == {"receipt": RETRY_DELAY}
    assert receive(world, RECONCILE, receives=MAX_TRIES).acknowledged


def test_a_store_that_failed_is_not_put_back(world: World) -> None:
    world.api.refuse(422)

    work = receive(world, RECONCILE)

    assert (work.result, work.acknowledged, world.tasks.postponed) == ("failed", True, {})


def test_a_task_for_all_stores_becomes_one_for_each(world: World) -> None:
    work = receive(world, Task("reconcile-all", why="schedule"))

    assert (work.acknowledged, work.answer) == (True, {"sent": 1})
    assert world.tasks.sent == [Task("reconcile", STORE, why="schedule")]


def test_a_catch_up_that_is_done_is_acknowledged(world: World) -> None:
    catch_up = FakeCatchUp()

    work = receive(world, CATCH_UP, catch_up=catch_up)

    assert (work.result, work.acknowledged, world.tasks.postponed) == ("caught up", True, {})
    assert work.answer == {"store_hash": STORE, "since": CATCH_UP.since}
    assert catch_up.worked_on == [(CATCH_UP, FIRST_AT)]


def test_a_catch_up_that_is_not_done_has_another_turn(world: World) -> None:
    work = receive(world, GO_ON, catch_up=FakeCatchUp(done=False))

    assert (work.result, work.acknowledged, world.tasks.postponed) == (
        "catching up",
        False,
        {"receipt": CONTINUE_DELAY},
    )


def test_what_was_asked_for_goes_on_and_does_not_begin_again(world: World) -> None:
    work = receive(world, CATCH_UP, catch_up=FakeCatchUp(done=False))

    assert (work.result, work.acknowledged) == ("catching up", True)
    assert (world.tasks.sent, world.tasks.delays, world.tasks.postponed) == ([GO_ON], [CONTINUE_DELAY], {})


@pytest.mark.parametrize(("receives", "seconds"), [(2, 10.0), (12, 60.0), (100, 300.0)])
def test_a_catch_up_that_is_put_off_again_waits_longer_but_not_for_ever(
    world: World, receives: int, seconds: float
) -> None:
    work = receive(world, GO_ON, receives=receives, catch_up=FakeCatchUp(done=False))

    assert (work.acknowledged, world.tasks.postponed) == (False, {"receipt": seconds})


@pytest.mark.parametrize(("wakes", "delay"), [(0.0, 0.0), (65.0, 65.0), (7200.0, 900.0)])
def test_a_reconcile_has_what_is_open_caught_up(world: World, wakes: float, delay: float) -> None:
    receive(world, RECONCILE, catch_up=FakeCatchUp(wakes=wakes))

    assert (world.tasks.sent, world.tasks.delays) == ([GO_ON], [delay])


def test_a_reconcile_asks_for_no_catch_up_where_none_is_due(world: World) -> None:
    receive(world, RECONCILE, catch_up=FakeCatchUp(wakes=None))

    assert world.tasks.sent == []


def test_a_catch_up_that_breaks_stays_in_the_queue(world: World) -> None:
    with pytest.raises(KeyError):
        receive(world, CATCH_UP, catch_up=FakeCatchUp(error=KeyError("bug")))


def test_an_exception_is_counted_by_its_code_and_passed_on(world: World) -> None:
    delivery_queue = MemoryDeliveryQueue()
    message = queued(event_body(EXCEPTIONS, data={"error_code": 90002, "message": "Exhausted"}))

    work = receive(world, messages.encode(message), delivery_queue=delivery_queue)

    assert (work.acknowledged, work.counts, delivery_queue.sent) == (True, {"DeliveryExceptions90002": 1}, [message])
    assert world.tasks.sent == [Task("reconcile", STORE, why="exception")]


@pytest.mark.parametrize(("code", "counts"), [(90099, {"DeliveryExceptionsOther": 1}), ("odd", {})])
def test_an_exception_of_no_known_code_is_passed_on(world: World, code: object, counts: dict[str, int]) -> None:
    delivery_queue = MemoryDeliveryQueue()
    message = queued(event_body(EXCEPTIONS, data={"error_code": code}))

    work = receive(world, messages.encode(message), delivery_queue=delivery_queue)

    assert (work.acknowledged, work.counts, delivery_queue.sent) == (True, counts, [message])


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"kind":"reconcile"}', '{"kind":"else"}', '{"delivery_id":7}', "\ud800"]
)
def test_what_is_neither_task_nor_message_goes_the_way_of_dead_letters(world: World, text: str) -> None:
    with pytest.raises(ContentUnreadable):
        receive(world, text)


# --- Asked directly ---------------------------------------------------------------------------------------------------


def test_a_token_that_is_refused_on_demand_gets_its_second_look_from_the_queue(world: World) -> None:
    world.api.refuse(401)

    work = ask(world, kind="reconcile", store_hash=STORE, why="demand")

    assert (work.result, world.tasks.sent) == ("retrying", [Task("reconcile", STORE, why="demand")])
    assert world.tasks.delays == [SECOND_LOOK]


def test_one_store_on_demand_is_reconciled_and_the_answer_is_json(world: World) -> None:
    work = ask(world, kind="reconcile", store_hash=STORE)

    answer = json.loads(json.dumps(work.answer))
    assert (answer["outcome"], len(answer["steps"]), answer["missing"], answer["gaps"]) == ("reconciled", 3, [], [])
    assert answer["steps"][0] == {"step": "create", "scope": CART, "destination": AT.webhooks}
    assert "canary" not in json.dumps(work.answer)


def test_which_actions_there_are_is_told(world: World) -> None:
    work = ask(world, kind="actions")

    assert work.answer == {"actions": [{"action": "sync", "scopes": [UPDATED, CART], "lane": "default"}]}
    assert world.api.sent == []


def test_a_dry_run_shows_the_plan_and_changes_nothing(world: World) -> None:
    world.api.put(webhook(1), webhook(2, CREATED))
    before = json.dumps(world.api.rows)

    answer = json.loads(json.dumps(ask(world, kind="reconcile", store_hash=STORE, dry_run=True).answer))

    assert answer["outcome"] == "previewed"
    assert answer["steps"] == [
        {"step": "create", "scope": CART, "destination": AT.webhooks},
        {"step": "keep", "scope": UPDATED, "destination": AT.webhooks, "id": 1},
        {"step": "delete", "scope": CREATED, "destination": AT.webhooks, "id": 2},
        {"step": "create", "scope": EXCEPTIONS, "destination": AT.exceptions},
    ]
    assert answer["lines"].count("\n") == 3
    assert (json.dumps(world.api.rows), world.registrations.rows, world.tasks.sent) == (before, {}, [])
    assert "canary" not in json.dumps(answer)


@pytest.mark.parametrize(("status", "outcome"), [(401, "unauthorized"), (503, "retrying"), (422, "failed")])
def test_a_dry_run_that_cannot_look_says_why_and_pauses_nobody(world: World, status: int, outcome: str) -> None:
    world.api.refuse(status, title="Because")

    answer = ask(world, kind="reconcile", store_hash=STORE, dry_run=True).answer

    assert (answer["outcome"], world.store.status, world.registrations.rows) == (outcome, "active", {})
    assert "Because" in answer["detail"]


def test_a_store_can_be_left_without_a_hook_of_ours(world: World) -> None:
    world.api.put(webhook(1), webhook(2, CART, "https://erp.example.net"), webhook(9, EXCEPTIONS, AT.exceptions))

    work = ask(world, kind="reconcile", store_hash=STORE, unregister=True)

    assert (work.result, work.counts) == ("reconciled", {"WebhooksDeleted": 2})
    assert [each.id for each in world.api.webhooks()] == [2]


def test_a_dry_run_of_a_catch_up_shows_what_it_would_send_and_sends_nothing(world: World) -> None:
    catch_up = FakeCatchUp()

    work = ask(world, catch_up, kind="catch-up", store_hash=STORE, since=1_800_000_000, dry_run=True)

    assert catch_up.shown == [(STORE, 1_800_000_000.0)]
    assert (work.result, work.answer) == ("previewed", asdict(catch_up.preview(STORE, 1_800_000_000.0, 60.0)))
    assert (catch_up.worked_on, world.tasks.sent) == ([], [])


def test_the_schedule_asks_for_all_stores(world: World) -> None:
    assert ask(world, kind="reconcile-all", why="schedule").answer == {"sent": 1}
    assert world.tasks.sent == [Task("reconcile", STORE, why="schedule")]


def test_a_catch_up_that_is_asked_for_is_queued(world: World) -> None:
    work = ask(world, kind="catch-up", store_hash=STORE, since=1_800_000_000)

    assert work.answer == {"store_hash": STORE, "outcome": "queued"}
    assert world.tasks.sent == [Task("catch-up", STORE, since=1_800_000_000.0)]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "reconcile"},
        {"kind": "reconcile-all", "dry_run": True},
        {"kind": "reconcile-all", "unregister": True},
        {"kind": "catch-up", "store_hash": STORE, "unregister": True},
        {"kind": "catch-up", "store_hash": STORE, "dry_run": True},
        {"kind": "catch-up", "store_hash": STORE, "dry_run": True, "unregister": True},
        {"kind": "reconcile", "store_hash": STORE, "dry_run": True, "unregister": True},
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_done(world: World, fields: dict[str, Any]) -> None:
    catch_up = FakeCatchUp()

    with pytest.raises(ContentUnreadable):
        ask(world, catch_up, **fields)

    assert (world.api.sent, world.tasks.sent, catch_up.worked_on, catch_up.shown) == ([], [], [], [])


def test_who_asks_for_the_models_is_told_those_that_are_declared(world: World) -> None:
    class ToldByTheReconciler(Model): ...

    work = ask(world, kind="models")

    assert "ToldByTheReconciler" in work.answer["models"]
    assert work.answer["models"] == sorted(work.answer["models"])


def test_who_asks_for_the_runtime_is_told_whether_its_sdk_has_bytecode(world: World) -> None:
    assert ask(world, kind="runtime").answer == {"sdk_is_compiled": is_compiled("botocore")}


def test_nobody_queues_the_question_for_the_models(world: World) -> None:
    with pytest.raises(ContentUnreadable):
        receive(world, json.dumps({"kind": "models"}))
