"""`storehook stores`: who is connected, and how."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.unit.cli.conftest import CLIENT_SECRET, TOKEN, MemoryStack, Storehook

from storehook.registration.record import BlockedDomain, DeliveryException, RegisteredWebhook, Registration
from storehook.registration.task import Task
from storehook.stores import Store
from storehook_cli.catch_up_states import CatchUpState, FamilyState
from storehook_cli.errors import CommandError

TWO_LINES = f"{TOKEN}\n{CLIENT_SECRET}\n"
HOOK = RegisteredWebhook(
    77, "store/order/updated", "https://example.com/webhooks/abc123", active=True, since=1_700_000_000
)


def answering(outcome: str, detail: str = "") -> Any:
    """A reconciler that ends like this, having deleted one hook and kept none."""
    step = {"step": "delete", "scope": HOOK.scope, "destination": HOOK.destination, "id": HOOK.id}

    def answer(event: Mapping[str, Any]) -> dict[str, Any]:
        steps = [step] if outcome == "registered" else []
        return {"store_hash": event["store_hash"], "outcome": outcome, "detail": detail, "steps": steps}

    return answer


# --- add --------------------------------------------------------------------------------------------------------------


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
    assert memory_stack.table.client_secret("abc123") == CLIENT_SECRET


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
    assert "An access token and a client secret are needed" in done.output
    assert "canary" not in done.output


@pytest.mark.parametrize("option", ["--token", "--access-token", "--client-secret"])
def test_a_secret_cannot_be_given_on_the_command_line(storehook: Storehook, option: str) -> None:
    assert storehook("stores", "add", "abc123", option, TOKEN).exit_code == 2


def test_a_store_that_has_installed_the_app_is_not_replaced(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = memory_stack.add()

    done = storehook("stores", "add", "abc123", input="another\nsecret\n")

    assert (done.exit_code, memory_stack.table.get("abc123")) == (1, before)
    assert "--replace" in done.output


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


# --- list and show ----------------------------------------------------------------------------------------------------


def test_the_list_has_stores_of_every_status(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add("aaa", status="paused", reason="token refused")
    memory_stack.add("bbb", status="uninstalled")
    memory_stack.add("ccc", account="store", name="Zoë's")

    rows = [line.split() for line in storehook("stores", "list").output.splitlines()]

    assert [row[:3] for row in rows[1:]] == [
        ["ccc", "active", "store"],
        ["aaa", "paused", "app"],
        ["bbb", "uninstalled", "app"],
    ]


def test_the_list_can_be_of_one_status(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add("aaa", status="paused")
    memory_stack.add("ccc")

    assert [
        each["store_hash"] for each in json.loads(storehook("stores", "list", "--status", "paused", "--json").stdout)
    ] == ["aaa"]


def test_the_list_has_every_store_of_many_pages(storehook: Storehook, memory_stack: MemoryStack) -> None:
    for number in range(1001):
        memory_stack.table.save(Store(f"s{number:04}"))

    found = json.loads(storehook("stores", "list", "--json").stdout)

    assert [each["store_hash"] for each in found] == [f"s{number:04}" for number in range(1001)]


def test_a_store_is_a_line_of_its_own_where_the_list_is_piped(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add("aaa", name="A long name " * 20)
    memory_stack.add("bbb", name="two\nlines")

    assert len(storehook("stores", "list").output.splitlines()) == 3


def test_the_list_is_json_even_where_there_is_no_store(storehook: Storehook) -> None:
    assert json.loads(storehook("stores", "list", "--json").stdout) == []


def test_the_list_says_how_each_stores_webhooks_are(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add("abc123")
    memory_stack.registered.save("abc123", Registration((HOOK,), missing=("store/cart/created",), reconciled_at=1.0))

    (found,) = json.loads(storehook("stores", "list", "--json").stdout)

    assert (found["webhooks"], found["reconciled_at"]) == ("missing 1", "1970-01-01T00:00:01Z")


def in_trouble(memory_stack: MemoryStack) -> None:
    """A store with one of everything that can be wrong."""
    memory_stack.add(status="paused", reason="token refused", name="Zoë's")
    blocked = BlockedDomain("https://example.com", until=2_000_000_000, reasons=("TOO_MANY_FAILURES",))
    memory_stack.registered.save(
        "abc123",
        Registration((HOOK,), ("store/cart/created",), 1_700_000_000, "unauthorized", "401", blocked=(blocked,)),
    )
    memory_stack.registered.save_exception("abc123", DeliveryException(90003, "The domain is blocked", 1_700_000_001))
    orders = FamilyState("orders", found=300, sent=290, covered=10, detail="")
    memory_stack.catching_up.looks = [CatchUpState(4, 1_700_000_000, 1_700_003_600, "running", "", (orders,))]


def test_a_stores_page_tells_all_that_is_known(storehook: Storehook, memory_stack: MemoryStack) -> None:
    in_trouble(memory_stack)

    text = storehook("stores", "show", "abc123").output

    for part in (
        *("abc123 Zoë's", "paused: token refused", "blocked by BigCommerce", "unauthorized 401"),
        *("store/cart/created", "https://example.com until 2033-05-18T03:33:20Z: TOO_MANY_FAILURES"),
        *("90003 The domain is blocked", "orders: 300 found, 290 sent", "77", "https://example.com/webhooks/abc123"),
    ):
        assert part in text


def test_a_stores_page_is_there_for_programs(storehook: Storehook, memory_stack: MemoryStack) -> None:
    in_trouble(memory_stack)

    found = json.loads(storehook("stores", "show", "abc123", "--json").stdout)

    assert found["registered_webhooks"] == [
        {
            "id": 77,
            "scope": "store/order/updated",
            "destination": "https://example.com/webhooks/abc123",
            "active": True,
            "since": "2023-11-14T22:13:20Z",
        }
    ]
    assert found["exception"] == {"code": 90003, "message": "The domain is blocked", "at": "2023-11-14T22:13:21Z"}
    assert (found["catch_up"]["state"], found["catch_up"]["families"][0]["sent"]) == ("running", 290)


@pytest.mark.parametrize("words", [("show",), ("list",), ("show", "--json"), ("list", "--json")], ids=" ".join)
def test_no_page_has_a_secret(storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]) -> None:
    memory_stack.add(account="store")
    name, *options = words

    done = storehook("stores", name, *(["abc123"] if name == "show" else []), *options)

    assert (done.exit_code, "canary" in done.output) == (0, False)


def test_no_page_has_a_control_character_that_came_from_outside(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    memory_stack.add(name="\x1b]0;pwned\x07[red]Zoë\u202e\r")

    for words in (("list",), ("show", "abc123"), ("list", "--json"), ("show", "abc123", "--json")):
        output = storehook("stores", *words).output
        assert not set(output) & set("\x1b\x07\r\u202e")
        assert "[red]Zo" in output  # and what looks like rich's markup is none


# --- pause, resume, remove --------------------------------------------------------------------------------------------


def test_a_paused_store_keeps_its_token(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add(name="Zoë's")

    assert storehook("stores", "pause", "abc123", "--reason", "moves house").exit_code == 0
    assert memory_stack.table.get("abc123") == Store("abc123", "paused", "Zoë's", reason="moves house")
    assert memory_stack.table.rows["abc123"].token == TOKEN


def test_a_resumed_store_is_active_and_reconciled(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add(status="paused", reason="moves house")

    assert storehook("stores", "resume", "abc123").exit_code == 0
    assert memory_stack.table.get("abc123") == Store("abc123")
    assert memory_stack.sent.sent == [Task("reconcile", "abc123", why="demand")]


@pytest.mark.parametrize("words", [("pause",), ("resume",), ("remove", "--yes")], ids=" ".join)
def test_a_store_that_has_left_stays_as_it_is(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]
) -> None:
    before = memory_stack.add(status="uninstalled")

    done = storehook("stores", *words, "abc123")

    assert (done.exit_code, memory_stack.table.get("abc123"), memory_stack.sent.sent) == (1, before, [])
    assert "is uninstalled" in done.output


@pytest.mark.parametrize("words", [("show",), ("pause",), ("resume",), ("remove", "--yes")], ids=" ".join)
def test_a_store_that_nobody_knows_is_an_error_that_says_where_to_look(
    storehook: Storehook, words: tuple[str, ...]
) -> None:
    done = storehook("stores", *words, "nobody1")

    assert (done.exit_code, "storehook stores list" in done.output) == (1, True)


def test_a_removed_store_has_no_webhooks_and_no_secrets_but_its_record(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    memory_stack.add(account="store", name="Zoë's")
    memory_stack.answers = answering("registered")

    done = storehook("stores", "remove", "abc123", input="y\n")

    assert (done.exit_code, "Removed 1 of its webhooks" in done.output) == (0, True)
    (function, event) = memory_stack.invoked[0]
    assert (function, event["kind"], event["store_hash"], event["remove"]) == (
        "Reconciler",
        "reconcile",
        "abc123",
        True,
    )
    assert memory_stack.table.get("abc123") == Store("abc123", "uninstalled", "Zoë's", account="store")
    assert (memory_stack.table.rows["abc123"].token, memory_stack.table.client_secret("abc123")) == (None, None)


@pytest.mark.parametrize("answer", ["n\n", ""], ids=["no", "nobody answers"])
def test_nothing_is_removed_without_a_yes(storehook: Storehook, memory_stack: MemoryStack, answer: str) -> None:
    before = memory_stack.add()

    done = storehook("stores", "remove", "abc123", input=answer)

    assert (done.exit_code, memory_stack.table.get("abc123"), memory_stack.invoked) == (1, before, [])


def test_a_store_whose_webhooks_stay_is_not_removed(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = memory_stack.add()
    memory_stack.answers = answering("later", "BigCommerce is busy")

    done = storehook("stores", "remove", "abc123", "--yes")

    assert (done.exit_code, memory_stack.table.get("abc123")) == (1, before)
    assert "BigCommerce is busy" in done.output
    assert "--force" in done.output


def broken(event: Mapping[str, Any]) -> dict[str, Any]:
    """A reconciler that raises."""
    raise CommandError("Reconciler failed: ActionImportError")


@pytest.mark.parametrize("answers", [answering("failed", "no"), broken], ids=["failed", "raises"])
def test_it_is_removed_all_the_same_by_force(storehook: Storehook, memory_stack: MemoryStack, answers: Any) -> None:
    memory_stack.add()
    memory_stack.answers = answers

    done = storehook("stores", "remove", "abc123", "--yes", "--force")

    assert (done.exit_code, "may still be there" in done.output) == (0, True)
    assert memory_stack.table.rows["abc123"].token is None


def test_a_reconciler_that_raises_removes_nothing(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = memory_stack.add()
    memory_stack.answers = broken

    assert storehook("stores", "remove", "abc123", "--yes").exit_code == 1
    assert memory_stack.table.get("abc123") == before


def test_a_store_whose_token_is_dead_is_removed_and_that_is_said(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    memory_stack.add()
    memory_stack.answers = answering("unauthorized", "BigCommerce refuses the token")

    done = storehook("stores", "remove", "abc123", "--yes")

    assert (done.exit_code, "BigCommerce refuses the token" in done.output) == (0, True)
    assert memory_stack.table.rows["abc123"].store.status == "uninstalled"
