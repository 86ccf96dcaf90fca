"""The reconciler's function: a batch's tasks are worked on at once, and none of them can disturb another."""

import json
from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from tests.support.deployment import queued
from tests.support.hooks_api import STORE
from tests.support.lambda_context import LambdaContext
from tests.support.memory import MemoryDeliveryQueue
from tests.support.registration import CART, UPDATED, FakeCatchUp, World, in_order
from tests.support.signed_deliveries import event_body
from tests.support.telemetry import Counts, Lines

import reconciler
from storehook.bigcommerce.answers import Answer
from storehook.bigcommerce.calls import Call
from storehook.errors import ActionImportError, ContentUnreadable, Throttled
from storehook.queues import message as messages
from storehook.queues.task import Task, encode
from storehook.registration.webhook import EXCEPTIONS
from storehook.wiring import reconciler as wired
from storehook_cli.costs.usage import RECONCILE_BYTES

type Event = dict[str, Any]

ADDED = 26 + 75
"""Bytes that CloudWatch adds to a line (AWS, PutLogEvents), and those of Powertools' trace ID."""


@pytest.fixture
def catch_up() -> FakeCatchUp:
    """Fake of the handler's catch-ups."""
    return FakeCatchUp()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, catch_up: FakeCatchUp) -> World:
    """A store, and the handler wired to it."""
    world = World(UPDATED, CART)
    wired = world.reconciler(catch_up, MemoryDeliveryQueue())
    monkeypatch.setattr(reconciler, "wiring", lambda: wired)
    return world


def record(number: int, given: Task | str) -> Event:
    """The nth message of a batch."""
    return {
        "messageId": f"message-{number}",
        "receiptHandle": f"receipt-{number}",
        "body": given if isinstance(given, str) else encode(given),
        "attributes": {"ApproximateReceiveCount": "1", "ApproximateFirstReceiveTimestamp": "1800000000500"},
    }


def batch(*given: Task | str) -> Event:
    return {"Records": [record(number, each) for number, each in enumerate(given)]}


def handle(event: Event) -> Event:
    return reconciler.handler(event, LambdaContext())  # type: ignore[arg-type]


def kept(event: Event) -> list[str]:
    """The messages that the queue must keep."""
    answer = handle(event)
    assert list(answer) == ["batchItemFailures"]
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_task_as_it_is_queued_is_worked_on_and_acknowledged(world: World, load_event: Callable[[str], Event]) -> None:
    assert kept(load_event("reconciler.reconcile")) == []
    assert world.found() == in_order([UPDATED, CART])


def test_an_exception_as_ingest_queues_it_is_noted(world: World, load_event: Callable[[str], Event]) -> None:
    assert kept(load_event("reconciler.delivery-exception")) == []
    assert world.record.exception is not None
    assert world.record.exception.code == 90003
    assert world.tasks.sent == [Task("reconcile", STORE, why="exception")]


def test_the_schedules_event_sends_a_task_for_each_store(world: World, load_event: Callable[[str], Event]) -> None:
    assert handle(load_event("reconciler.schedule")) == {"sent": 1}
    assert world.tasks.sent == [Task("reconcile", STORE, why="schedule")]


def test_a_dry_run_is_answered_with_the_plan(world: World, load_event: Callable[[str], Event]) -> None:
    answer = json.loads(json.dumps(handle(load_event("reconciler.dry-run"))))

    assert [step["step"] for step in answer["steps"]] == ["create"] * 3
    assert world.api.writes == []


def test_a_dry_run_of_a_catch_up_is_answered_with_what_it_would_send(world: World) -> None:
    event = {"kind": "catch-up", "store_hash": STORE, "since": 1_800_000_000, "dry_run": True}

    answer = json.loads(json.dumps(handle(event)))

    assert (answer["store_hash"], answer["resources"][0]["actions"]) == (STORE, {"sync_order": 5})
    assert world.tasks.sent == []


