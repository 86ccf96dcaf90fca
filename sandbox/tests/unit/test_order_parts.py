"""Parts of an order: its products, addresses, shipments, payments and refunds."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

ORDERS = "/stores/abc123/v2/orders"
V3 = "/stores/abc123/v3/orders"
ORDER = {
    "billing_address": {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.com", "zip": "N1"},
    "products": [{"product_id": 78, "quantity": 2}, {"name": "Engraving", "quantity": 1, "price_inc_tax": 5}],
    "shipping_addresses": [{"first_name": "Ada", "city": "London"}],
}


def shipment(*quantities: int, order_id: int = 100) -> dict[str, Any]:
    line = order_id - 99
    items = [{"order_product_id": line, "quantity": quantity} for quantity in quantities]
    return {"order_address_id": line, "tracking_number": "1Z", "items": items}


@pytest.mark.parametrize("part", ["products", "shipping_addresses"])
def test_what_an_order_links_to_is_there(api: Any, part: str) -> None:
    link = api.get(f"{ORDERS}/100").json()[part]["url"].removeprefix("http://sandbox.test")
    assert [each["order_id"] for each in api.get(link).json()] == [100]


def test_the_products_of_a_seed_order_make_its_total(api: Any) -> None:
    for order in api.get(ORDERS).json():
        lines = api.get(f"{ORDERS}/{order['id']}/products").json()
        assert f"{sum(float(line['total_inc_tax']) for line in lines):.4f}" == order["subtotal_inc_tax"]
        assert sum(line["quantity"] for line in lines) == order["items_total"]


def test_a_created_order_has_its_products_its_address_and_their_sum(api: Any) -> None:
    order = api.post(ORDERS, json=ORDER).json()
    lines = api.get(f"{ORDERS}/{order['id']}/products").json()
    assert [(line["name"], line["sku"], line["total_inc_tax"]) for line in lines] == [
        ("Linen apron", "SKU-78", "48.0000"),
        ("Engraving", "", "5.0000"),
    ]
    assert (order["subtotal_inc_tax"], order["total_inc_tax"], order["items_total"]) == ("53.0000", "53.0000", 3)
    assert api.get(f"{ORDERS}/{order['id']}/shipping_addresses").json()[0]["city"] == "London"


def test_a_created_order_is_sent_once(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/*")
    api.post(ORDERS, json=ORDER)
    assert sent(api, receiver) == [("store/order/created", {"type": "order", "id": 103})]


@pytest.mark.parametrize(
    "products", [[{"product_id": 999, "quantity": 1}], [{"quantity": 1}], [{"product_id": 78}], ["Linen apron"], "all"]
)
def test_an_order_of_what_the_store_does_not_have_leaves_nothing_behind(api: Any, products: Any) -> None:
    assert api.post(ORDERS, json=ORDER | {"products": products}).status_code == 400
    assert [order["id"] for order in api.get(ORDERS).json()] == [100, 101, 102]
    assert api.get(f"{ORDERS}/103/products").status_code == 404


def test_a_part_of_another_order_is_404(api: Any) -> None:
    assert api.get(f"{ORDERS}/100/products/1").status_code == 200
    assert api.get(f"{ORDERS}/101/products/1").status_code == 404


def test_a_shipment_of_a_part_makes_an_order_partially_shipped(api: Any, receiver: Any) -> None:
    api.add_hook("store/shipment/*")
    api.add_hook("store/order/*")
    answer = api.post(f"{ORDERS}/100/shipments", json=shipment(1))
    assert (answer.status_code, answer.json()["items"]) == (
        201,
        [{"order_product_id": 1, "quantity": 1, "product_id": 77}],
    )
    assert (answer.json()["customer_id"], answer.json()["shipping_address"]["city"]) == (11, "Portland")
    assert api.get(f"{ORDERS}/100").json()["status"] == "Partially Shipped"
    assert sent(api, receiver) == [
        (
            "store/order/statusUpdated",
            {"type": "order", "id": 100, "status": {"previous_status_id": 10, "new_status_id": 3}},
        ),
        ("store/order/updated", {"type": "order", "id": 100}),
        ("store/shipment/created", {"type": "shipment", "id": 1, "orderId": 100}),
    ]


def test_the_last_shipment_makes_an_order_shipped(api: Any) -> None:
    api.post(f"{ORDERS}/100/shipments", json=shipment(1, 1))
    api.post(f"{ORDERS}/100/shipments", json=shipment(1))
    order = api.get(f"{ORDERS}/100").json()
    assert (order["status"], order["items_shipped"]) == ("Shipped", 3)
    assert order["date_shipped"] == "Tue, 11 Aug 2026 11:30:28 +0000"
    assert api.get(f"{ORDERS}/100/shipments/count").json() == {"count": 2}


@pytest.mark.parametrize(
    "given",
    [
        shipment(4),
        shipment(2, 2),
        shipment(0),
        shipment(1) | {"order_address_id": 2},
        shipment(1, order_id=101),
        shipment(1) | {"items": [{"quantity": 1}]},
        shipment(1) | {"items": [5]},
        shipment(),
        {"order_address_id": 1},
    ],
)
def test_a_shipment_of_more_than_is_left_is_400(api: Any, given: Any) -> None:
    assert api.post(f"{ORDERS}/100/shipments", json=given).status_code == 400
    assert api.get(f"{ORDERS}/100/shipments").status_code == 204
    assert api.get(f"{ORDERS}/100/products").json()[0]["quantity_shipped"] == 0
    assert api.get(f"{ORDERS}/100").json()["status"] == "Completed"


def test_a_shipment_gets_its_tracking_number_later(api: Any, receiver: Any) -> None:
    api.post(f"{ORDERS}/100/shipments", json=shipment(1))
    api.add_hook("store/shipment/*")
    changed = api.put(f"{ORDERS}/100/shipments/1", json={"tracking_number": "2Z"}).json()
    assert changed["tracking_number"] == "2Z"
    assert api.call("DELETE", f"{ORDERS}/100/shipments/1").status_code == 204
    told = {"type": "shipment", "id": 1, "orderId": 100}
    assert sent(api, receiver) == [("store/shipment/deleted", told), ("store/shipment/updated", told)]


def test_an_address_that_changes_is_an_update_of_its_order(api: Any, receiver: Any, clock: Any) -> None:
    for scope in ("store/order/*", "store/channel/1/order/*"):
        api.add_hook(scope)
    clock.pass_by(60)
    assert api.put(f"{ORDERS}/101/shipping_addresses/2", json={"city": "Salem"}).json()["city"] == "Salem"
    assert api.get(f"{ORDERS}/101").json()["date_modified"] == "Tue, 11 Aug 2026 11:31:28 +0000"
    assert sent(api, receiver) == [
        ("store/channel/1/order/updated", {"order_id": 101}),
        ("store/order/updated", {"type": "order", "id": 101}),
    ]


def test_a_refund_is_sent_and_changes_the_orders_status(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/refund/created")
    given = {
        "items": [{"item_type": "PRODUCT", "item_id": 1, "quantity": 1}],
        "payments": [{"provider_id": "custom", "amount": 29.99, "offline": True}],
    }
    answer = api.post(f"{V3}/100/payment_actions/refunds", json=given)
    assert (answer.status_code, answer.json()["data"]["total_amount"]) == (201, 29.99)
    order = api.get(f"{ORDERS}/100").json()
    assert (order["refunded_amount"], order["status"]) == ("29.9900", "Partially Refunded")
    assert api.get(f"{V3}/payment_actions/refunds/1").json()["data"]["total_amount"] == 29.99
    assert sent(api, receiver) == [
        ("store/order/refund/created", {"type": "order", "id": 100, "refund": {"refund_id": 1}})
    ]


def test_no_more_is_refunded_than_was_paid(api: Any) -> None:
    given = {"items": [], "payments": [{"provider_id": "custom", "amount": 100}]}
    assert api.post(f"{V3}/100/payment_actions/refunds", json=given).status_code == 422


def test_what_was_paid_can_be_read(api: Any) -> None:
    assert [each["amount"] for each in api.get(f"{V3}/101/transactions").json()["data"]] == [249]


def test_the_statuses_have_no_pages(api: Any) -> None:
    assert len(api.get("/stores/abc123/v2/order_statuses").json()) == 15
    assert api.get("/stores/abc123/v2/order_statuses/0").json()["name"] == "Incomplete"


def test_a_total_has_shipping_and_no_discount_in_it(api: Any) -> None:
    costs = {"shipping_cost_ex_tax": "5", "shipping_cost_inc_tax": "6", "discount_amount": "3"}
    order = api.post(ORDERS, json=ORDER | costs).json()
    assert (order["total_ex_tax"], order["total_inc_tax"]) == ("55.0000", "56.0000")


def test_a_deleted_shipment_has_not_gone_out(api: Any) -> None:
    made = api.post(f"{ORDERS}/100/shipments", json=shipment(1)).json()
    api.call("DELETE", f"{ORDERS}/100/shipments/{made['id']}")
    assert [line["quantity_shipped"] for line in api.get(f"{ORDERS}/100/products").json()] == [0]
    assert api.get(f"{ORDERS}/100").json()["items_shipped"] == 0


def test_what_seed_orders_say_is_shipped_has_been(api: Any) -> None:
    for order in api.get(ORDERS).json():
        lines = api.get(f"{ORDERS}/{order['id']}/products").json()
        assert sum(line["quantity_shipped"] for line in lines) == order["items_shipped"]


@pytest.mark.parametrize("name", ["billing_address", "products"])
def test_a_new_order_needs_products_and_a_billing_address(api: Any, name: str) -> None:
    given = {field: value for field, value in ORDER.items() if field != name}
    answer = api.post(ORDERS, json=given)
    assert (answer.status_code, f"'{name}' is missing" in answer.text) == (400, True)


def test_a_shopper_may_leave_an_order_without_products(api: Any) -> None:
    assert api.post("/_sandbox/stores/abc123/orders", json={}).status_code == 200


@pytest.mark.parametrize("name", ["customer_id", "channel_id"])
def test_an_order_belongs_to_a_customer_and_a_channel_of_the_store(api: Any, name: str) -> None:
    for answer in (api.post(ORDERS, json=ORDER | {name: 999}), api.put(f"{ORDERS}/100", json={name: 999})):
        assert (answer.status_code, name in answer.text) == (400, True)


def test_a_guest_places_an_order_too(api: Any) -> None:
    assert api.post(ORDERS, json=ORDER | {"customer_id": 0}).json()["customer_id"] == 0
