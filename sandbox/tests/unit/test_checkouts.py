"""Checkouts: where a cart goes, what it comes to, and the order that comes of it."""

from typing import Any

import pytest
from sandbox.tests.support.busy_shop import ADDRESS
from sandbox.tests.support.sandbox_api import sent

V2 = "/stores/abc123/v2"
V3 = "/stores/abc123/v3"
COUPON = {
    "name": "Ten",
    "code": "TEN",
    "type": "percentage_discount",
    "amount": 10,
    "applies_to": {"entity": "products"},
}
FEE = {"type": "custom_fee", "name": "wrap", "display_name": "Wrapping", "cost": 3, "source": "app"}


def new_cart(api: Any) -> Any:
    """A cart with two aprons, of 24 each."""
    return api.post(f"{V3}/carts", json={"line_items": [{"product_id": 78, "quantity": 2}]}).json()["data"]


def line_ids(cart: Any) -> list[str]:
    return [line["id"] for line in cart["line_items"]["physical_items"]]


def write(api: Any, method: str, cart: Any, part: str, given: Any) -> Any:
    """Write a part of the checkout of a cart; gives the checkout."""
    answer = api.call(method, f"{V3}/checkouts/{cart['id']}{part}", json=given)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def consign(api: Any, cart: Any, **shipping: Any) -> Any:
    """Send all of a cart to one address."""
    lines = [{"item_id": line_id, "quantity": 2} for line_id in line_ids(cart)]
    checkout = write(api, "POST", cart, "/consignments", [{"address": ADDRESS, "line_items": lines}])
    part = f"/consignments/{checkout['consignments'][0]['id']}"
    return write(api, "PUT", cart, part, {"custom_shipping": shipping}) if shipping else checkout


def order_of(api: Any, cart: Any) -> int:
    """The id of an order that is made of a cart."""
    write(api, "POST", cart, "/billing-address", ADDRESS)
    consign(api, cart, price=5, description="Van")
    return write(api, "POST", cart, "/orders", {})["id"]


def test_a_checkout_is_its_cart_with_a_total(api: Any) -> None:
    cart = new_cart(api)
    checkout = api.get(f"{V3}/checkouts/{cart['id']}").json()["data"]
    assert (checkout["id"], checkout["cart"]["cart_amount_inc_tax"], checkout["grand_total"]) == (cart["id"], 48, 48)
    assert [line["id"] for line in checkout["cart"]["line_items"]["physical_items"]] == line_ids(cart)


def test_the_shipping_that_an_app_names_is_part_of_the_total(api: Any) -> None:
    checkout = consign(api, new_cart(api), price=12.5, description="Van")
    (consignment,) = checkout["consignments"]
    assert (consignment["selected_shipping_option"]["description"], consignment["address"]["city"]) == (
        "Van",
        "Portland",
    )
    assert (checkout["shipping_cost_total_inc_tax"], checkout["grand_total"]) == (12.5, 60.5)


def test_a_consignment_is_taken_back(api: Any) -> None:
    cart = new_cart(api)
    (consignment,) = consign(api, cart)["consignments"]
    assert write(api, "DELETE", cart, f"/consignments/{consignment['id']}", {})["consignments"] == []


def test_no_more_of_a_line_is_sent_than_the_cart_has(api: Any) -> None:
    cart = new_cart(api)
    given = [{"address": ADDRESS, "line_items": [{"item_id": line_ids(cart)[0], "quantity": 3}]}]
    assert api.post(f"{V3}/checkouts/{cart['id']}/consignments", json=given).status_code == 422


@pytest.mark.parametrize(
    ("coupon", "off"),
    [
        ({}, 4.8),
        ({"type": "per_total_discount"}, 10),
        ({"type": "per_item_discount", "amount": 3}, 6),
        ({"applies_to": {"entity": "products", "ids": [77]}}, 0),
        ({"applies_to": {"entity": "categories", "ids": [0]}}, 4.8),
    ],
)
def test_a_coupon_takes_off_what_it_says(api: Any, coupon: dict[str, Any], off: float) -> None:
    api.post(f"{V2}/coupons", json=COUPON | coupon)
    checkout = write(api, "POST", new_cart(api), "/coupons", {"coupon_code": "ten"})
    assert [each["discounted_amount"] for each in checkout["coupons"]] == [off]
    assert checkout["grand_total"] == 48 - off


