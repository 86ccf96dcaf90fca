"""Effects of a change to an order on its products, addresses, fees and totals."""

import json
from typing import Any

import pytest

ORDERS = "/stores/abc123/v2/orders"
ENGRAVING = {"name": "Engraving", "quantity": 2, "price_ex_tax": 5, "price_inc_tax": 6}
FEE = {"type": "custom_fee", "display_name_customer": "Wrapping paper", "cost_ex_tax": "2", "cost_inc_tax": "2.5"}


def lines(api: Any, order_id: int = 100) -> list[tuple[Any, ...]]:
    answer = api.get(f"{ORDERS}/{order_id}/products")
    there = [] if answer.status_code == 204 else answer.json()
    return [(line["id"], line["name"], line["quantity"], line["total_inc_tax"]) for line in there]


def change(api: Any, **fields: Any) -> dict[str, Any]:
    answer = api.put(f"{ORDERS}/100", json=fields)
    assert answer.status_code == 200, answer.text
    return answer.json()


def fees(api: Any, order_id: int = 100) -> list[dict[str, Any]]:
    return api.get(f"{ORDERS}/{order_id}/fees").json()["fees"]


def told(api: Any, receiver: Any) -> list[str]:
    api.settle()
    return sorted(json.loads(request.content)["scope"] for request in receiver.requests)


def test_a_product_without_an_id_is_added(api: Any) -> None:
    order = change(api, products=[ENGRAVING])
    assert lines(api) == [(1, "Walnut bowl", 3, "89.9700"), (4, "Engraving", 2, "12.0000")]
    assert (order["items_total"], order["subtotal_ex_tax"], order["subtotal_inc_tax"]) == (5, "99.9700", "101.9700")
    assert (order["total_ex_tax"], order["total_inc_tax"], order["total_tax"]) == ("109.9200", "111.9200", "2.0000")


def test_a_product_with_its_id_is_changed_and_keeps_the_rest(api: Any) -> None:
    order = change(api, products=[{"id": 1, "quantity": 1}])
    assert lines(api) == [(1, "Walnut bowl", 1, "29.9900")]
    assert (order["subtotal_inc_tax"], order["total_inc_tax"]) == ("29.9900", "39.9400")


def test_a_product_of_which_there_are_none_is_gone(api: Any) -> None:
    order = change(api, products=[{"id": 1, "quantity": 0}, ENGRAVING])
    assert lines(api) == [(4, "Engraving", 2, "12.0000")]
    assert (order["items_total"], order["subtotal_inc_tax"]) == (2, "12.0000")


@pytest.mark.parametrize(
    "product",
    [{"id": 2, "quantity": 1}, {"id": [1], "quantity": 1}, {"id": 1, "colour": "red"}, {"quantity": 1}, "Engraving"],
)
def test_an_order_with_a_product_that_is_not_right_stays_as_it_was(api: Any, product: Any) -> None:
    answer = api.put(f"{ORDERS}/100", json={"products": [{"id": 1, "quantity": 9}, product]})
    assert (answer.status_code, lines(api)) == (400, [(1, "Walnut bowl", 3, "89.9700")])


def test_a_changed_product_is_one_update_of_its_order(api: Any, receiver: Any) -> None:
    api.add_hook("store/order/*")
    change(api, products=[{"id": 1, "quantity": 2}], shipping_addresses=[{"id": 1, "city": "Salem"}])
    assert told(api, receiver) == ["store/order/updated"]


def test_an_address_is_changed_and_another_one_added(api: Any) -> None:
    order = change(api, shipping_addresses=[{"id": 1, "city": "Salem"}, {"first_name": "Ada", "city": "London"}])
    there = api.get(f"{ORDERS}/100/shipping_addresses").json()
    assert [(each["first_name"], each["city"]) for each in there] == [("Maya", "Salem"), ("Ada", "London")]
    assert order["shipping_address_count"] == 2


def test_an_address_tells_what_goes_there_and_what_that_costs(api: Any) -> None:
    where = api.get(f"{ORDERS}/100/shipping_addresses").json()[0]
    assert (where["items_total"], where["cost_inc_tax"]) == (3, "9.9500")


def test_a_new_order_goes_to_its_address(api: Any) -> None:
    given = {"billing_address": {"zip": "N1"}, "products": [ENGRAVING], "shipping_addresses": [{"city": "London"}]}
    order_id = api.post(ORDERS, json=given).json()["id"]
    where = api.get(f"{ORDERS}/{order_id}/shipping_addresses").json()[0]
    assert api.get(f"{ORDERS}/{order_id}/products").json()[0]["order_address_id"] == where["id"]


def test_fees_are_part_of_the_total(api: Any) -> None:
    order = change(api, fees=[FEE])
    assert (order["total_ex_tax"], order["total_inc_tax"]) == ("101.9200", "102.4200")
    assert [(fee["base_cost"], fee["cost_tax"]) for fee in fees(api)] == [("2.0000", "0.5000")]


def test_fees_that_are_not_brought_again_are_gone(api: Any) -> None:
    change(api, fees=[FEE, FEE | {"display_name_customer": "Insurance"}])
    order = change(api, fees=[{"id": 2}, FEE | {"display_name_customer": "Ribbon"}])
    assert [fee["display_name_customer"] for fee in fees(api)] == ["Insurance", "Ribbon"]
    assert order["total_ex_tax"] == "103.9200"
    assert change(api, fees=[])["total_ex_tax"] == "99.9200"


