"""A merchant uninstalls the app, or a user is removed."""

import time
from collections.abc import Callable

import pytest
from tests.support.connect_function import PREVIOUS, TOKEN, World, answer, ask, with_jwt
from tests.support.jwts import Event, make_jwt
from tests.support.signed_deliveries import STORE

from storehook.queues.task import Task
from storehook.stores.store import Credentials
from storehook.stores.tombstone import Tombstone

type Load = Callable[[str], Event]


def test_an_uninstallation_is_looked_into_and_nothing_is_erased_for_the_callback_alone(
    load_event: Load, world: World
) -> None:
    store = world.connected()

    gone = answer(with_jwt(load_event("connect.uninstall"), make_jwt()))

    assert (gone["statusCode"], gone["body"]) == (200, "")
    assert world.stores.credentials(STORE) == Credentials(store, TOKEN)
    assert world.tasks.sent == [Task("uninstall", STORE, why="uninstall")]


@pytest.mark.parametrize("path", ["/uninstall", "/remove_user"])
@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, {"sec-fetch-dest": "iframe"}],
    ids=["a page", "a frame"],
)
def test_what_bigcommerces_servers_ask_no_browser_may(world: World, path: str, headers: dict[str, str]) -> None:
    world.connected()
    before = world.rows()

    assert answer(ask(path, headers, signed_payload_jwt=make_jwt()))["statusCode"] == 400
    assert world.rows() == before


def test_an_uninstallation_replayed_after_the_app_was_installed_anew_is_answered_401(world: World) -> None:
    event = ask("/uninstall", signed_payload_jwt=make_jwt())
    world.connected(installed_at=time.time())
    before = world.rows()

    assert answer(event)["statusCode"] == 401
    assert world.rows() == before


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
def test_a_purged_store_is_as_one_that_is_not_known(world: World, path: str) -> None:
    world.stores.purge(Tombstone(STORE, time.time()), world.connected().installed_at)

    assert answer(ask(path, signed_payload_jwt=make_jwt()))["statusCode"] == 401
    assert (world.stores.rows, world.tasks.sent) == ({}, [])


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