def test_a_coupon_for_shipping_makes_it_free(api: Any) -> None:
    api.post(f"{V2}/coupons", json=COUPON | {"type": "free_shipping"})
    cart = new_cart(api)
    consign(api, cart, price=12.5, description="Van")
    assert write(api, "POST", cart, "/coupons", {"coupon_code": "TEN"})["grand_total"] == 48


def test_a_coupon_that_is_applied_is_sent_once_with_its_id(api: Any, receiver: Any) -> None:
    made, cart = api.post(f"{V2}/coupons", json=COUPON).json(), new_cart(api)
    for scope in ("store/cart/*", "store/channel/1/cart/*"):
        api.add_hook(scope)
    write(api, "POST", cart, "/coupons", {"coupon_code": "TEN"})
    write(api, "DELETE", cart, "/coupons/TEN", {})
    assert sent(api, receiver) == [
        ("store/cart/couponApplied", {"type": "cart", "id": cart["id"], "couponId": made["id"]}),
        ("store/channel/1/cart/couponApplied", {"cart_id": cart["id"]}),
    ]


@pytest.mark.parametrize(
    "coupon", [{"enabled": False}, {"min_purchase": 100}, {"expires": "Mon, 01 Jan 2024 00:00:00 +0000"}]
)
def test_a_coupon_that_cannot_be_used_is_422(api: Any, coupon: dict[str, Any]) -> None:
    api.post(f"{V2}/coupons", json=COUPON | coupon)
    answer = api.post(f"{V3}/checkouts/{new_cart(api)['id']}/coupons", json={"coupon_code": "TEN"})
    assert answer.status_code == 422


def test_a_discount_takes_the_place_of_the_one_before(api: Any) -> None:
    cart = new_cart(api)
    line = [{"id": line_ids(cart)[0], "discounted_amount": 8}]
    write(api, "POST", cart, "/discounts", {"cart": {"line_items": line}})
    checkout = write(api, "POST", cart, "/discounts", {"cart": {"discounts": [{"discounted_amount": 3}]}})
    assert (checkout["cart"]["discount_amount"], checkout["grand_total"]) == (3, 45)


def test_fees_are_added_changed_and_taken_back(api: Any) -> None:
    cart = new_cart(api)
    (fee,) = write(api, "POST", cart, "/fees", {"fees": [FEE]})["fees"]
    changed = write(api, "PUT", cart, "/fees", {"fees": [{"id": fee["id"], "cost": 4}]})
    assert ([each["cost_inc_tax"] for each in changed["fees"]], changed["grand_total"]) == ([4], 52)
    assert write(api, "DELETE", cart, "/fees", {"ids": [fee["id"]]})["grand_total"] == 48


def test_a_checkout_has_five_fees_at_most(api: Any) -> None:
    path = f"{V3}/checkouts/{new_cart(api)['id']}/fees"
    assert api.post(path, json={"fees": [FEE] * 6}).status_code == 422


def test_a_billing_address_gives_a_guest_an_email(api: Any, receiver: Any) -> None:
    cart = new_cart(api)
    api.add_hook("store/cart/updated")
    made = write(api, "POST", cart, "/billing-address", ADDRESS)["billing_address"]
    moved = write(api, "PUT", cart, f"/billing-address/{made['id']}", ADDRESS | {"city": "Salem"})["billing_address"]
    assert (made["city"], moved["city"], moved["id"]) == ("Portland", "Salem", made["id"])
    assert api.get(f"{V3}/carts/{cart['id']}").json()["data"]["email"] == "maya@example.com"
    assert len(sent(api, receiver)) == 1


def test_a_checkout_that_was_changed_in_between_is_409(api: Any) -> None:
    cart = new_cart(api)
    given = {"customer_message": "Ring", "version": cart["version"] + 1}
    assert api.put(f"{V3}/checkouts/{cart['id']}", json=given).status_code == 409


