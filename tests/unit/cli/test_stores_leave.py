"""`storehook stores pause`, `resume` and `remove`."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from tests.support.misbehaving_stores import ChangingStores
from tests.support.storehook_command import OPERATOR, TOKEN, MemoryStack, Storehook

from storehook.operations.errors import ReconcilerFailed
from storehook.queues.task import Task
from storehook.registration.record import Registration
from storehook.stores.store import Pause, Store


def answering(outcome: str, detail: str = "") -> Any:
    """A reconciler that ends like this, having deleted one hook if it went well."""
    step = {
        "step": "delete",
        "scope": "store/order/updated",
        "destination": "https://example.com/webhooks/abc123",
        "id": 77,
    }

    def answer(event: Mapping[str, Any]) -> dict[str, Any]:
        steps = [step] if outcome == "reconciled" else []
        return {"store_hash": event["store_hash"], "outcome": outcome, "detail": detail, "steps": steps}

    return answer


def test_a_paused_store_keeps_its_token(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add(name="Zoë's")

    assert storehook("stores", "pause", "abc123", "--reason", "moves house").exit_code == 0
    found = memory_stack.table.rows["abc123"].store
    assert (found.status, found.name, found.reason, found.paused_by) == ("paused", "Zoë's", "moves house", OPERATOR)
    assert found.paused_at == pytest.approx(time.time(), abs=60)
    assert memory_stack.table.rows["abc123"].token == TOKEN


def test_a_resumed_store_is_active_and_reconciled(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add(status="paused", reason="moves house")

    assert storehook("stores", "resume", "abc123").exit_code == 0
    assert memory_stack.table.get("abc123") == Store("abc123")
    assert memory_stack.sent.sent == [Task("reconcile", "abc123", why="demand")]


def test_a_store_whose_token_was_refused_is_resumed_with_a_warning(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    memory_stack.add(status="paused", account="store")
    memory_stack.registered.save("abc123", Registration(outcome="unauthorized"))

    done = storehook("stores", "resume", "abc123")

    assert done.exit_code == 0
    assert "If BigCommerce still refuses its token, it is paused again." in done.output
    assert "Add it again with a new token: storehook stores add abc123" in done.output


DEEDS = pytest.mark.parametrize("words", [("pause",), ("resume",), ("remove", "--yes")], ids=" ".join)
MEANWHILE = [
    Store("abc123", "uninstalled"),
    Store("abc123", scopes=("store_v2_orders",), installed_at=2.0),
    Store("abc123", "paused", account="store", installed_at=2.0, reason="Its token is not valid."),
]


@pytest.mark.parametrize("meanwhile", MEANWHILE, ids=["uninstalled", "installed anew", "added, and paused"])
@DEEDS
def test_a_store_that_changes_at_the_same_moment_keeps_that_change_and_the_operator_is_told(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...], meanwhile: Store
) -> None:
    memory_stack.table = ChangingStores(meanwhile=[meanwhile])
    memory_stack.table.save(Store("abc123", "paused", reason="moves house", installed_at=1.0), TOKEN)
    memory_stack.answers = answering("reconciled")

    done = storehook("stores", *words, "abc123")

    found = memory_stack.table.rows["abc123"]
    assert (found.store, found.token) == (meanwhile, None if meanwhile.status == "uninstalled" else "newer token")
    assert (done.exit_code, "abc123 was paused, uninstalled or reinstalled at the same moment" in done.output) == (
        1,
        True,
    )


def test_webhooks_that_were_removed_of_a_store_that_was_installed_anew_are_asked_for_again(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    memory_stack.table = ChangingStores(meanwhile=[MEANWHILE[1]])
    memory_stack.add(installed_at=1.0)
    memory_stack.answers = answering("reconciled")

    storehook("stores", "remove", "abc123", "--yes")

    assert memory_stack.sent.sent == [Task("reconcile", "abc123", why="demand")]


def test_a_store_that_the_reconciler_pauses_while_its_webhooks_are_removed_is_removed(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    store = memory_stack.add()

    def refused(event: Mapping[str, Any]) -> dict[str, Any]:
        memory_stack.table.pause(store, Pause("the reconciler", 5.0, "Its token is not valid."))
        return answering("unauthorized", "BigCommerce refuses the token")(event)

    memory_stack.answers = refused

    assert storehook("stores", "remove", "abc123", "--yes").exit_code == 0
    removed = memory_stack.table.rows["abc123"].store
    assert removed == Store("abc123", "uninstalled", uninstalled_at=removed.uninstalled_at)


@DEEDS
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
    memory_stack.answers = answering("reconciled")

    done = storehook("stores", "remove", "abc123", input="y\n")

    assert (done.exit_code, "Webhooks deleted at BigCommerce: 1" in done.output) == (0, True)
    (event,) = memory_stack.asked
    assert (event["kind"], event["store_hash"], event["unregister"]) == ("reconcile", "abc123", True)
    removed = memory_stack.table.rows["abc123"].store
    assert removed.uninstalled_at == pytest.approx(time.time(), abs=60)
    assert replace(removed, uninstalled_at=0.0) == Store("abc123", "uninstalled", "Zoë's", account="store")
    assert (memory_stack.table.rows["abc123"].token, memory_stack.table.client_secrets("abc123")) == (None, ())


@pytest.mark.parametrize("answer", ["n\n", ""], ids=["no", "nobody answers"])
def test_nothing_is_removed_without_a_yes(storehook: Storehook, memory_stack: MemoryStack, answer: str) -> None:
    before = memory_stack.add()

    done = storehook("stores", "remove", "abc123", input=answer)

    assert (done.exit_code, memory_stack.table.get("abc123"), memory_stack.asked) == (1, before, [])


def test_a_store_whose_webhooks_stay_is_not_removed(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = memory_stack.add()
    memory_stack.answers = answering("retrying", "BigCommerce is busy")

    done = storehook("stores", "remove", "abc123", "--yes")

    assert (done.exit_code, memory_stack.table.get("abc123")) == (1, before)
    assert "BigCommerce is busy" in done.output
    assert "--force" in done.output


def broken(event: Mapping[str, Any]) -> dict[str, Any]:
    """A reconciler that raises."""
    raise ReconcilerFailed("ActionImportError", "No module x")


@pytest.mark.parametrize("answers", [answering("failed", "no"), broken], ids=["failed", "raises"])
def test_it_is_removed_all_the_same_by_force(storehook: Storehook, memory_stack: MemoryStack, answers: Any) -> None:
    memory_stack.add()
    memory_stack.answers = answers

    done = storehook("stores", "remove", "abc123", "--yes", "--force")

    assert (done.exit_code, "may still exist" in done.output) == (0, True)
    assert memory_stack.table.rows["abc123"].token is None


@pytest.mark.parametrize(
    ("account", "fate"),
    [
        ("app", "may still exist. Their events are ignored."),
        ("store", "are refused. Delete the API account in the store's"),
    ],
)
@pytest.mark.parametrize("answers", [answering("failed", "no"), broken], ids=["failed", "raises"])
def test_what_becomes_of_webhooks_that_stay_is_said(
    storehook: Storehook, memory_stack: MemoryStack, answers: Any, account: str, fate: str
) -> None:
    memory_stack.add(account=account)
    memory_stack.answers = answers

    assert fate in " ".join(storehook("stores", "remove", "abc123", "--yes", "--force").output.split())


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
