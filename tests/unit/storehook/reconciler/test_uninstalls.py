"""An uninstallation counts once BigCommerce refuses the store's token."""

import pytest
from tests.support.hooks_api import STORE
from tests.support.memory import MemoryDeliveryQueue
from tests.support.registration import FakeCatchUp, World

from storehook.queues.task import Task, encode
from storehook.reconciler.reconciler import MAX_TRIES
from storehook.reconciler.task_result import Receipt, TaskResult
from storehook.registration.report import RETRY_DELAY
from storehook.stores.store import RECONCILER, Pause

UNINSTALL = Task("uninstall", STORE, why="uninstall")


def look(world: World, *, refused: int = 0, receives: int = 1) -> TaskResult:
    """Look into it, while BigCommerce answers all calls with an error, or none."""
    if refused:
        world.api.refuse(refused, times=10)
    reconciler = world.reconciler(FakeCatchUp(), MemoryDeliveryQueue())
    return reconciler.receive(encode(UNINSTALL), Receipt("receipt", receives, world.now), lambda: 60.0)


def token(world: World) -> str | None:
    found = world.stores.credentials(STORE)
    assert found is not None
    return found.token


def test_a_store_whose_token_is_refused_is_uninstalled_and_its_secrets_are_erased(world: World) -> None:
    record = world.record

    work = look(world, refused=401)

    assert (work.result, work.acknowledged) == ("uninstalled", True)
    assert (world.store.status, token(world)) == ("uninstalled", None)
    assert world.store.uninstalled_at == world.now
    assert world.record == record


@pytest.mark.parametrize("refused", [0, 403, 503], ids=["the token opens it", "it is known", "nobody answers"])
def test_a_store_whose_token_may_be_valid_is_looked_at_again_and_stays_as_it_is(world: World, refused: int) -> None:
    before = world.store

    work = look(world, refused=refused)

    assert not work.acknowledged
    assert world.tasks.postponed == {"receipt": RETRY_DELAY}
    assert (world.store, token(world)) == (before, "canary-token")


def test_a_callback_that_proves_to_be_none_is_forgotten_after_a_while(world: World) -> None:
    assert look(world, receives=MAX_TRIES).acknowledged
    assert world.store.status == "active"


def test_a_store_that_was_paused_as_its_token_is_refused_is_uninstalled_without_asking(world: World) -> None:
    world.stores.pause(world.store, Pause(RECONCILER, 1.0, "401"))

    assert look(world).result == "uninstalled"
    assert (world.store.status, world.store.reason, world.api.sent) == ("uninstalled", "", [])


def test_a_store_that_an_operator_has_paused_is_neither_called_nor_uninstalled(world: World) -> None:
    world.stores.pause(world.store, Pause("zoe", 1.0, "by hand"))

    assert look(world, refused=401).result == "skipped"
    assert (world.store.status, world.api.sent) == ("paused", [])


def test_a_store_that_has_gone_already_is_let_be(world: World) -> None:
    look(world, refused=401)

    assert look(world).result == "skipped"
