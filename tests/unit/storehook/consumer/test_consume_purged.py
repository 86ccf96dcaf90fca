"""A message for a purged store is dropped before anything is stored."""

from collections.abc import Callable

import pytest
from tests.support.clocks import Clock
from tests.support.deployment import Deployment, Script, Step, declared, deploy, queued
from tests.support.memory import MemoryDeadLetters, MemoryStores
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.consumer.holds import Holds
from storehook.errors import Fail, Retry
from storehook.queues.message import Message, encode
from storehook.queues.redrive import redrive
from storehook.queues.run_key import RunKey
from storehook.runs.pauses import holder
from storehook.stores.statuses import CachedStatuses
from storehook.stores.store import Pause, Store
from storehook.stores.tombstone import Tombstone


def fine(_params: Params, _ctx: Context) -> None: ...


def purged(*steps: Step) -> tuple[Deployment, Script]:
    """A deployment whose one message is of a store that was purged meanwhile."""
    deployment, script = deploy(*steps)
    deployment.purged.add(STORE)
    return deployment, script


def nothing_is_kept(deployment: Deployment) -> bool:
    """Return whether all tables and queues are empty."""
    queues = [*deployment.queues.values(), *deployment.dead_letters.values()]
    tables = [
        deployment.repository.rows,
        deployment.lock_table.holders,
        deployment.lock_table.waiters,
        deployment.held_names.rows,
    ]
    return not any(queue.messages for queue in queues) and not any(tables)


MESSAGES: dict[str, Message | RunKey] = {
    "a webhook": queued(),
    "a webhook that nobody wants": queued(event_body("store/cart/created")),
    "a catch-up": queued(kind="catch-up", action="scripted"),
    "what an action asked for": queued(kind="action", action="scripted"),
    "what an operator sent": queued(kind="manual"),
    "what cannot be read": queued(b"{"),
    "a wake-up": RunKey(STORE, "event-1", "scripted", 0),
}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_an_event_that_waited_in_a_queue_is_dropped(message: Message | RunKey) -> None:
    deployment, script = purged()
    deployment.queues["default"].messages.clear()
    deployment.post(encode(message))

    outcome = deployment.work()

    assert (outcome.result, outcome.acknowledged, outcome.run) == ("dropped", True, None)
    assert nothing_is_kept(deployment)
    assert script.contexts == []


ACTIONS: dict[str, Callable[[], Deployment]] = {
    "it coalesces": lambda: Deployment(declared(fine, coalesce=30)),
    "one at a time": lambda: Deployment(declared(fine, one_at_a_time=True)),
    "of another lane": lambda: Deployment(declared(fine, lane="long")),
}


@pytest.mark.parametrize("make", ACTIONS.values(), ids=ACTIONS)
def test_it_is_dropped_whatever_its_action_is(make: Callable[[], Deployment]) -> None:
    deployment = make()
    deployment.purged.add(STORE)
    deployment.post(queued())

    assert deployment.drain() == ["dropped"]
    assert nothing_is_kept(deployment)


def test_it_is_dropped_though_its_action_is_paused() -> None:
    deployment, _ = purged()
    deployment.pauses.pause(holder("action", "scripted"), Pause("zoe", 1.0))

    assert deployment.work().result == "dropped"
    assert nothing_is_kept(deployment)


def test_a_dead_letter_that_is_redriven_is_dropped() -> None:
    deployment, _ = deploy(Fail("no"))
    deployment.work()
    deployment.repository.rows.clear()
    deployment.purged.add(STORE)

    redrive(MemoryDeadLetters(deployment.dead_letters["default"], deployment.queues["default"]))

    assert deployment.drain() == ["dropped"]
    assert nothing_is_kept(deployment)


def test_a_run_that_waits_all_the_same_is_deleted_when_it_is_due() -> None:
    deployment, script = deploy(Retry(after=86_400), None)
    deployment.work()
    deployment.purged.add(STORE)

    assert deployment.drain() == ["dropped"]
    assert nothing_is_kept(deployment)
    assert len(script.contexts) == 1


def test_a_run_that_is_held_all_the_same_is_deleted_within_a_turn_of_the_timer() -> None:
    deployment, _ = deploy()
    deployment.paused.add(STORE)
    deployment.work()
    deployment.purged.add(STORE)

    deployment.releases().tick()

    assert deployment.drain() == ["dropped"]
    assert not deployment.repository.rows


@pytest.mark.parametrize("error", [None, Fail("no"), ValueError("why")], ids=["completed", "failed", "retrying"])
def test_an_attempt_that_is_under_way_leaves_nothing_behind(error: BaseException | None) -> None:
    def purge() -> None:
        deployment.repository.rows.clear()
        deployment.purged.add(STORE)
        if error:
            raise error

    deployment, _ = deploy(purge)

    assert deployment.work().result == "fenced"
    assert deployment.drain() == ["dropped"]
    assert nothing_is_kept(deployment)


def test_a_log_line_names_it_and_says_nothing_of_its_payload() -> None:
    deployment, _ = purged()

    assert deployment.work().summary().keys() == {"store_hash", "event", "action", "delivery_id"}


def test_what_comes_for_another_store_runs() -> None:
    deployment, _ = deploy(None)
    deployment.purged.add("another")

    assert deployment.work().result == "completed"


def test_what_comes_after_a_new_installation_runs(clock: Clock) -> None:
    stores = MemoryStores()
    stores.purge(Tombstone(STORE, 1.0), None)
    deployment, _ = deploy(None)
    statuses = CachedStatuses(stores, clock)
    deployment.holds = Holds(
        status=statuses.of, pauses=deployment.pauses, names=deployment.held_names, clock=deployment.clock
    )
    dropped = deployment.work().result
    stores.save(Store(STORE))
    deployment.post(encode(queued()))

    assert (dropped, deployment.work().result) == ("dropped", "completed")
