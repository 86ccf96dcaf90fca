"""`storehook stores purge`: nothing that is kept of a store stays, and nothing of another's goes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from tests.support.repository import SAMPLES
from tests.support.runs import run
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.queues.task import Task, encode
from storehook.stores.statuses import TTL
from storehook.stores.store import Status, Store
from storehook.stores.tombstone import Tombstone

RECORDS = [("abc123", "Order"), ("abc123", "Gone"), ("xyz", "Order"), ("abc1234", "Order")]


@pytest.fixture(autouse=True)
def kept(memory_stack: MemoryStack, imported_anew: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLES)
    memory_stack.add("abc123", status="uninstalled")
    memory_stack.add("xyz", status="uninstalled")
    memory_stack.has_run(*(run(number, store=store) for number in range(3) for store in ("abc123", "xyz")))
    memory_stack.recorded = set(RECORDS)
    for store in ("abc123", "xyz"):
        for lane in memory_stack.letters.values():
            lane.letters.put(f"letter of {store}", {"store": store})
        memory_stack.task_letters.letters.put(encode(Task("catch-up", store, since=5.0)))


def left(stack: MemoryStack, store: str) -> tuple[bool, int, set[str], int]:
    """Its row, its runs, its models with records, its dead letters."""
    runs = sum(key.store_hash == store for key in stack.ran.rows)
    queues = [lane.letters for lane in (*stack.letters.values(), stack.task_letters)]
    letters = sum(store in each.text for queue in queues for each in queue.messages)
    return stack.table.get(store) is not None, runs, {model for own, model in stack.recorded if own == store}, letters


def test_of_the_store_nothing_stays_and_of_another_everything(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = storehook("stores", "purge", "abc123", "--model", "Gone", input="y\n")

    assert done.exit_code == 0
    assert "3 dead letters, 3 runs, records (Gone 1, Order 1, Product 0) and its row" in done.output
    assert left(memory_stack, "abc123") == (False, 0, set(), 0)
    assert left(memory_stack, "xyz") == (True, 3, {"Order"}, 3)
    assert ("abc1234", "Order") in memory_stack.recorded


def test_a_model_that_the_code_has_no_more_is_found_by_looking_through_all_records(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    storehook("stores", "purge", "abc123", "--yes")
    before = left(memory_stack, "abc123")[2]

    storehook("stores", "purge", "abc123", "--yes", "--scan")

    assert (before, left(memory_stack, "abc123")[2]) == ({"Gone"}, set())


def test_what_cannot_be_found_is_said(storehook: Storehook) -> None:
    said = storehook("stores", "purge", "abc123", "--yes").output

    assert "Later events of the store are dropped and not stored, for 35 days" in said
    assert "Not deleted:\n- webhooks at BigCommerce" in said


@pytest.mark.parametrize("status", ["active", "paused"])
def test_a_store_that_has_not_been_removed_is_not_purged_but_by_force(
    storehook: Storehook, memory_stack: MemoryStack, status: Status
) -> None:
    memory_stack.table.save(replace(memory_stack.add("abc123"), status=status))

    refused = storehook("stores", "purge", "abc123", "--yes")
    before = left(memory_stack, "abc123")
    forced = storehook("stores", "purge", "abc123", "--yes", "--force")

    assert (refused.exit_code, "storehook stores remove abc123" in refused.output) == (1, True)
    assert (before[1], forced.exit_code, left(memory_stack, "abc123")[1]) == (3, 0, 0)


@pytest.mark.parametrize("answer", ["n\n", ""], ids=["no", "nobody answers"])
def test_nothing_is_deleted_without_a_yes(storehook: Storehook, memory_stack: MemoryStack, answer: str) -> None:
    done = storehook("stores", "purge", "abc123", input=answer)

    assert (done.exit_code, left(memory_stack, "abc123")[:2]) == (1, (True, 3))


def test_a_store_that_is_reinstalled_meanwhile_keeps_its_row(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reinstalls(_store: str, _model: str) -> Iterator[int]:
        memory_stack.add("abc123", installed_at=5.0)
        yield 1

    monkeypatch.setattr(memory_stack, "delete_records", reinstalls)

    done = storehook("stores", "purge", "abc123", "--yes")

    assert (done.exit_code, "was reinstalled in the meantime" in done.output) == (1, True)
    assert left(memory_stack, "abc123")[0] is True


def test_a_store_that_is_reinstalled_before_its_purge_starts_keeps_all(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reinstalls(*_: object, **__: object) -> None:
        memory_stack.add("abc123", installed_at=5.0)

    monkeypatch.setattr(typer, "confirm", reinstalls)

    done = storehook("stores", "purge", "abc123")

    assert (done.exit_code, "Nothing was deleted" in done.output) == (1, True)
    assert left(memory_stack, "abc123") == (True, 3, {"Order", "Gone"}, 3)


def test_a_purge_that_was_interrupted_can_be_repeated(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_stack, "delete_runs", interrupted)
    done = storehook("stores", "purge", "abc123", "--yes")
    assert (done.exit_code, "To delete the rest, run this command again." in done.stderr) == (130, True)
    monkeypatch.undo()
    monkeypatch.chdir(SAMPLES)

    assert storehook("stores", "purge", "abc123", "--yes", "--model", "Gone").exit_code == 0
    assert left(memory_stack, "abc123") == (False, 0, set(), 0)


def interrupted(_store: str) -> Iterator[int]:
    raise KeyboardInterrupt


def test_a_store_can_be_purged_twice(storehook: Storehook, memory_stack: MemoryStack) -> None:
    storehook("stores", "purge", "abc123", "--yes")

    assert storehook("stores", "purge", "abc123", "--yes").exit_code == 0
    assert isinstance(memory_stack.table.find("abc123"), Tombstone)


def test_what_is_kept_is_deleted_once_no_consumer_takes_the_store_for_active_any_more(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, int]] = []

    def look() -> None:
        seen.append((isinstance(memory_stack.table.find("abc123"), Tombstone), left(memory_stack, "abc123")[1]))

    monkeypatch.setattr(memory_stack, "slept", Sleeping(look))

    storehook("stores", "purge", "abc123", "--yes")

    assert (seen, [seconds > TTL for seconds in memory_stack.slept]) == ([(True, 3)], [True])


class Sleeping(list[float]):
    """Looks around whenever somebody sleeps."""

    def __init__(self, look: Callable[[], None]) -> None:
        super().__init__()
        self.look = look

    def append(self, seconds: float) -> None:
        self.look()
        super().append(seconds)


def test_of_a_store_that_was_never_known_it_is_said_that_there_is_none(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    done = storehook("stores", "purge", "neverknown", "--yes", "--scan")

    assert (done.exit_code, "Store neverknown not found" in done.output) == (1, True)
    assert (memory_stack.table.find("neverknown"), memory_stack.slept) == (None, [])


def kept_is_a_run(stack: MemoryStack) -> None:
    stack.has_run(run(1, store="norow"))


def kept_is_a_record_of_a_known_model(stack: MemoryStack) -> None:
    stack.recorded.add(("norow", "Order"))


def kept_is_a_record_that_is_looked_for(stack: MemoryStack) -> None:
    stack.recorded.add(("norow", "Gone"))


def kept_is_a_dead_letter(stack: MemoryStack) -> None:
    stack.letters["long"].letters.put("letter", {"store": "norow"})


@pytest.mark.parametrize(
    "keep",
    [kept_is_a_run, kept_is_a_record_of_a_known_model, kept_is_a_record_that_is_looked_for, kept_is_a_dead_letter],
    ids=lambda keep: keep.__name__,
)
def test_what_is_kept_of_a_store_without_a_row_is_deleted(
    storehook: Storehook, memory_stack: MemoryStack, keep: Callable[[MemoryStack], None]
) -> None:
    keep(memory_stack)

    assert storehook("stores", "purge", "norow", "--yes", "--scan").exit_code == 0
    assert left(memory_stack, "norow") == (False, 0, set(), 0)


WORDS = [("show",), ("pause",), ("resume",), ("remove", "--yes")]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_of_a_purged_store_the_operator_is_told_that_it_is_purged_and_until_when(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]
) -> None:
    tombstone = Tombstone("abc123", 1_786_447_831.0)
    memory_stack.table.purge(tombstone, 0.0)

    done = storehook("stores", *words, "abc123")

    assert done.exit_code == 1
    assert "was purged on 2026-08-11" in done.output
    assert "dropped until 2026-09-15" in done.output
    assert memory_stack.table.find("abc123") == tombstone


def test_a_purged_store_is_not_listed(storehook: Storehook) -> None:
    storehook("stores", "purge", "abc123", "--yes")

    assert "abc123" not in storehook("stores", "list", "--json").output


def test_a_purged_store_can_be_added_anew(storehook: Storehook, memory_stack: MemoryStack) -> None:
    storehook("stores", "purge", "abc123", "--yes")

    assert storehook("stores", "add", "abc123", input="token\nsecret\n").exit_code == 0
    found = memory_stack.table.find("abc123")
    assert isinstance(found, Store)
    assert (found.status, found.account) == ("active", "store")


def test_where_no_code_is_the_models_have_to_be_named(
    storehook: Storehook, memory_stack: MemoryStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    refused = storehook("stores", "purge", "abc123", "--yes")
    named = storehook("stores", "purge", "abc123", "--yes", "--model", "Order")

    assert (refused.exit_code, "--model Order" in refused.output) == (1, True)
    assert (named.exit_code, left(memory_stack, "abc123")[2]) == (0, {"Gone"})