def test_a_catch_up_goes_as_far_as_its_message_was_first_received(world: World, catch_up: FakeCatchUp) -> None:
    task = Task("catch-up", STORE, since=1_799_990_000.0)

    assert kept(batch(task)) == []
    assert catch_up.worked_on == [(task, 1_800_000_000.5)]


def test_ten_tasks_are_worked_on_at_the_same_time(world: World) -> None:
    everybody = Barrier(10)

    def meet(call: Call) -> Answer | None:
        if call.path == "/v3/hooks/admin":
            everybody.wait(timeout=10)
        return None

    world.api.faults.append(meet)

    assert kept(batch(*[Task("reconcile", STORE)] * 10)) == []  # all write down the same, by a clock that stands still


def test_exactly_the_tasks_to_be_tried_again_are_kept(world: World, log_lines: Lines) -> None:
    world.api.faults.append(lambda _call: Throttled(17))
    exception = messages.encode(queued(event_body(EXCEPTIONS, data={"error_code": 90001})))

    found = kept(batch(Task("reconcile", STORE), "poison", Task("reconcile", "unknown"), exception))

    assert found == ["message-0", "message-1"]
    assert world.tasks.postponed == {"receipt-0": 17}
    assert [line["message_id"] for line in log_lines() if line["level"] == "ERROR"] == ["message-1"]


def test_a_batch_is_counted_and_so_is_what_nobody_could_handle(world: World, metric_counts: Counts) -> None:
    kept(batch(Task("reconcile", STORE), "poison"))

    assert metric_counts() == {"WebhooksCreated": 3, "TasksUnhandled": 1}


def test_what_is_done_on_demand_is_counted_too(world: World, metric_counts: Counts) -> None:
    handle({"kind": "reconcile", "store_hash": STORE})

    assert metric_counts() == {"WebhooksCreated": 3}


def test_a_pass_without_news_writes_no_metric_because_each_costs_thirty_cents_a_month(
    world: World, metric_counts: Counts
) -> None:
    world.reconcile()
    kept(batch(Task("reconcile", STORE)))

    assert metric_counts() == {}


def test_the_line_of_a_pass_without_news_is_no_longer_than_the_costs_say(world: World, log_lines: Lines) -> None:
    world.reconcile()
    kept(batch(Task("reconcile", STORE, why="schedule")))

    (line,) = log_lines()
    assert RECONCILE_BYTES * 0.6 < len(json.dumps(line, separators=(",", ":"))) + ADDED <= RECONCILE_BYTES


def test_what_was_done_is_logged_without_a_secret(world: World, log_lines: Lines) -> None:
    kept(batch(Task("reconcile", STORE, why="install")))

    (line,) = log_lines()
    assert (line["message"], line["store_hash"], line["why"]) == ("reconciled", STORE, "install")
    assert len(line["steps"]) == 3
    assert "canary" not in json.dumps(line)


def test_a_direct_event_that_makes_no_sense_is_an_error(world: World) -> None:
    with pytest.raises(ContentUnreadable, match="A task for the reconciler is"):
        handle({"kind": "reconcil"})


@pytest.mark.parametrize(
    "event", [batch(Task("reconcile", STORE)), {"kind": "reconcile-all"}, {"kind": "reconcile", "store_hash": STORE}]
)
def test_an_action_that_cannot_be_imported_is_an_error_before_anything_is_read(
    monkeypatch: pytest.MonkeyPatch, event: Event
) -> None:
    composed: list[object] = []

    def broken(_package: object) -> object:
        raise ActionImportError("actions/broken.py", SyntaxError("invalid syntax"))

    monkeypatch.setattr(reconciler, "discover", broken)
    monkeypatch.setattr(wired, "reconciler", lambda *given: composed.append(given))
    monkeypatch.setattr(reconciler.ReconcilerSettings, "of", lambda _environment: None)
    reconciler.wiring.cache_clear()

    with pytest.raises(ActionImportError):
        handle(event)

    assert composed == []