def test_an_order_of_a_checkout_is_incomplete_and_comes_to_the_same(api: Any, receiver: Any) -> None:
    cart = new_cart(api)
    api.post(f"{V2}/coupons", json=COUPON)
    write(api, "POST", cart, "/coupons", {"coupon_code": "TEN"})
    write(api, "POST", cart, "/fees", {"fees": [FEE]})
    api.add_hook("store/order/created")
    order_id = order_of(api, cart)
    order = api.get(f"{V2}/orders/{order_id}").json()
    checkout = api.get(f"{V3}/checkouts/{cart['id']}").json()["data"]
    assert (order["status_id"], order["cart_id"], checkout["order_id"]) == (0, cart["id"], str(order_id))
    assert float(order["total_inc_tax"]) == checkout["grand_total"] == 48 + 5 + 3 - 4.8
    assert [line["product_id"] for line in api.get(f"{V2}/orders/{order_id}/products").json()] == [78]
    assert [each["city"] for each in api.get(f"{V2}/orders/{order_id}/shipping_addresses").json()] == ["Portland"]
    assert [each["code"] for each in api.get(f"{V2}/orders/{order_id}/coupons").json()] == ["TEN"]
    (fee,) = api.get(f"{V2}/orders/{order_id}/fees").json()["fees"]
    assert (fee["display_name_customer"], fee["cost_inc_tax"]) == ("Wrapping", "3.0000")
    assert sent(api, receiver) == [("store/order/created", {"type": "order", "id": order_id})]


def test_an_order_of_a_checkout_names_the_country(api: Any) -> None:
    order_id = order_of(api, new_cart(api))
    (address,) = api.get(f"{V2}/orders/{order_id}/shipping_addresses").json()
    assert (address["country"], address["country_iso2"]) == ("United States", "US")


def test_a_checkout_that_goes_to_two_addresses_makes_no_order(api: Any) -> None:
    cart = new_cart(api)
    write(api, "POST", cart, "/billing-address", ADDRESS)
    halves = [{"address": ADDRESS, "line_items": [{"item_id": line_ids(cart)[0], "quantity": 1}]}] * 2
    write(api, "POST", cart, "/consignments", halves)
    assert api.post(f"{V3}/checkouts/{cart['id']}/orders", json={}).status_code == 422


@pytest.mark.parametrize(("code", "written"), [("007", "007"), ("TEN", "ten")])
def test_a_coupon_is_taken_off_as_a_shopper_writes_it(api: Any, code: str, written: str) -> None:
    api.post(f"{V2}/coupons", json=COUPON | {"code": code})
    cart = new_cart(api)
    write(api, "POST", cart, "/coupons", {"coupon_code": code})
    assert write(api, "DELETE", cart, f"/coupons/{written}", {})["coupons"] == []


def test_a_coupon_is_used_by_an_order(api: Any) -> None:
    api.post(f"{V2}/coupons", json=COUPON | {"max_uses": 1})
    cart, other = new_cart(api), new_cart(api)
    write(api, "POST", cart, "/coupons", {"coupon_code": "TEN"})
    order_of(api, cart)
    assert api.post(f"{V3}/checkouts/{other['id']}/coupons", json={"coupon_code": "TEN"}).status_code == 422


def test_a_checkout_without_addresses_makes_no_order(api: Any) -> None:
    path = f"{V3}/checkouts/{new_cart(api)['id']}"
    assert api.post(f"{path}/orders").status_code == 422
    api.post(f"{path}/billing-address", json=ADDRESS)
    assert api.post(f"{path}/orders").status_code == 422


def test_a_cart_is_converted_when_its_order_is_incomplete_no_more(api: Any, receiver: Any) -> None:
    cart = new_cart(api)
    order_id = order_of(api, cart)
    for scope in ("store/cart/*", "store/channel/1/cart/converted"):
        api.add_hook(scope)
    api.put(f"{V2}/orders/{order_id}", json={"status_id": 11})
    assert api.get(f"{V3}/carts/{cart['id']}").status_code == 404
    assert sent(api, receiver) == [
        ("store/cart/converted", {"type": "cart", "id": cart["id"], "orderId": order_id}),
        ("store/channel/1/cart/converted", {"cart_id": cart["id"]}),
    ]


def test_the_shipping_options_of_carriers_are_not_told(api: Any) -> None:
    path = f"{V3}/checkouts/{new_cart(api)['id']}"
    assert api.get(path, params={"include": "consignments.available_shipping_options"}).status_code == 501


def test_a_channel_has_settings_of_its_own(api: Any, receiver: Any) -> None:
    api.add_hook("store/channel/1/settings/checkout/updated")
    path = f"{V3}/carts/settings/channels/1"
    assert api.get(path).json()["data"] == {"allow_purchasing": None}
    assert api.put(path, json={"allow_purchasing": False}).json()["data"] == {"allow_purchasing": False}
    assert api.get(f"{V3}/carts/settings").json()["data"] == {"allow_purchasing": True}
    assert sent(api, receiver) == [("store/channel/1/settings/checkout/updated", {})]
