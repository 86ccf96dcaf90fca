"""`storehook stores add`: a store with an API account of its own."""

import json
from typing import Any

import pytest
from tests.support.misbehaving_stores import ChangingStores
from tests.support.storehook_command import CLIENT_SECRET, TOKEN, MemoryStack, Storehook

from storehook.queues.task import Task
from storehook.stores.store import Credentials, Store

TWO_LINES = f"{TOKEN}\n{CLIENT_SECRET}\n"


@pytest.mark.parametrize(
    "text",
    [TWO_LINES, json.dumps({"access_token": TOKEN, "client_secret": CLIENT_SECRET, "client_id": "x"})],
    ids=["two lines", "JSON"],
)
def test_an_added_store_has_both_secrets_of_its_own_account(
    storehook: Storehook, memory_stack: MemoryStack, text: str
) -> None:
    done = storehook("stores", "add", "abc123", "--name", "Zoë's", input=text)

    assert done.exit_code == 0
    store = memory_stack.table.get("abc123")
    assert store is not None
    assert (store.account, store.status, store.name) == ("store", "active", "Zoë's")
    assert store.installed_at > 1_700_000_000
    assert memory_stack.table.rows["abc123"].token == TOKEN
    assert memory_stack.table.client_secrets("abc123") == (CLIENT_SECRET,)


def test_an_added_store_is_reconciled(storehook: Storehook, memory_stack: MemoryStack) -> None:
    storehook("stores", "add", "abc123", input=TWO_LINES)

    assert memory_stack.sent.sent == [Task("reconcile", "abc123", why="install")]


def test_adding_prints_no_secret(storehook: Storehook) -> None:
    assert "canary" not in storehook("stores", "add", "abc123", input=TWO_LINES).output


@pytest.mark.parametrize(
    "text",
    [
        "",
        TOKEN,
        f"{TOKEN}\n\n",
        f"{TOKEN} {CLIENT_SECRET}\nx",
        "{",
        '{"access_token": 1, "client_secret": "x"}',
        "a\nb\nc",
    ],
)
def test_what_holds_no_two_secrets_adds_nothing_and_is_not_repeated(
    storehook: Storehook, memory_stack: MemoryStack, text: str
) -> None:
    done = storehook("stores", "add", "abc123", input=text)

    assert (done.exit_code, memory_stack.table.rows, memory_stack.sent.sent) == (1, {}, [])
    assert "An access token and a client secret without spaces are required" in done.output
    assert "canary" not in done.output


@pytest.mark.parametrize("option", ["--token", "--access-token", "--client-secret"])
def test_a_secret_cannot_be_given_on_the_command_line(storehook: Storehook, option: str) -> None:
    assert storehook("stores", "add", "abc123", option, TOKEN).exit_code == 2


def test_a_store_that_has_installed_the_app_is_not_replaced(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = memory_stack.add()

    done = storehook("stores", "add", "abc123", input="another\nsecret\n")

    assert (done.exit_code, memory_stack.table.get("abc123")) == (1, before)
    assert "--replace" in done.output


def test_a_store_that_installs_the_app_while_the_secrets_are_typed_is_not_replaced(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    installed = Store("abc123", installed_at=2.0)
    memory_stack.table = ChangingStores(meanwhile=[installed])

    done = storehook("stores", "add", "abc123", input=TWO_LINES)

    assert (done.exit_code, "--replace" in done.output) == (1, True)
    assert memory_stack.table.credentials("abc123") == Credentials(installed, "newer token")


def test_it_is_replaced_if_that_is_asked_for(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add(name="Zoë's")

    done = storehook("stores", "add", "abc123", "--replace", input="another\nsecret\n")

    store = memory_stack.table.get("abc123")
    assert (done.exit_code, store and store.account, store and store.name) == (0, "store", "Zoë's")


@pytest.mark.parametrize("fields", [{"account": "store"}, {"status": "uninstalled"}], ids=str)
def test_a_store_of_its_own_account_and_one_that_left_can_be_given_new_secrets(
    storehook: Storehook, memory_stack: MemoryStack, fields: dict[str, Any]
) -> None:
    memory_stack.add(**fields)

    assert storehook("stores", "add", "abc123", input="another\nsecret\n").exit_code == 0
    assert memory_stack.table.rows["abc123"].token == "another"
