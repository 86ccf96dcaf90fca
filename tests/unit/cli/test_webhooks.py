"""`storehook webhooks`: what is registered, and putting it right."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.operations.errors import ReconcilerFailed
from storehook.registration.record import RegisteredWebhook, Registration

DESTINATION = "https://example.com/webhooks/abc123"
STEPS = [
    {"step": "create", "scope": "store/order/updated", "destination": DESTINATION},
    {"step": "keep", "scope": "store/cart/created", "destination": DESTINATION, "id": 8},
]


def planned(event: Mapping[str, Any]) -> dict[str, Any]:
    """A reconciler that finds one hook missing, and cannot reach the store `later1`."""
    store = event.get("store_hash", "")
    if store == "later1":
        return {"store_hash": store, "outcome": "retrying", "detail": "BigCommerce is busy", "steps": []}
    if event.get("dry_run"):
        return {"store_hash": store, "outcome": "previewed", "detail": "", "steps": STEPS}
    return {"store_hash": store, "outcome": "reconciled", "detail": "", "steps": STEPS[:1]}


@pytest.fixture(autouse=True)
def answers(memory_stack: MemoryStack) -> None:
    memory_stack.answers = planned


@pytest.mark.parametrize(
    ("words", "asked", "said"), [((), {}, "changed"), (("--dry-run",), {"dry_run": True}, "to change")]
)
def test_one_stores_steps_are_shown(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...], asked: dict[str, bool], said: str
) -> None:
    memory_stack.add()

    done = storehook("webhooks", "reconcile", "--store", "abc123", *words)

    event = {"kind": "reconcile", "store_hash": "abc123", "why": "demand", **asked}
    assert (done.exit_code, memory_stack.asked) == (0, [event])
    assert done.output.splitlines() == [
        f"abc123  create      store/order/updated  {DESTINATION}",
        f"abc123  1 {said}",
    ]


def test_a_store_that_cannot_be_reconciled_is_an_error_with_the_reason(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    memory_stack.add("later1")

    done = storehook("webhooks", "reconcile", "--store", "later1")

    assert (done.exit_code, "Error: later1: BigCommerce is busy" in done.output) == (1, True)


def test_all_stores_are_asked_for_in_one_go(storehook: Storehook, memory_stack: MemoryStack) -> None:
    assert storehook("webhooks", "reconcile").exit_code == 0
    assert memory_stack.asked == [{"kind": "reconcile-all", "why": "demand"}]


def test_a_preview_of_all_goes_through_the_active_stores_past_those_in_trouble(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    for store_hash in ("aaa", "later1", "zzz"):
        memory_stack.add(store_hash)
    memory_stack.add("paused1", status="paused")

    done = storehook("webhooks", "reconcile", "--dry-run")

    assert done.exit_code == 1
    assert [event["store_hash"] for event in memory_stack.asked] == ["aaa", "later1", "zzz"]
    assert all(event["dry_run"] for event in memory_stack.asked)
    assert "1 of 3 stores cannot be reconciled" in done.output


def test_a_store_that_leaves_while_others_are_planned_ends_nothing(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    leaving = memory_stack.add("bbb")
    for store_hash in ("aaa", "ccc"):
        memory_stack.add(store_hash)

    def leaves(event: Mapping[str, Any]) -> dict[str, Any]:
        memory_stack.table.uninstall(leaving, 5.0)
        return planned(event)

    memory_stack.answers = leaves

    assert storehook("webhooks", "reconcile", "--dry-run").exit_code == 0
    assert [event["store_hash"] for event in memory_stack.asked] == ["aaa", "bbb", "ccc"]


def test_an_action_file_that_cannot_be_imported_is_told(storehook: Storehook, memory_stack: MemoryStack) -> None:
    def raises(event: Mapping[str, Any]) -> dict[str, Any]:
        raise ReconcilerFailed("ActionImportError", "actions/sync.py cannot be imported: No module x")

    memory_stack.add()
    memory_stack.answers = raises

    done = storehook("webhooks", "reconcile", "--store", "abc123")

    assert (done.exit_code, "Traceback" in done.output) == (1, False)
    assert "actions/sync.py cannot be imported: No module x" in done.output


@pytest.mark.parametrize("answer", [{}, {"store_hash": "abc123"}, {"steps": [{}]}], ids=str)
def test_an_answer_of_another_version_is_an_error_that_says_to_deploy(
    storehook: Storehook, memory_stack: MemoryStack, answer: dict[str, Any]
) -> None:
    memory_stack.add()
    memory_stack.answers = lambda _: answer

    done = storehook("webhooks", "reconcile", "--store", "abc123")

    assert (done.exit_code, "is of another version" in done.output) == (1, True)


@pytest.mark.parametrize("words", [("reconcile",), ("list",)], ids=str)
def test_a_store_that_nobody_knows_is_not_asked_for(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]
) -> None:
    done = storehook("webhooks", *words, "--store", "nobody1")

    assert (done.exit_code, memory_stack.asked) == (1, [])


def test_the_list_is_what_the_last_reconcile_found(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add()
    hook = RegisteredWebhook(77, "store/order/updated", DESTINATION, active=False, since=1_700_000_000)
    memory_stack.registered.save("abc123", Registration((hook,)))

    heads, row = storehook("webhooks", "list", "--store", "abc123").output.splitlines()
    (found,) = json.loads(storehook("webhooks", "list", "--store", "abc123", "--json").stdout)

    assert (heads.split()[0], row.split()[:3], row.split()[-1]) == (
        "ID",
        ["77", "store/order/updated", "no"],
        DESTINATION,
    )
    assert (found["id"], found["active"], found["since"]) == (77, False, 1_700_000_000)
