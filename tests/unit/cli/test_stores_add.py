"""`storehook stores add`: a store with an API account of its own."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from tests.support.misbehaving_stores import ChangingStores
from tests.support.storehook_command import CLIENT_SECRET, OPERATOR, TOKEN, MemoryStack, Storehook

from storehook.queues.task import Task
from storehook.registration.record import RegisteredWebhook, Registration, Subscription
from storehook.stores.store import RECONCILER, Credentials, Store

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
    memory_stack.answers = lambda _event: REPORT

    done = storehook("stores", "add", "abc123", "--replace", input="another\nsecret\n")

    store = memory_stack.table.get("abc123")
    assert (done.exit_code, store and store.account, store and store.name) == (0, "store", "Zoë's")


# --- Another API account ----------------------------------------------------------------------------------------------

OURS = RegisteredWebhook(77, "store/order/updated", "https://example.com/webhooks/abc123", active=True, since=5)
NEW = "another-token\nanother-secret\n"
REPORT = {"store_hash": "abc123", "outcome": "reconciled", "detail": "", "steps": []}


class Account:
    """The webhooks of the old API account at BigCommerce: the reconciler's answers when it deletes them."""

    def __init__(self, stack: MemoryStack, outcome: str = "reconciled", detail: str = "") -> None:
        self.stack, self.outcome, self.detail = stack, outcome, detail
        self.tokens: list[str | None] = []

    def __call__(self, event: Mapping[str, Any]) -> dict[str, Any]:
        assert (event["kind"], event["store_hash"], event["unregister"]) == ("reconcile", "abc123", True)
        self.tokens.append(self.stack.table.rows["abc123"].token)
        step = {"step": "delete", "scope": OURS.scope, "destination": OURS.destination, "id": OURS.id}
        is_done = self.outcome == "reconciled"
        return REPORT | {"outcome": self.outcome, "detail": self.detail, "steps": [step] if is_done else []}


def registered(stack: MemoryStack, **fields: Any) -> Store:
    """Add a store whose webhook is registered."""
    store = stack.add(**fields)
    subscriptions = (Subscription(OURS.scope, OURS.id, 9.0),)
    stack.registered.save(
        "abc123", Registration((OURS,), (), 9.0, "reconciled", subscriptions=subscriptions, version=1)
    )
    return store


@pytest.mark.parametrize(
    ("fields", "options"), [({"account": "app"}, ["--replace"]), ({"account": "store"}, [])], ids=["app", "store"]
)
def test_the_webhooks_of_the_old_account_are_deleted_with_its_token_before_it_is_forgotten(
    storehook: Storehook, memory_stack: MemoryStack, fields: dict[str, Any], options: list[str]
) -> None:
    registered(memory_stack, **fields)
    memory_stack.answers = account = Account(memory_stack)

    done = storehook("stores", "add", "abc123", *options, input=NEW)

    assert (done.exit_code, account.tokens) == (0, [TOKEN])
    assert "Deleted 1 webhook of the old API account at BigCommerce." in done.output
    assert memory_stack.table.rows["abc123"].token == "another-token"
    assert memory_stack.sent.sent == [Task("reconcile", "abc123", why="install")]


@pytest.mark.parametrize("account", ["app", "store"])
@pytest.mark.parametrize("outcome", ["unauthorized", "failed"])
def test_what_a_token_that_no_longer_works_leaves_is_named_with_how_to_remove_it(
    storehook: Storehook, memory_stack: MemoryStack, outcome: str, account: str
) -> None:
    registered(memory_stack, account=account)
    memory_stack.answers = Account(memory_stack, outcome, "BigCommerce answered 401")

    done = storehook("stores", "add", "abc123", "--replace", input=NEW)

    said = " ".join(done.output.split())
    assert (done.exit_code, memory_stack.table.rows["abc123"].token) == (0, "another-token")
    assert "BigCommerce answered 401" in said
    assert f"77 {OURS.scope} {OURS.destination}" in said
    remedy = {
        "app": "uninstall the app in the store's control panel",
        "store": "Delete the old API account in the store's control panel",
    }
    assert remedy[account] in said
    assert "BigCommerce then deletes its webhooks." in said


def test_the_audit_log_names_what_is_left(storehook: Storehook, memory_stack: MemoryStack) -> None:
    registered(memory_stack, account="store")
    memory_stack.answers = Account(memory_stack, "unauthorized", "401")

    storehook("stores", "add", "abc123", input=NEW)

    entries = [(entry.operation, entry.subject, entry.detail) for entry in memory_stack.audit_log.entries]
    assert entries == [
        ("add store", "store/abc123", "replaces its API account"),
        ("add store", "store/abc123", "leaves webhooks of the old account: 77"),
    ]


