"""A merchant uninstalls the app, or a user is removed."""

import time
from collections.abc import Callable

import pytest
from tests.support.connect_function import GRANTED, NAME, PREVIOUS, World, answer, ask, with_jwt
from tests.support.jwts import Event, make_jwt
from tests.support.misbehaving_stores import ChangingStores
from tests.support.signed_deliveries import STORE

from storehook.registration.record import RegisteredWebhook, Registration
from storehook.stores.store import Credentials, Store

type Load = Callable[[str], Event]

HOOK = RegisteredWebhook(1, "store/order/*", "https://hooks.example.com/webhooks/x", active=True, since=1)
REGISTRATION = Registration(webhooks=(HOOK,), reconciled_at=1.0, outcome="registered")


def test_uninstalling_erases_the_token_and_keeps_the_record(load_event: Load, world: World) -> None:
    store = world.connected()
    world.registrations.save(STORE, REGISTRATION)

    gone = answer(with_jwt(load_event("connect.uninstall"), make_jwt()))

    assert (gone["statusCode"], gone["body"]) == (200, "")
    uninstalled = Store(STORE, "uninstalled", NAME, GRANTED, "app", store.installed_at)
    assert world.stores.credentials(STORE) == Credentials(uninstalled, None)
    assert world.registrations.get(STORE) == REGISTRATION


def test_uninstalling_twice_is_uninstalling_once(world: World) -> None:
    world.connected()
    event = ask("/uninstall", signed_payload_jwt=make_jwt())
    answer(event)
    once = world.rows()

    assert answer(event)["statusCode"] == 200
    assert world.rows() == once


def test_a_paused_store_can_be_uninstalled_and_its_reason_goes(world: World) -> None:
    world.connected(status="paused", reason="by hand")

    answer(ask("/uninstall", signed_payload_jwt=make_jwt()))

    found = world.stores.get(STORE)
    assert found is not None
    assert (found.status, found.reason) == ("uninstalled", "")


def test_an_uninstallation_replayed_after_the_app_was_installed_anew_is_answered_401(world: World) -> None:
    event = ask("/uninstall", signed_payload_jwt=make_jwt())
    world.connected(installed_at=time.time())
    before = world.rows()

    assert answer(event)["statusCode"] == 401
    assert world.rows() == before


def test_an_uninstallation_leaves_an_installation_that_is_stored_at_the_same_moment(world: World) -> None:
    newer = Store(STORE, name=NAME, scopes=GRANTED, installed_at=time.time())
    world.stores = ChangingStores()
    world.connected()
    world.stores.meanwhile = [newer]

    assert answer(ask("/uninstall", signed_payload_jwt=make_jwt()))["statusCode"] == 200
    assert world.stores.credentials(STORE) == Credentials(newer, "newer token")


def test_an_uninstallation_in_the_second_of_the_installation_counts(world: World) -> None:
    world.connected(installed_at=int(time.time()) + 0.999)

    assert answer(ask("/uninstall", signed_payload_jwt=make_jwt(iat=int(time.time()))))["statusCode"] == 200


def test_removing_a_user_is_answered_with_an_empty_200(load_event: Load, world: World) -> None:
    world.connected()
    before = world.rows()

    removed = answer(with_jwt(load_event("connect.remove-user"), make_jwt()))

    assert (removed["statusCode"], removed["body"], world.rows()) == (200, "", before)


@pytest.mark.parametrize("path", ["/load", "/uninstall"])
def test_a_store_that_is_not_known_is_answered_401_and_not_made(world: World, path: str) -> None:
    assert answer(ask(path, signed_payload_jwt=make_jwt()))["statusCode"] == 401
    assert world.stores.rows == {}


@pytest.mark.parametrize("path", ["/load", "/uninstall"])
def test_a_store_with_an_account_of_its_own_is_not_the_apps_to_show_or_to_touch(world: World, path: str) -> None:
    world.connected(account="store")
    before = world.rows()

    assert answer(ask(path, signed_payload_jwt=make_jwt()))["statusCode"] == 401
    assert world.rows() == before


def test_an_uninstalled_store_is_told_to_install_the_app(world: World) -> None:
    world.connected(status="uninstalled")

    page = answer(ask("/load", signed_payload_jwt=make_jwt()))

    assert page["statusCode"] == 401
    assert "install it again" in page["body"]


def test_a_jwt_of_the_previous_account_is_taken(world: World) -> None:
    world.connected()
    token = make_jwt(secret=PREVIOUS.client_secret, aud=PREVIOUS.client_id)

    assert answer(ask("/load", signed_payload_jwt=token))["statusCode"] == 200
