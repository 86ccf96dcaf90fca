"""A store's name: asked once, and never worth failing for."""

import pytest
from tests.support.hooks_api import STORE
from tests.support.registration import INSTALLED, UPDATED, World

from storehook.errors import Throttled
from storehook.registration.store_name import MAX_NAME
from storehook.stores.store import Store


@pytest.fixture
def world() -> World:
    """A store without a name, whose account is its own."""
    world = World(UPDATED)
    world.stores.save(Store(STORE, account="store", installed_at=INSTALLED))
    return world


def named(world: World, scopes: tuple[str, ...] = ()) -> str:
    """The name that a store of the app has after a reconcile."""
    world.stores.save(Store(STORE, scopes=scopes, installed_at=INSTALLED))
    world.reconcile()
    return world.store.name


def asked(world: World) -> int:
    return sum(call.path == "/v2/store" for call in world.api.sent)


def test_a_store_gets_the_name_that_it_tells(world: World) -> None:
    report = world.reconcile()

    assert (report.outcome, world.store.name) == ("reconciled", "Mugs & More")


def test_a_store_that_has_a_name_is_not_asked(world: World) -> None:
    world.reconcile()

    world.reconcile(after=900)

    assert asked(world) == 1


@pytest.mark.parametrize("scope", ["store_v2_information", "store_v2_information_read_only"])
def test_a_store_that_has_granted_to_tell_it_is_asked(world: World, scope: str) -> None:
    assert named(world, ("store_v2_orders", scope)) == "Mugs & More"


def test_a_store_that_has_not_granted_to_tell_it_is_not_asked(world: World) -> None:
    assert (named(world, ("store_v2_orders",)), asked(world)) == ("", 0)


@pytest.mark.parametrize("about", [None, [], {}, {"name": None}, {"name": 5}, {"name": " "}, "Mugs"])
def test_a_store_that_tells_no_name_has_none(world: World, about: object) -> None:
    world.api.about = about

    assert (world.reconcile().outcome, world.store.name) == ("reconciled", "")


def test_a_long_name_is_cut_and_stands_on_one_line(world: World) -> None:
    world.api.about = {"name": "Mugs\n& \ud800 " + "x" * 500}

    world.reconcile()

    assert world.store.name.startswith("Mugs & ? x")
    assert len(world.store.name) == MAX_NAME


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_a_refusal_fails_nothing(world: World, status: int) -> None:
    world.api.refuse(status, path="/v2/store")

    assert (world.reconcile().outcome, world.store.name, world.store.status) == ("reconciled", "", "active")


def test_a_quota_that_is_used_up_fails_nothing(world: World) -> None:
    world.api.faults.append(lambda call: Throttled(60.0) if call.path == "/v2/store" else None)

    assert (world.reconcile().outcome, world.store.name) == ("reconciled", "")
