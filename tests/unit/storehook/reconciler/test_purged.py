"""A reconcile task for a purged store is dropped: nothing is written, and no API is called."""

import pytest
from tests.support.catch_up import CatchUpDeployment, everything
from tests.support.deployment import queued
from tests.support.hooks_api import STORE
from tests.support.memory import MemoryDeliveryQueue
from tests.support.registration import World
from tests.support.signed_deliveries import event_body

from storehook.queues.message import encode as encode_message
from storehook.queues.task import Task, encode
from storehook.reconciler.fan_out import fan_out
from storehook.reconciler.reconciler import Reconciler
from storehook.reconciler.task_result import Receipt, TaskResult
from storehook.registration.webhook import EXCEPTIONS
from storehook.stores.tombstone import Tombstone

TASKS = [
    Task("reconcile", STORE, why="install"),
    Task("catch-up", STORE, why="gap"),
    Task("catch-up", STORE, since=1_786_400_000.0),
    Task("uninstall", STORE, why="uninstall"),
]


@pytest.fixture
def purged(world: World) -> World:
    """Its store was purged."""
    world.stores.purge(Tombstone(STORE, world.now), world.store.installed_at)
    return world


def of_world(world: World) -> tuple[Reconciler, CatchUpDeployment]:
    deployment = everything()
    deployment.store_table, deployment.gaps = world.stores, world.gaps
    deployment.states.stores = world.stores
    return world.reconciler(deployment.catch_up(), MemoryDeliveryQueue()), deployment


def receive(world: World, text: str) -> tuple[TaskResult, CatchUpDeployment]:
    reconciler, deployment = of_world(world)
    return reconciler.receive(text, Receipt("receipt", 1, world.now), lambda: 60.0), deployment


@pytest.mark.parametrize("task", TASKS, ids=repr)
def test_a_task_that_waited_in_the_queue_is_forgotten(purged: World, task: Task) -> None:
    work, deployment = receive(purged, encode(task))

    assert work.acknowledged
    assert (purged.stores.rows, purged.registrations.rows, purged.gaps.rows, deployment.states.rows) == ({}, {}, {}, {})
    assert (purged.tasks.sent, purged.tasks.postponed, deployment.sent()) == ([], {}, [])
    assert (purged.api.sent, deployment.shop.calls) == ([], [])


def test_the_scheduled_pass_leaves_it_out(purged: World) -> None:
    assert fan_out(Task("reconcile-all", why="schedule"), purged.stores, purged.tasks, lambda: 100.0) == 0


def test_a_delivery_exception_is_not_noted(purged: World) -> None:
    data = {"type": "webhook", "id": 123, "error_code": 90003, "message": "Blocked."}

    work, _ = receive(purged, encode_message(queued(event_body(EXCEPTIONS, data=data))))

    assert work.acknowledged
    assert (purged.stores.rows, purged.registrations.rows) == ({}, {})


def test_a_store_that_is_purged_while_it_is_reconciled_stays_purged(world: World) -> None:
    look = world.api.client

    def purged_meanwhile() -> object:
        world.stores.purge(Tombstone(STORE, world.now), world.store.installed_at)
        return look()

    world.api.client = purged_meanwhile  # type: ignore[method-assign, assignment]

    world.reconcile()

    assert (world.stores.rows, world.registrations.rows, world.gaps.rows) == ({}, {}, {})
