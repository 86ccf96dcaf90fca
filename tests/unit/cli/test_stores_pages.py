"""`storehook stores list` and `show`: who is connected, and how."""

import json
import re

import pytest
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.catch_up.progress import CatchUpProgress, ResourceProgress
from storehook.registration.record import (
    BlockedDomain,
    DeliveryException,
    ReconciliationOutcome,
    RegisteredWebhook,
    Registration,
)
from storehook.stores.store import Account, Store

HOOK = RegisteredWebhook(
    77, "store/order/updated", "https://example.com/webhooks/abc123", active=True, since=1_700_000_000
)


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


@pytest.mark.parametrize(
    ("account", "remedy"), [("app", "reinstall the app"), ("store", "add the store again")], ids=["app", "store"]
)
def test_the_list_says_what_a_store_needs_whose_token_is_refused(
    storehook: Storehook, memory_stack: MemoryStack, account: Account, remedy: str
) -> None:
    memory_stack.add(status="paused", account=account)
    memory_stack.registered.save("abc123", Registration((HOOK,), outcome="unauthorized", detail="401", version=1))

    assert f"token refused: {remedy}" in storehook("stores", "list").output


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

    assert (found["health"], found["reconciled_at"]) == ("missing 1", 1.0)


def in_trouble(memory_stack: MemoryStack) -> None:
    """A store with one of everything that can be wrong."""
    memory_stack.add(status="paused", reason="token refused", name="Zoë's")
    blocked = BlockedDomain("https://example.com", until=2_000_000_000, reasons=("TOO_MANY_FAILURES",))
    memory_stack.registered.save(
        "abc123",
        Registration((HOOK,), ("store/cart/created",), 1_700_000_000, "unauthorized", "401", blocked=(blocked,)),
    )
    memory_stack.registered.save_exception("abc123", DeliveryException(90003, "Domain blocked", 1_700_000_001, 7))
    orders = ResourceProgress("orders", None, found=300, sent=290, covered=10, detail="")
    memory_stack.catching_up.looks = [
        CatchUpProgress("abc123", 4, 1_700_000_000, 1_700_003_600, (orders,), 1_700_000_000)
    ]


def test_a_stores_page_tells_all_that_is_known(storehook: Storehook, memory_stack: MemoryStack) -> None:
    in_trouble(memory_stack)

    text = storehook("stores", "show", "abc123").output

    for part in (
        *("abc123 Zoë's", "paused: token refused", "token refused: reinstall the app", "unauthorized 401"),
        *("store/cart/created", "https://example.com until 2033-05-18T03:33:20Z: TOO_MANY_FAILURES"),
        *("90003 Domain blocked", "orders: 300 found, 290 sent", "77", "https://example.com/webhooks/abc123"),
    ):
        assert part in text


def test_a_stores_page_is_there_for_programs(storehook: Storehook, memory_stack: MemoryStack) -> None:
    in_trouble(memory_stack)

    found = json.loads(storehook("stores", "show", "abc123", "--json").stdout)
    registration = found["registration"]

    assert registration["webhooks"] == [
        {
            "id": 77,
            "scope": "store/order/updated",
            "destination": "https://example.com/webhooks/abc123",
            "active": False,
            "since": 1_700_000_000,
        }
    ]
    assert registration["exception"] == {
        "code": 90003,
        "message": "Domain blocked",
        "at": 1_700_000_001,
        "webhook_id": 7,
    }
    assert (found["catch_up"]["state"], found["catch_up"]["resources"][0]["sent"]) == ("running", 290)


def test_an_uninstalled_store_has_no_webhooks_and_says_since_when(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    memory_stack.add(status="uninstalled", uninstalled_at=1_700_000_000.0)
    memory_stack.registered.save("abc123", Registration((HOOK,), reconciled_at=1.0, outcome="reconciled"))

    text = storehook("stores", "show", "abc123").output

    assert re.search("^uninstalled +2023-11-14T22:13:20Z$", text, re.MULTILINE)
    assert HOOK.scope not in text


@pytest.mark.parametrize(
    ("outcome", "active"), [("reconciled", "yes"), ("unauthorized", "unknown")], ids=["valid", "revoked"]
)
def test_without_a_valid_token_nobody_knows_if_a_webhook_is_on(
    storehook: Storehook, memory_stack: MemoryStack, outcome: ReconciliationOutcome, active: str
) -> None:
    memory_stack.add(status="paused")
    memory_stack.registered.save("abc123", Registration((HOOK,), reconciled_at=1.0, outcome=outcome))

    lines = [line.split() for line in storehook("webhooks", "list", "--store", "abc123").output.splitlines()]

    assert lines[1][:3] == ["77", HOOK.scope, active]


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
