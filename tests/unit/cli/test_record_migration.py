"""`storehook records migrate`: an author's function changes the stored form of records, once."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.records.rows import RecordKey, RecordRow
from storehook.testing.memory import MemoryRecordStore

CODE = '''
from decimal import Decimal

from storehook import Model


class Bill(Model):
    cents: int
    note: str = ""


def to_cents(fields):
    """Replace a total by its cents."""
    if "total" in fields:
        fields["cents"] = int(fields.pop("total") * 100)
    return fields


def more_cents(fields):
    return {"cents": int(fields.get("cents", 1) * 100)}


def failing(fields):
    raise KeyError("currency")


def forgetting(fields):
    fields["cents"] = 1


def floating(fields):
    return {"cents": 1.5}
'''
NOW = 1_786_447_831.0


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, imported_anew: None) -> None:
    """A project with a model and functions that migrate its records."""
    for package in ("actions", "models"):
        (tmp_path / "functions/worker" / package).mkdir(parents=True)
        (tmp_path / "functions/worker" / package / "__init__.py").touch()
    (tmp_path / "functions/worker/models/bill.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def stored(memory_stack: MemoryStack) -> None:
    """Records of two stores in the old form, and one in the new."""
    for store in ("abc123", "xyz"):
        memory_stack.add(store)
        for number in ("1", "2"):
            keep(memory_stack, store, number, {"total": Decimal(f"{number}.50"), "note": "kept"})
    keep(memory_stack, "abc123", "3", {"cents": 350, "note": "new"})


def keep(stack: MemoryStack, store: str, number: str, fields: dict[str, Any], **more: Any) -> None:
    plain: dict[str, Any] = {"version": 1, "write_id": "w", "created_by": "run", "created_at": NOW, "updated_at": NOW}
    stack.kept.put(RecordRow(key=RecordKey(store, "Bill", number), fields=fields, **(plain | more)), replaces=None)


def fields(stack: MemoryStack, store: str = "abc123") -> dict[str, Any]:
    rows = stack.kept.page(store, "Bill", after=None, limit=9).rows
    return {row.key.bigcommerce_id: row.fields for row in rows}


OLD = {
    "1": {"total": Decimal("1.50"), "note": "kept"},
    "2": {"total": Decimal("2.50"), "note": "kept"},
    "3": {"cents": 350, "note": "new"},
}
NEW = {"1": {"cents": 150, "note": "kept"}, "2": {"cents": 250, "note": "kept"}, "3": {"cents": 350, "note": "new"}}


def migrate(storehook: Storehook, *words: str, by: str = "to_cents") -> Any:
    return storehook("records", "migrate", "Bill", "--with", f"models.bill:{by}", *words)


def test_the_records_of_a_store_get_their_new_form(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = migrate(storehook, "--store", "abc123", "--yes")

    assert (done.exit_code, "Changed 2 records. Already in the new form: 1." in done.output) == (0, True), done.output
    assert fields(memory_stack) == NEW
    assert "total" in fields(memory_stack, "xyz")["1"]


def test_all_stores_are_migrated_and_noted(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = migrate(storehook, "--all", "--yes")

    assert "Changed 4 records" in done.output
    assert fields(memory_stack, "xyz") == {"1": NEW["1"], "2": NEW["2"]}
    (entry,) = memory_stack.audit_log.latest(9)[0]
    assert (entry.operation, entry.subject, entry.detail) == (
        "migrate records",
        "all stores",
        "Bill with models.bill:to_cents",
    )


def test_a_repeated_migration_changes_nothing(storehook: Storehook, memory_stack: MemoryStack) -> None:
    migrate(storehook, "--store", "abc123", "--yes")
    done = migrate(storehook, "--store", "abc123", "--yes")

    assert "Changed 0 records. Already in the new form: 3." in done.output
    assert fields(memory_stack) == NEW


def test_a_dry_run_names_what_would_change_and_changes_nothing(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = migrate(storehook, "--store", "abc123", "--dry-run")

    assert done.output.splitlines()[:2] == ["abc123/1: cents, total", "abc123/2: cents, total"]
    assert "Would change 2 records" in done.output
    assert fields(memory_stack) == OLD
    assert not memory_stack.audit_log.latest(9)[0]


def test_a_program_reads_the_numbers(storehook: Storehook) -> None:
    done = migrate(storehook, "--store", "abc123", "--dry-run", "--json")

    assert json.loads(done.stdout) == {"dry_run": True, "changed": 2, "same": 1, "refused": 0}


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("more_cents", "abc123/1: The function changes its own result: cents."),
        ("failing", "abc123/1: The function raised KeyError: 'currency'"),
        ("forgetting", "abc123/1: The function returned NoneType. Return a dict of all fields."),
        ("floating", "abc123/1: Bill.cents is the float 1.5"),
        ("dict", "abc123/1: A stored Bill no longer fits the model."),
    ],
)
def test_a_record_that_fails_a_check_stays_and_is_named(
    storehook: Storehook, memory_stack: MemoryStack, by: str, reason: str
) -> None:
    with Path("functions/worker/models/bill.py").open("a") as file:
        file.write("\nfrom builtins import dict\n")

    done = migrate(storehook, "--store", "abc123", "--yes", by=by)

    assert (done.exit_code, reason in done.output) == (1, True), done.output
    assert fields(memory_stack) == OLD


def test_a_stopped_migration_says_how_to_continue_and_does(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, writes = MemoryRecordStore.put, list[RecordRow]()

    def put_twice(rows: MemoryRecordStore, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        if len(writes) == 2:
            raise KeyboardInterrupt
        writes.append(row)
        return put(rows, row, replaces=replaces)

    with monkeypatch.context() as patch:
        patch.setattr(MemoryRecordStore, "put", put_twice)
        stopped = migrate(storehook, "--all", "--yes")

    assert stopped.exit_code == 130
    assert "Changed 2 records." in stopped.output
    assert "To continue: repeat the command with --after abc123/3" in stopped.output
    done = migrate(storehook, "--all", "--yes", "--after", "abc123/3")
    assert "Changed 2 records. Already in the new form: 0." in done.output
    assert fields(memory_stack, "xyz") == {"1": NEW["1"], "2": NEW["2"]}


def test_a_record_that_a_run_writes_meanwhile_is_read_again(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = MemoryRecordStore.put

    def put_second(rows: MemoryRecordStore, row: RecordRow, *, replaces: RecordRow | None) -> bool:
        if replaces and replaces.version == 1:
            put(rows, replace(replaces, version=2, fields={"total": Decimal(9), "note": "newer"}), replaces=replaces)
        return put(rows, row, replaces=replaces)

    monkeypatch.setattr(MemoryRecordStore, "put", put_second)
    migrate(storehook, "--store", "xyz", "--yes")

    assert fields(memory_stack, "xyz")["1"] == {"cents": 900, "note": "newer"}


def test_a_deleted_record_that_waits_for_its_hook_is_left_alone(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    keep(memory_stack, "abc123", "4", {}, deleted=True)

    migrate(storehook, "--store", "abc123", "--yes")

    row = memory_stack.kept.get(RecordKey("abc123", "Bill", "4"))
    assert row is not None
    assert (row.version, row.deleted) == (1, True)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "Name a store with --store, or use --all."),
        (("--store", "abc123", "--all"), "Name a store with --store, or use --all."),
    ],
)
def test_a_migration_names_a_store_or_all(storehook: Storehook, words: tuple[str, ...], reason: str) -> None:
    done = migrate(storehook, *words, "--yes")

    assert (done.exit_code, reason in done.output) == (2, True)


def test_a_model_or_function_that_the_project_lacks_is_named(storehook: Storehook) -> None:
    no_model = storehook("records", "migrate", "Bil", "--with", "models.bill:to_cents", "--all", "--yes")
    no_function = migrate(storehook, "--all", "--yes", by="to_cent")

    assert "This project has no model 'Bil'. It has: Bill." in no_model.output
    assert "models.bill in functions/worker has no function 'to_cent'" in no_function.output


def test_a_migration_asks_first(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = migrate(storehook, "--store", "abc123")

    assert done.exit_code == 1
    assert "Change the Bill records of store abc123? Try it with --dry-run first." in done.output
    assert fields(memory_stack) == OLD
