"""Carts: their lines, their sums, and what is sent of them."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

V3 = "/stores/abc123/v3"
CUSTOM = {"name": "Engraving", "sku": "ENGRAVE", "quantity": 2, "list_price": 5}
PERSON = {"name": "Maya", "email": "maya@example.com"}
CERTIFICATE = {
    "name": "A gift",
    "theme": "Birthday",
    "amount": 25,
    "quantity": 1,
    "sender": PERSON,
    "recipient": PERSON,
}


def new_cart(api: Any, **fields: Any) -> Any:
    """A cart with two aprons, of 24 each."""
    answer = api.post(f"{V3}/carts", json={"line_items": [{"product_id": 78, "quantity": 2}], **fields})
    assert answer.status_code == 201
    return answer.json()["data"]


def line_of(cart: Any) -> str:
    """The path of its first line."""
    return f"{V3}/carts/{cart['id']}/items/{cart['line_items']['physical_items'][0]['id']}"


def test_a_cart_has_its_products_and_their_sum(api: Any, receiver: Any) -> None:
    api.add_hook("store/cart/*")
    api.add_hook("store/channel/1/cart/created")
    answer = api.post(f"{V3}/carts", json={"line_items": [{"product_id": 78, "quantity": 2}]})
    cart = answer.json()["data"]
    assert (answer.status_code, cart["cart_amount"]) == (201, 48)
    assert [line["name"] for line in cart["line_items"]["physical_items"]] == ["Linen apron"]
    assert api.get(f"{V3}/carts/{cart['id']}").json()["data"] == cart
    told = {"type": "cart", "id": cart["id"]}
    assert sent(api, receiver) == [
        ("store/cart/created", told),
        ("store/cart/updated", told),
        ("store/channel/1/cart/created", {"cart_id": cart["id"]}),
    ]


def test_a_deleted_cart_is_gone(api: Any) -> None:
    cart = api.post(f"{V3}/carts", json={"line_items": [{"product_id": 78, "quantity": 2}]}).json()["data"]
    assert api.call("DELETE", f"{V3}/carts/{cart['id']}").status_code == 204
    assert api.get(f"{V3}/carts/{cart['id']}").status_code == 404


@pytest.mark.parametrize("line", [{"product_id": 999, "quantity": 1}, {"product_id": 78, "quantity": 0}])
def test_a_cart_of_what_the_store_does_not_have_is_422(api: Any, line: dict[str, int]) -> None:
    assert api.post(f"{V3}/carts", json={"line_items": [line]}).status_code == 422


def test_a_cart_has_metafields(api: Any) -> None:
    cart = api.post(f"{V3}/carts", json={"line_items": [{"product_id": 77, "quantity": 1}]}).json()["data"]
    path = f"{V3}/carts/{cart['id']}/metafields"
    given = {"key": "gift", "value": "yes", "namespace": "erp", "permission_set": "app_only"}

    made = api.post(path, json=given).json()["data"]

    assert made["resource_id"] == cart["id"]
    assert api.get(f"{path}/{made['id']}").json()["data"] == made


def test_a_line_that_is_added_is_sent_with_its_cart(api: Any, receiver: Any) -> None:
    cart = new_cart(api)
    for scope in ("store/cart/*", "store/channel/1/cart/*"):
        api.add_hook(scope)
    answer = api.post(f"{V3}/carts/{cart['id']}/items", json={"line_items": [{"product_id": 77, "quantity": 1}]})
    changed = answer.json()["data"]
    line_id = changed["line_items"]["physical_items"][1]["id"]
    assert (answer.status_code, changed["cart_amount"], changed["version"]) == (201, 87.5, cart["version"] + 1)
    assert sent(api, receiver) == [
        ("store/cart/lineItem/created", {"type": "cart_line_item", "id": line_id, "cartId": cart["id"]}),
        ("store/cart/updated", {"type": "cart", "id": cart["id"]}),
        ("store/channel/1/cart/lineItem/created", {"cart_id": cart["id"], "cart_item_id": line_id}),
        ("store/channel/1/cart/updated", {"cart_id": cart["id"]}),
    ]


def test_what_is_no_product_of_the_store_is_added_under_its_own_name(api: Any) -> None:
    cart = new_cart(api)
    given = {"custom_items": [CUSTOM], "gift_certificates": [CERTIFICATE]}
    changed = api.post(f"{V3}/carts/{cart['id']}/items", json=given).json()["data"]
    assert [line["extended_list_price"] for line in changed["line_items"]["custom_items"]] == [10]
    assert [line["amount"] for line in changed["line_items"]["gift_certificates"]] == [25]
    assert changed["cart_amount"] == 48 + 10 + 25


def test_a_line_is_changed_in_number_and_price(api: Any, receiver: Any) -> None:
    cart = new_cart(api)
    api.add_hook("store/cart/lineItem/updated")
    answer = api.put(line_of(cart), json={"line_item": {"product_id": 78, "quantity": 3, "list_price": 20}})
    assert (answer.status_code, answer.json()["data"]["cart_amount"]) == (200, 60)
    assert [scope for scope, _ in sent(api, receiver)] == ["store/cart/lineItem/updated"]


@pytest.mark.parametrize("line", [{"product_id": 77, "quantity": 1}, {"quantity": 0}])
def test_a_line_does_not_become_another_or_nothing(api: Any, line: dict[str, int]) -> None:
    assert api.put(line_of(new_cart(api)), json={"line_item": line}).status_code == 422


def test_a_cart_without_its_last_line_is_gone(api: Any, receiver: Any) -> None:
    cart = new_cart(api)
    api.add_hook("store/cart/*")
    assert api.call("DELETE", line_of(cart)).status_code == 204
    assert api.get(f"{V3}/carts/{cart['id']}").status_code == 404
    scopes = [scope for scope, _ in sent(api, receiver)]
    assert scopes == ["store/cart/deleted", "store/cart/lineItem/deleted", "store/cart/updated"]


def test_a_cart_with_another_line_stays(api: Any) -> None:
    cart = new_cart(api, custom_items=[CUSTOM])
    answer = api.call("DELETE", line_of(cart))
    assert (answer.status_code, answer.json()["data"]["cart_amount"]) == (200, 10)


@pytest.mark.parametrize(("method", "line"), [("PUT", {"line_item": {"quantity": 3}}), ("DELETE", {})])
def test_a_cart_that_was_changed_in_between_is_409(api: Any, method: str, line: dict[str, Any]) -> None:
    cart = new_cart(api, custom_items=[CUSTOM])
    assert api.call(method, line_of(cart), json={**line, "version": cart["version"] + 1}).status_code == 409
    assert api.call(method, line_of(cart), json={**line, "version": cart["version"]}).status_code == 200


def test_a_cart_gets_its_customer(api: Any) -> None:
    cart = new_cart(api)
    answer = api.put(f"{V3}/carts/{cart['id']}", json={"customer_id": 11})
    assert answer.status_code == 201
    assert answer.json()["data"]["email"] == api.get(f"{V3}/customers?id:in=11").json()["data"][0]["email"]


def test_a_cart_is_of_nobody_that_the_store_does_not_know(api: Any) -> None:
    given = {"customer_id": 99, "line_items": [{"product_id": 78, "quantity": 2}]}
    assert api.post(f"{V3}/carts", json=given).status_code == 422


def test_a_cart_is_shown_with_where_a_shop_would_show_it(api: Any) -> None:
    cart = new_cart(api)
    urls = api.post(f"{V3}/carts/{cart['id']}/redirect_urls", json={})
    shown = api.get(f"{V3}/carts/{cart['id']}?include=redirect_urls").json()["data"]
    assert (urls.status_code, urls.json()["data"]) == (201, shown["redirect_urls"])
    assert [*shown["redirect_urls"]] == ["cart_url", "checkout_url", "embedded_checkout_url"]


def test_a_line_costs_what_its_variant_is_on_sale_for(api: Any) -> None:
    variant = {
        "sku": "M",
        "price": 30,
        "sale_price": 20,
        "option_values": [{"option_display_name": "Size", "label": "M"}],
    }
    made = api.post(f"{V3}/catalog/products/78/variants", json=variant).json()["data"]
    cart = new_cart(api, line_items=[{"product_id": 78, "variant_id": made["id"], "quantity": 1}])
    assert cart["cart_amount"] == 20


def test_a_product_that_has_variants_needs_one(api: Any) -> None:
    variant = {"sku": "M", "option_values": [{"option_display_name": "Size", "label": "M"}]}
    api.post(f"{V3}/catalog/products/78/variants", json=variant)
    assert api.post(f"{V3}/carts", json={"line_items": [{"product_id": 78, "quantity": 1}]}).status_code == 422


def test_a_line_is_shown_with_the_options_of_its_variant(api: Any) -> None:
    option = {"option_display_name": "Size", "label": "M"}
    variant = {"sku": "APRON-M", "option_values": [option]}
    made = api.post(f"{V3}/catalog/products/78/variants", json=variant).json()["data"]
    cart = new_cart(api, line_items=[{"product_id": 78, "variant_id": made["id"], "quantity": 1}])
    shown = api.get(f"{V3}/carts/{cart['id']}?include=line_items.physical_items.options").json()["data"]
    options = shown["line_items"]["physical_items"][0]["options"]
    assert options == [{"name": "Size", "nameId": 1, "value": "M", "valueId": 1001}]


def test_a_redirect_takes_more_along(api: Any) -> None:
    given = {"query_params": {"from": "mail", "day": "1"}}
    urls = api.post(f"{V3}/carts/{new_cart(api)['id']}/redirect_urls", json=given).json()["data"]
    assert [url.rpartition("&from=")[2] for url in urls.values()] == ["mail&day=1"] * 3


def test_a_cart_that_a_person_leaves_is_abandoned_until_it_is_written(api: Any, receiver: Any) -> None:
    cart = new_cart(api)
    for scope in ("store/cart/*", "store/channel/1/cart/abandoned"):
        api.add_hook(scope)
    assert api.get(f"{V3}/abandoned-carts/{cart['id']}").status_code == 404
    api.put(f"/_sandbox/stores/abc123/items/carts/{cart['id']}", json={"is_abandoned": True})
    assert api.get(f"{V3}/abandoned-carts/{cart['id']}").json()["data"] == {"cart_id": cart["id"]}
    assert sent(api, receiver) == [
        ("store/cart/abandoned", {"type": "cart", "id": cart["id"]}),
        ("store/channel/1/cart/abandoned", {"cart_id": cart["id"]}),
    ]
    api.put(line_of(cart), json={"line_item": {"quantity": 1}})
    assert api.get(f"{V3}/abandoned-carts/{cart['id']}").status_code == 404
