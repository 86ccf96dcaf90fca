"""A merchant installs the app: the store, its token and the task; and what stores nothing."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.support.connect_function import ACCOUNT, CODE, GRANTED, NAME, PUBLIC_URL, SCOPES, TOKEN, World, answer, auth
from tests.support.jwts import Event
from tests.support.signed_deliveries import STORE

from storehook.connect.errors import AppCredentialsRefused, LoginUnavailable
from storehook.connect.install import AppGrant
from storehook.errors import SecretUnusable
from storehook.queues.task import Task
from storehook.stores.store import RECONCILER, Credentials, Store
from storehook.stores.tombstone import Tombstone

type Load = Callable[[str], Event]

ELSEWHERE = "another1store"


def test_an_installation_stores_the_store_and_its_token_and_asks_for_its_webhooks(
    load_event: Load, world: World
) -> None:
    before = time.time()

    assert answer(load_event("connect.auth"))["statusCode"] == 200

    found = world.stores.credentials(STORE)
    assert found is not None
    assert found.token == TOKEN
    assert before <= found.store.installed_at <= time.time()
    assert found.store == Store(STORE, "active", "", GRANTED, "app", found.store.installed_at)
    assert world.tasks.sent == [Task("reconcile", STORE, why="install")]


def test_the_code_is_exchanged_by_the_current_account_and_named_with_our_own_address(
    load_event: Load, world: World
) -> None:
    answer(load_event("connect.auth"))

    ((account, callback),) = world.login.exchanges
    assert account == ACCOUNT
    assert callback.parameter("code") == CODE
    assert callback.url == f"{PUBLIC_URL}/auth"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"status": "uninstalled"},
        {"status": "paused", "reason": "BigCommerce answered 401", "paused_by": RECONCILER},
        {"scopes": ("store_v2_orders",)},
    ],
    ids=repr,
)
def test_an_installation_anew_keeps_the_record_and_replaces_the_token(world: World, fields: dict[str, Any]) -> None:
    before = world.connected(**fields)
    world.login.grant = AppGrant("newer token", GRANTED, f"stores/{STORE}")

    assert answer(auth())["statusCode"] == 200
    found = world.stores.credentials(STORE)
    assert found is not None
    assert found == Credentials(Store(STORE, "active", NAME, GRANTED, "app", found.store.installed_at), "newer token")
    assert found.store.installed_at > before.installed_at


def test_a_store_that_an_operator_has_given_an_account_of_its_own_keeps_it(world: World) -> None:
    world.connected(account="store")
    before = world.rows()

    page = answer(auth())

    assert (page["statusCode"], "connected in another way" in page["body"]) == (409, True)
    assert world.rows() == before


def test_a_store_whose_own_account_was_removed_becomes_the_apps(world: World) -> None:
    world.connected(account="store", status="uninstalled")

    answer(auth())

    found = world.stores.get(STORE)
    assert found is not None
    assert (found.status, found.account, world.stores.client_secrets(STORE)) == ("active", "app", ())


def test_a_purged_store_that_is_installed_anew_has_nothing_from_before(world: World) -> None:
    before = world.connected(status="paused", reason="by hand", paused_by="zoe", paused_at=5.0)
    world.stores.purge(Tombstone(STORE, time.time()), before.installed_at)

    assert answer(auth())["statusCode"] == 200
    found = world.stores.find(STORE)
    assert isinstance(found, Store)
    assert found == Store(STORE, scopes=GRANTED, installed_at=found.installed_at)


def test_a_store_that_an_operator_has_paused_stays_paused_and_has_the_new_token(world: World) -> None:
    pause = {"status": "paused", "reason": "by hand", "paused_by": "zoe", "paused_at": 5.0}
    before = world.connected(**pause)

    answer(auth())

    found = world.stores.credentials(STORE)
    assert found is not None
    assert found == Credentials(replace(before, installed_at=found.store.installed_at), TOKEN)
    assert found.store.installed_at > before.installed_at


def test_an_installation_whose_task_is_not_queued_leaves_an_active_store_to_the_schedule(world: World) -> None:
    world.tasks.fault = ConnectionError("away")

    assert answer(auth())["statusCode"] == 500
    assert world.stores.hashes("active").hashes == (STORE,)


def test_an_installation_that_is_not_stored_asks_for_no_webhooks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def save(*_: object) -> None:
        raise ConnectionError("away")

    monkeypatch.setattr(type(world.stores), "save", save)

    assert answer(auth())["statusCode"] == 500
    assert world.tasks.sent == []


def test_a_merchant_may_grant_more_than_is_needed_in_any_order_and_spelling(world: World) -> None:
    assert answer(auth(scope="+".join(reversed(GRANTED))))["statusCode"] == 200


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        (SCOPES[:1], GRANTED),
        (GRANTED, SCOPES[:1]),
        (("store_v2_orders_read_only", "users_basic_information2"), GRANTED),
        (GRANTED, ()),
    ],
    ids=["in the callback", "in the login's answer", "names that only begin alike", "none"],
)
def test_an_installation_without_a_needed_scope_is_answered_400_and_the_scope_named(
    world: World, asked: tuple[str, ...], granted: tuple[str, ...]
) -> None:
    world.login.grant = AppGrant(TOKEN, granted, f"stores/{STORE}")

    refused = answer(auth(scope=" ".join(asked)))

    assert refused["statusCode"] == 400
    assert "users_basic_information" in refused["body"]
    assert (world.stores.rows, world.tasks.sent) == ({}, [])


def test_a_scope_that_is_missing_in_the_callback_leaves_the_code_unused(world: World) -> None:
    answer(auth(scope="store_v2_orders"))

    assert world.login.exchanges == []


def test_a_code_of_another_store_connects_neither(world: World) -> None:
    world.login.grant = AppGrant(TOKEN, GRANTED, f"stores/{ELSEWHERE}")

    assert answer(auth())["statusCode"] == 400
    assert (world.stores.rows, world.tasks.sent) == ({}, [])


def test_a_replayed_code_is_answered_400_and_changes_nothing(world: World) -> None:
    answer(auth())
    before = world.rows()

    assert answer(auth())["statusCode"] == 400
    assert world.rows() == before


@pytest.mark.parametrize(
    ("fault", "status"),
    [(LoginUnavailable("answered 502"), 503), (AppCredentialsRefused(), 500), (SecretUnusable("arn:secret"), 500)],
    ids=repr,
)
def test_a_fault_that_is_not_the_merchants_is_told_from_one_that_is(
    world: World, fault: Exception, status: int
) -> None:
    world.login.fault = fault

    assert answer(auth())["statusCode"] == status
    assert (world.stores.rows, world.tasks.sent) == ({}, [])
