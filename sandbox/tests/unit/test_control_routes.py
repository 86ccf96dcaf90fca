"""The sandbox's own API."""

import json
from typing import Any

import pytest

STORE = {"store_hash": "second", "access_token": "token-2", "client_id": "client-2", "client_secret": "secret-2"}
DELIVERIES = "/_sandbox/stores/abc123/deliveries"


def test_stores_are_listed_with_their_orders_counted(api: Any) -> None:
    expected = {"data": [{"store_hash": "abc123", "name": "Demo store", "orders": 3}]}
    assert api.get("/_sandbox/stores", token=None).json() == expected


def test_a_new_store_is_open_at_once(api: Any) -> None:
    answer = api.post("/_sandbox/stores", json=STORE | {"name": "Second"})
    assert answer.json() == {"data": {"store_hash": "second", "name": "Second", "orders": 3}}
    assert api.get("/stores/second/v2/orders/100", token="token-2").status_code == 200


def test_a_store_hash_is_taken_once(api: Any) -> None:
    assert api.post("/_sandbox/stores", json=STORE | {"store_hash": "abc123"}).status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"store_hash": "a/b"}, "data"),
        ({"store_id": "abc"}, "data"),
        ({"client_secret": ""}, "data"),
        ({"client_secret": 5}, "client_secret"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_store_that_cannot_be_is_422(api: Any, change: dict[str, Any], field: str) -> None:
    answer = api.post("/_sandbox/stores", json=STORE | change)
    assert (answer.status_code, answer.json()["errors"].keys()) == (422, {field})


def test_a_store_needs_its_credentials(api: Any) -> None:
    errors = api.post("/_sandbox/stores", json={"name": "Second"}).json()["errors"]
    assert errors.keys() == {"store_hash", "access_token", "client_id", "client_secret"}


def test_a_created_order_has_the_given_fields(api: Any) -> None:
    order = api.post(
        "/_sandbox/stores/abc123/orders", json={"total_ex_tax": 5, "total_inc_tax": 5, "status_id": 11}
    ).json()["data"]
    assert (order["id"], order["total_inc_tax"], order["status"]) == (103, "5.0000", "Awaiting Fulfillment")


def test_a_created_order_is_in_the_store(api: Any) -> None:
    made = api.post("/_sandbox/stores/abc123/orders", json={}).json()["data"]
    found = api.get("/stores/abc123/v2/orders/103").json()
    plain = [name for name, value in made.items() if not isinstance(value, dict)]
    assert [found[name] for name in plain] == [made[name] for name in plain]


def test_a_delivery_is_shown_with_its_attempts(api: Any, receiver: Any) -> None:
    receiver.answers = [500]
    api.add_hook("store/order/updated")
    api.put("/stores/abc123/v2/orders/100", json={"staff_notes": "x"})
    api.settle()
    shown = api.get(DELIVERIES, token=None).json()["data"][0]
    attempts = shown.pop("attempts")
    assert shown == {
        "index": 0,
        "id": receiver.requests[0].headers["webhook-id"],
        "scope": "store/order/updated",
        "client_id": "client-1",
        "hook_id": 1,
        "destination": "https://receiver.test/webhooks",
        "body": receiver.requests[0].content.decode(),
        "state": "delivered",
    }
    assert [(each["number"], each["status"], each["error"]) for each in attempts] == [(1, 500, None), (2, 200, None)]
    assert attempts[0]["headers"]["webhook-timestamp"] == str(attempts[0]["at"])


def test_since_leaves_out_what_was_seen(api: Any) -> None:
    api.add_hook("store/order/updated")
    for note in "abc":
        api.put("/stores/abc123/v2/orders/100", json={"staff_notes": note})
    api.settle()
    shown = api.get(f"{DELIVERIES}?since=1").json()["data"]
    assert [delivery["index"] for delivery in shown] == [1, 2]


@pytest.mark.parametrize(("method", "what"), [("GET", "deliveries"), ("POST", "orders")])
def test_an_unknown_store_is_404(api: Any, method: str, what: str) -> None:
    assert api.call(method, f"/_sandbox/stores/other/{what}", json={}).status_code == 404


def test_a_message_of_an_order_is_sent_that_a_person_wrote(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/message/created")
    api.add_hook("store/channel/1/order/message/created")
    given = {"order_id": 100, "subject": "Late", "message": "Where is it?"}
    assert api.post("/_sandbox/stores/abc123/items/order_messages", json=given).json()["data"]["customer_id"] == 11
    api.settle()
    data = [json.loads(request.content)["data"] for request in receiver.requests]
    assert sorted(data, key=str) == [
        {"order_id": 100},
        {"type": "order", "id": 100, "message": {"order_message_id": 1}},
    ]
    assert api.get("/stores/abc123/v2/orders/100/messages").json()[0]["subject"] == "Late"


def test_a_person_changes_what_the_api_cannot(api: Any) -> None:
    given = {"payment_status": "held for review"}
    assert api.put("/_sandbox/stores/abc123/items/orders/100", json=given).status_code == 200
    assert api.get("/stores/abc123/v2/orders/100").json()["payment_status"] == "held for review"


def test_a_person_changes_what_the_engine_keeps(api: Any) -> None:
    given = {"image_url": "https://shop.test/larch.png"}
    assert (
        api.put("/_sandbox/stores/abc123/items/brands/35", json=given).json()["data"]["image_url"] == given["image_url"]
    )
    assert [brand["id"] for brand in api.get("/_sandbox/stores/abc123/items/brands").json()["data"]] == [35]


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("brands", {"colour": "red"}, "colour"),
        ("brands", {"name": 5}, "name"),
        ("v3/catalog/brands/metafields", {"key": "shelf"}, "resource_id"),
    ],
)
def test_a_person_writes_documented_fields_of_the_right_type(api: Any, kind: str, given: Any, field: str) -> None:
    answer = api.post(f"/_sandbox/stores/abc123/items/{kind}", json=given)
    assert (answer.status_code, [*answer.json()["errors"]]) == (422, [field])


@pytest.mark.parametrize(
    ("kind", "given"), [("colours", {}), ("order_messages", {}), ("order_messages", {"order_id": 9})]
)
def test_a_person_cannot_write_what_there_cannot_be(api: Any, kind: str, given: dict[str, int]) -> None:
    assert api.post(f"/_sandbox/stores/abc123/items/{kind}", json=given).status_code in (400, 422)