def test_fees_are_included_where_they_are_wanted(api: Any) -> None:
    change(api, fees=[FEE])
    assert api.get(f"{ORDERS}/100", params={"include": "fees"}).json()["fees"] == fees(api)
    assert api.get(f"{ORDERS}/100").json()["fees"]["resource"] == "/orders/100/fees"


def test_a_cost_that_changes_is_part_of_the_total(api: Any) -> None:
    order = change(api, shipping_cost_ex_tax="10", shipping_cost_inc_tax="12", discount_amount=5)
    assert (order["total_ex_tax"], order["total_inc_tax"]) == ("94.9700", "96.9700")
    assert (order["shipping_cost_tax"], order["subtotal_inc_tax"]) == ("2.0000", "89.9700")


def test_a_sum_that_is_given_stays(api: Any) -> None:
    order = change(api, products=[ENGRAVING], total_ex_tax=1, total_inc_tax=2)
    assert (order["total_ex_tax"], order["total_inc_tax"], order["total_tax"]) == ("1.0000", "2.0000", "1.0000")
    assert change(api, staff_notes="Paid in cash")["total_inc_tax"] == "2.0000"


@pytest.mark.parametrize("name", ["subtotal", "shipping_cost", "total"])
def test_a_sum_without_tax_needs_the_one_with_it(api: Any, name: str) -> None:
    answer = api.put(f"{ORDERS}/100", json={f"{name}_ex_tax": 1})
    assert (answer.status_code, f"{name}_inc_tax" in answer.text) == (400, True)


def test_a_variant_of_a_product_has_its_own_price(api: Any) -> None:
    products = "/stores/abc123/v3/catalog/products/77"
    values = [{"label": label, "sort_order": 0} for label in ("Small", "Large")]
    size = {"display_name": "Size", "type": "dropdown", "option_values": values}
    option = api.post(f"{products}/options", json=size).json()["data"]
    large = {"id": option["option_values"][1]["id"], "option_id": option["id"]}
    named = large | {"label": "Large", "option_display_name": "Size"}
    given = {"sku": "BOWL-L", "price": 60, "option_values": [named]}
    variant = api.post(f"{products}/variants", json=given).json()["data"]
    chosen = [{"id": option["id"], "value": str(large["id"])}]
    change(api, products=[{"product_id": 77, "quantity": 1, "product_options": chosen}])
    line = api.get(f"{ORDERS}/100/products/4").json()
    assert (line["variant_id"], line["sku"], line["price_inc_tax"]) == (variant["id"], "BOWL-L", "60.0000")
    assert [(each["display_name"], each["display_value"]) for each in line["product_options"]] == [("Size", "Large")]


@pytest.mark.parametrize("chosen", [{"variant_id": 79}, {"product_options": [{"id": 9, "value": "1"}]}])
def test_a_variant_or_an_option_that_a_product_does_not_have_is_400(api: Any, chosen: Any) -> None:
    product = {"product_id": 77, "quantity": 1, **chosen}
    assert api.put(f"{ORDERS}/100", json={"products": [product]}).status_code == 400


def test_a_new_status_is_told_to_the_channel(api: Any, receiver: Any) -> None:
    api.add_hook("store/channel/1/order/statusUpdated")
    change(api, status_id=2)
    assert told(api, receiver) == ["store/channel/1/order/statusUpdated"]


def test_a_count_tells_of_every_status(api: Any) -> None:
    statuses = api.get(f"{ORDERS}/count").json()["statuses"]
    assert {each["name"]: each["count"] for each in statuses if each["count"]} == {
        "Awaiting Payment": 1,
        "Awaiting Fulfillment": 1,
        "Completed": 1,
    }


@pytest.mark.parametrize("with_lines", [False, True])
def test_a_consignment_has_what_goes_to_an_address(api: Any, with_lines: bool) -> None:
    query = {"include": "consignments.line_items"} if with_lines else {}
    sent = api.get(f"{ORDERS}/100/consignments", params=query).json()["shipping"][0]
    assert (sent["city"], sent["cost_inc_tax"], sent["items_total"]) == ("Portland", 9.95, 3)
    assert [line.get("name", line.get("resource")) for line in sent["line_items"]] == [
        "Walnut bowl" if with_lines else "/orders/100/products/1"
    ]


@pytest.mark.parametrize("name", ["consignments", "consignments.line_items"])
def test_an_order_includes_its_consignments(api: Any, name: str) -> None:
    query = {"include": name, "consignment_structure": "object"}
    sent = api.get(f"{ORDERS}/100", params=query).json()["consignments"]
    own = {"include": name} if name == "consignments.line_items" else {}
    assert sent == api.get(f"{ORDERS}/100/consignments", params=own).json()


def test_another_structure_of_consignments_is_refused(api: Any) -> None:
    query = {"include": "consignments", "consignment_structure": "array"}
    answer = api.get(f"{ORDERS}/100", params=query)
    assert (answer.status_code, "consignment_structure" in answer.text) == (400, True)


def test_a_new_order_includes_what_is_wanted(api: Any) -> None:
    given = {"billing_address": {"zip": "N1"}, "products": [ENGRAVING], "fees": [FEE]}
    order = api.post(ORDERS, params={"include": "fees"}, json=given).json()
    assert [fee["display_name_customer"] for fee in order["fees"]] == ["Wrapping paper"]


@pytest.mark.parametrize("amount", [-1, "-0.01"])
def test_an_amount_is_not_below_zero(api: Any, amount: Any) -> None:
    assert api.put(f"{ORDERS}/100", json={"discount_amount": amount}).status_code == 400
