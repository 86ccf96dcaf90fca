"""The console's routes for records."""

from decimal import Decimal
from typing import Any

import pytest
from tests.support.console_function import ConsoleStack
from tests.support.signed_deliveries import STORE

from storehook.operations import records_service
from storehook.records.past_changes import PastChange
from storehook.records.rows import PendingChange, RecordKey, RecordRow
from storehook.records.values import to_stored

RUN = {"store_hash": STORE, "event_id": "e1", "action": "sync", "generation": 0}


def keep(operated: ConsoleStack, number: str, **said: Any) -> None:
    usual: dict[str, Any] = {"fields": {"message": "Zoë"}, "version": 3, "write_id": "w"}
    usual |= {"created_by": f"{STORE}/e1/sync", "created_at": 5.5, "updated_at": 6.5}
    key = RecordKey(STORE, said.pop("model", "Order"), number)
    operated.deployment.records.put(RecordRow(key=key, **usual | said), replaces=None)


def test_a_page_of_records_has_the_beginning_of_their_fields(operated: ConsoleStack) -> None:
    keep(operated, "113", fields={"total": to_stored(10, "total"), "message": "x" * 500})
    keep(operated, "114", deleted=True)
    keep(operated, "115", model="Product")

    found = operated.get("api/records", store=STORE, model="Order").json()

    (record,) = found["records"]
    assert record == {
        "store_hash": STORE,
        "model": "Order",
        "id": "113",
        "version": 3,
        "updated_at": 6.5,
        "pending": 0,
        "brief": f'total=10  message="{"x" * 200}'[:200] + " …",
    }
    assert found["next"] is None


def test_records_come_page_by_page(operated: ConsoleStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records_service, "PAGE", 2)
    for number in range(3):
        keep(operated, str(number))

    first = operated.get("api/records", store=STORE, model="Order").json()
    second = operated.get("api/records", store=STORE, model="Order", next=first["next"]).json()

    assert [[record["id"] for record in page["records"]] for page in (first, second)] == [["0", "1"], ["2"]]
    assert second["next"] is None


def test_a_record_is_told_with_what_is_pending_and_what_has_changed(operated: ConsoleStack) -> None:
    change = PendingChange("update", {"message": "old", "a": 1}, {"message": 1, "a": 1}, 2, 6.5)
    keep(operated, "113", pending={f"{STORE}/e1/sync": change}, changes=(PastChange(f"{STORE}/e1/sync", 6, ("a",), 2),))

    found = operated.get("api/record", store=STORE, model="Order", id="113").json()

    assert (found["fields"], found["creator"], found["expires_at"]) == ({"message": "Zoë"}, RUN, None)
    assert found["pending_changes"] == [{"run": RUN, "operation": "update", "at": 6.5, "fields": ["a", "message"]}]
    assert found["changes"] == [{"run": RUN, "at": 6, "fields": ["a"], "more": 1}]


def test_money_comes_as_it_is_stored(operated: ConsoleStack) -> None:
    keep(operated, "113", fields={"total": Decimal("10.10"), "many": 10**20})

    found = operated.get("api/record", store=STORE, model="Order", id="113").json()

    assert found["fields"] == {"total": "10.10", "many": "100000000000000000000"}


@pytest.mark.parametrize("number", ["999", "114"], ids=["unknown", "deleted"])
def test_a_record_that_there_is_not_is_404(operated: ConsoleStack, number: str) -> None:
    keep(operated, "114", deleted=True)

    answer = operated.get("api/record", store=STORE, model="Order", id=number)

    assert (answer.status, f"Order {number} of store {STORE} not found" in answer.json()["message"]) == (404, True)


@pytest.mark.parametrize(
    "asked",
    [
        {"store": "a#b"},
        {"store": ""},
        {"model": "Or#der"},
        {"model": "1Order"},
        {"model": "O" * 300},
        {"id": ""},
        {"id": " "},
        {"id": "é" * 600},
    ],
    ids=lambda asked: str(asked)[:20],
)
def test_what_can_be_no_record_is_not_looked_for(operated: ConsoleStack, asked: dict[str, str]) -> None:
    given = {"store": STORE, "model": "Order", "id": "113"} | asked

    assert operated.get("api/record", **given).status == 422


@pytest.mark.parametrize("after", ["", " ", "é" * 600], ids=["empty", "blank", "long"])
def test_a_page_after_what_can_be_no_id_is_refused(operated: ConsoleStack, after: str) -> None:
    assert operated.get("api/records", store=STORE, model="Order", next=after).status == 422


def test_a_model_may_have_any_name_that_a_class_can_have(operated: ConsoleStack) -> None:
    keep(operated, "113", model="Überweisung")

    assert operated.get("api/record", store=STORE, model="Überweisung", id="113").status == 200


def test_the_models_are_those_of_the_reconcilers_code(operated: ConsoleStack) -> None:
    operated.reconciler.answer = {"models": ["Order", "Product"]}

    assert operated.get("api/models").json() == {"models": ["Order", "Product"]}
    assert operated.reconciler.asked == [{"kind": "models"}]


@pytest.mark.parametrize("answer", [{}, {"models": None}], ids=str)
def test_an_answer_of_another_version_is_said_to_be_one(operated: ConsoleStack, answer: dict[str, Any]) -> None:
    operated.reconciler.answer = answer

    found = operated.get("api/models")

    assert (found.status, "is of another version" in found.json()["message"]) == (502, True)


def test_records_with_an_id_are_found_in_every_model_of_the_deployed_code(operated: ConsoleStack) -> None:
    operated.reconciler.answer = {"models": ["Gone", "Order", "Product"]}
    for model in ("Order", "Product", "Unused"):
        keep(operated, "113", model=model)
    keep(operated, "114")
    keep(operated, "113", model="Gone", deleted=True)

    found = operated.get("api/records/by-id", store=STORE, id="113").json()

    assert [(record["model"], record["id"]) for record in found["records"]] == [("Order", "113"), ("Product", "113")]


@pytest.mark.parametrize(("model", "resource"), [("Order", "order/113"), ("Purchase", None)])
def test_a_record_names_its_resource_if_its_model_is_named_like_it(
    operated: ConsoleStack, model: str, resource: str | None
) -> None:
    keep(operated, "113", model=model)

    assert operated.get("api/record", store=STORE, model=model, id="113").json()["resource"] == resource