@pytest.mark.parametrize("outcome", ["reconciled", "unauthorized"])
def test_the_registration_does_not_take_the_old_accounts_webhooks_for_those_of_the_new_one(
    storehook: Storehook, memory_stack: MemoryStack, outcome: str
) -> None:
    registered(memory_stack, account="store")
    memory_stack.answers = Account(memory_stack, outcome)

    storehook("stores", "add", "abc123", input=NEW)

    known = memory_stack.registered.get("abc123")
    assert (known.webhooks, known.outcome) == ((), "retrying")
    assert [subscription.webhook_id for subscription in known.subscriptions] == [OURS.id]


@pytest.mark.parametrize("secrets", [f"{TOKEN}\nanother-secret\n", f"another-token\n{CLIENT_SECRET}\n"])
def test_another_secret_of_the_same_account_deletes_nothing(
    storehook: Storehook, memory_stack: MemoryStack, secrets: str
) -> None:
    registered(memory_stack, account="store")

    assert storehook("stores", "add", "abc123", input=secrets).exit_code == 0
    assert (memory_stack.asked, memory_stack.registered.get("abc123").webhooks) == ([], (OURS,))


def test_while_bigcommerce_is_busy_nothing_is_replaced(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = registered(memory_stack, account="store")
    memory_stack.answers = Account(memory_stack, "retrying", "BigCommerce is busy")

    done = storehook("stores", "add", "abc123", input=NEW)

    assert (done.exit_code, memory_stack.table.rows["abc123"]) == (1, Credentials(before, TOKEN))
    assert "BigCommerce is busy" in done.output
    assert "--force" in done.output


def test_by_force_it_is_replaced_all_the_same_and_what_is_left_is_named(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    registered(memory_stack, account="store")
    memory_stack.answers = Account(memory_stack, "retrying", "BigCommerce is busy")

    done = storehook("stores", "add", "abc123", "--force", input=NEW)

    assert (done.exit_code, memory_stack.table.rows["abc123"].token) == (0, "another-token")
    assert OURS.destination in done.output


def test_a_change_that_was_interrupted_after_the_deletion_is_finished_by_the_same_command(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    before = registered(memory_stack, account="store")

    def interrupted(_event: Mapping[str, Any]) -> dict[str, Any]:
        raise KeyboardInterrupt

    memory_stack.answers = interrupted
    assert storehook("stores", "add", "abc123", input=NEW).exit_code != 0
    assert memory_stack.table.rows["abc123"] == Credentials(before, TOKEN)

    memory_stack.answers = Account(memory_stack)
    assert storehook("stores", "add", "abc123", input=NEW).exit_code == 0
    assert memory_stack.table.rows["abc123"].token == "another-token"


@pytest.mark.parametrize("secrets", [NEW, TWO_LINES], ids=["new account", "same account"])
def test_the_pause_of_an_operator_stays(storehook: Storehook, memory_stack: MemoryStack, secrets: str) -> None:
    pause = {"status": "paused", "paused_by": OPERATOR, "paused_at": 5.0, "reason": "moves house"}
    before = memory_stack.add(account="store", **pause)
    memory_stack.answers = Account(memory_stack)

    done = storehook("stores", "add", "abc123", input=secrets)

    after = memory_stack.table.rows["abc123"].store
    assert (done.exit_code, replace(after, installed_at=0.0)) == (0, before)
    assert "abc123 stays paused: moves house. To resume it: storehook stores resume abc123" in done.output


def test_the_pause_of_a_refused_token_ends(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add(account="store", status="paused", paused_by=RECONCILER, paused_at=5.0, reason="401")
    memory_stack.answers = Account(memory_stack, "unauthorized", "401")

    storehook("stores", "add", "abc123", input=NEW)

    after = memory_stack.table.rows["abc123"].store
    assert (after.status, after.paused_by, after.paused_at, after.reason) == ("active", "", 0.0, "")


@pytest.mark.parametrize("fields", [{"account": "store"}, {"status": "uninstalled"}], ids=str)
def test_a_store_of_its_own_account_and_one_that_left_can_be_given_new_secrets(
    storehook: Storehook, memory_stack: MemoryStack, fields: dict[str, Any]
) -> None:
    memory_stack.add(**fields)
    memory_stack.answers = lambda _event: REPORT

    assert storehook("stores", "add", "abc123", input="another\nsecret\n").exit_code == 0
    assert memory_stack.table.rows["abc123"].token == "another"
