"""`storehook records`: what is stored of a store's resources is seen and exported as it is."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.operations import records_service
from storehook.records.past_changes import PastChange
from storehook.records.rows import PendingChange, RecordKey, RecordRow
from storehook_cli.commands import records

FIELDS: dict[str, Any] = {
    "message": "Zoë",
    "total": Decimal("10.5000"),
    "lines": [{"sku": "a", "price": Decimal("0.1"), "many": 2}],
    "none": None,
}
AS_JSON = {"message": "Zoë", "total": "10.5000", "lines": [{"sku": "a", "price": "0.1", "many": 2}], "none": None}
RUN = {"store_hash": "abc123", "event_id": "event", "action": "sync_order", "generation": 0}


def keep(stack: MemoryStack, number: str, store: str = "abc123", model: str = "Order", **more: Any) -> None:
    plain: dict[str, Any] = {"version": 1, "write_id": "w", "created_by": "abc123/event/sync_order"}
    plain |= {"fields": FIELDS, "created_at": 5.5, "updated_at": 6.5}
    stack.kept.put(RecordRow(key=RecordKey(store, model, number), **(plain | more)), replaces=None)


@pytest.fixture(autouse=True)
def kept(memory_stack: MemoryStack) -> None:
    change = PendingChange("update", {}, {}, 1, 6.5)
    keep(memory_stack, "100", pending={"abc123/event/sync_order": change})
    keep(memory_stack, "101")
    keep(memory_stack, "102", deleted=True)
    keep(memory_stack, "103", store="other1")
    keep(memory_stack, "104", model="Product")


def listed(storehook: Storehook, *words: str) -> list[str]:
    done = storehook("records", "list", "Order", "--store", "abc123", *words, "--json")
    assert done.exit_code == 0, done.output
    return [each["id"] for each in json.loads(done.stdout)]


def test_the_records_of_one_model_and_store_are_listed_but_those_that_are_deleted(storehook: Storehook) -> None:
    assert listed(storehook) == ["100", "101"]


def test_no_more_are_listed_than_was_said(storehook: Storehook) -> None:
    assert listed(storehook, "--limit", "1") == ["100"]


def test_more_than_one_page_is_read(storehook: Storehook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records_service, "PAGE", 1)

    assert listed(storehook) == ["100", "101"]


def test_people_see_a_line_for_each(storehook: Storehook) -> None:
    lines = storehook("records", "list", "Order", "--store", "abc123").output.splitlines()

    assert [line.split()[0] for line in lines] == ["ID", "100", "101"]
    assert 'message="Zoë"  total="10.5000"' in lines[1]


def test_that_there_are_none_is_said(storehook: Storehook) -> None:
    done = storehook("records", "list", "Ordr", "--store", "abc123")

    assert (done.exit_code, done.stdout, "abc123 has no records of the model 'Ordr'" in done.stderr) == (0, "", True)


def test_the_models_of_the_deployed_code_are_listed(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.answers = lambda asked: {"models": ["Order", "Product"]} if asked == {"kind": "models"} else {}

    assert storehook("records", "models").output.split() == ["MODEL", "Order", "Product"]
    assert json.loads(storehook("records", "models", "--json").stdout) == ["Order", "Product"]


def test_a_record_is_shown_with_its_fields_as_they_are_stored(storehook: Storehook) -> None:
    found = json.loads(storehook("records", "show", "Order", "100", "--store", "abc123", "--json").stdout)

    assert found == {
        "store_hash": "abc123",
        "model": "Order",
        "id": "100",
        "version": 1,
        "created_by": "abc123/event/sync_order",
        "created_at": 5.5,
        "updated_at": 6.5,
        "pending": 1,
        "fields": AS_JSON,
        "resource": "order/100",
        "creator": RUN,
        "pending_changes": [{"run": RUN, "operation": "update", "at": 6.5, "fields": []}],
        "changes": [],
        "expires_at": None,
    }


def test_a_records_last_changes_are_told_the_latest_first(storehook: Storehook, memory_stack: MemoryStack) -> None:
    earlier, later = (
        PastChange("abc123/e1/sync", 5, ("a", "b"), 9),
        PastChange("abc123/window:x/sync~2@7", 6, ("a",), 1),
    )
    keep(memory_stack, "106", changes=(earlier, later))

    found = json.loads(storehook("records", "show", "Order", "106", "--store", "abc123", "--json").stdout)
    output = storehook("records", "show", "Order", "106", "--store", "abc123").output

    assert found["changes"] == [
        {"run": RUN | {"event_id": "window:x", "action": "sync", "generation": 2}, "at": 6, "fields": ["a"], "more": 0},
        {"run": RUN | {"event_id": "e1", "action": "sync"}, "at": 5, "fields": ["a", "b"], "more": 7},
    ]
    assert "1970-01-01T00:00:05Z by abc123/e1/sync: a, b and 7 more" in output


@pytest.mark.parametrize(("number", "told"), [(2**53 - 1, 2**53 - 1), (-(2**53), str(-(2**53))), (True, True)])
def test_a_number_that_a_float_does_not_have_exactly_is_text(
    storehook: Storehook, memory_stack: MemoryStack, number: int, told: object
) -> None:
    keep(memory_stack, "107", fields={"number": number})

    found = json.loads(storehook("records", "show", "Order", "107", "--store", "abc123", "--json").stdout)

    assert found["fields"] == {"number": told}


def test_people_see_all_about_a_record(storehook: Storehook) -> None:
    output = storehook("records", "show", "Order", "100", "--store", "abc123").output

    for text in (
        "Order 100",
        "by abc123/event/sync_order",
        '"message": "Zoë"',
        "on_success of abc123/event/sync_order since",
    ):
        assert text in output


@pytest.mark.parametrize(
    "number", ["999", "102", "", "9" * 2_000], ids=["unknown", "deleted", "empty", "longer than any"]
)
def test_a_record_that_there_is_not_is_an_error(storehook: Storehook, number: str) -> None:
    done = storehook("records", "show", "Order", number, "--store", "abc123")

    assert (done.exit_code, done.stdout) == (1, "")


def test_an_export_has_a_line_of_json_for_each_record(storehook: Storehook) -> None:
    done = storehook("records", "export", "Order", "--store", "abc123")

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["id"], each["fields"]) for each in lines] == [("100", AS_JSON), ("101", AS_JSON)]
    assert done.stderr == "Records exported: 2.\n"


def test_an_export_goes_to_the_file_that_is_named(storehook: Storehook, tmp_path: Path) -> None:
    file = tmp_path / "orders.jsonl"

    done = storehook("records", "export", "Order", "--store", "abc123", "--output", str(file))

    assert (done.exit_code, done.stdout) == (0, "")
    assert [json.loads(line)["id"] for line in file.read_text().splitlines()] == ["100", "101"]


def test_who_stops_an_export_learns_how_much_is_there(storehook: Storehook, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[object] = []

    def stopped(row: object) -> dict[str, object]:
        if written:
            raise KeyboardInterrupt
        written.append(row)
        return {}

    monkeypatch.setattr(records, "asdict", stopped)

    done = storehook("records", "export", "Order", "--store", "abc123")

    assert (done.exit_code, done.stderr) == (130, "Stopped. Records exported: 1. There may be more.\n")


def test_a_file_that_cannot_be_written_is_named(storehook: Storehook, tmp_path: Path) -> None:
    done = storehook("records", "export", "Order", "--store", "abc123", "--output", str(tmp_path))

    assert (done.exit_code, f"'{tmp_path}': Is a directory" in done.stderr) == (1, True)


def test_what_a_record_does_to_a_terminal_is_not_done(storehook: Storehook, memory_stack: MemoryStack) -> None:
    keep(memory_stack, "105", fields={"\x1b]0;owned\x07": "\x1b]0;owned\x07"})

    for words in (("list", "Order"), ("show", "Order", "105")):
        assert "\x1b" not in storehook("records", *words, "--store", "abc123").output
