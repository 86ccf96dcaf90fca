"""The clients that others have published for BigCommerce's API make their usual calls on the stand-in store."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import pytest
from bigcommerce.api import BigcommerceApi
from bigcommerce.exception import ClientRequestException, RateLimitingException
from sandbox.tests.support.public_clients import Client, install, npm_client, pypi_client, pypi_connection
from sandbox.tests.support.webhook_receiver import TOKEN

from bigcommerce_sandbox import SandboxServer, Store

METAFIELD = {"namespace": "erp", "key": "number", "value": "A-1", "permission_set": "app_only"}

OWNERS = (
    "/v3/orders/100",
    "/v3/catalog/products/77",
    "/v3/catalog/products/77/variants/77",
    "/v3/catalog/categories/18",
    "/v3/catalog/brands/35",
    "/v3/customers/11",
    "/v3/inventory/locations/1",
    "/v3/channels/1",
)
"""Resources that have metafields."""

RULES = [{"action": {"cart_value": {"discount": {"percentage_amount": "10"}}}, "apply_once": True}]

ONE_BY_ONE = {
    **{f"{owner}/metafields": (METAFIELD, {"value": "A-2"}) for owner in OWNERS},
    "/v2/orders": (
        {"billing_address": {"city": "Portland", "zip": "97205"}, "products": [{"product_id": 77, "quantity": 2}]},
        {"staff_notes": "Packed"},
    ),
    "/v2/orders/100/shipments": (
        {"order_address_id": 1, "items": [{"order_product_id": 1, "quantity": 1}]},
        {"tracking_number": "T-1"},
    ),
    "/v2/customers": (
        {"first_name": "Ines", "last_name": "Duarte", "email": "ines@example.net"},
        {"company": "Duarte"},
    ),
    "/v2/customers/11/addresses": (
        {
            "first_name": "Maya",
            "last_name": "Okafor",
            "street_1": "18 Larch Lane",
            "city": "Portland",
            "state": "Oregon",
            "zip": "97205",
            "country": "United States",
            "phone": "5035550100",
        },
        {"city": "Salem"},
    ),
    "/v2/customer_groups": ({"name": "Wholesale"}, {"name": "Trade"}),
    "/v2/coupons": (
        {
            "name": "Ten",
            "code": "TEN",
            "type": "per_total_discount",
            "amount": "10",
            "applies_to": {"entity": "categories", "ids": [0]},
        },
        {"name": "Ten off"},
    ),
    "/v2/gift_certificates": (
        {
            "to_name": "Maya",
            "to_email": "m@example.com",
            "from_name": "Jonas",
            "from_email": "j@example.com",
            "amount": "20",
        },
        {"amount": "25"},
    ),
    "/v2/currencies": (
        {
            "name": "Euro",
            "currency_code": "EUR",
            "currency_exchange_rate": "0.9",
            "token": "€",
            "token_location": "left",
            "decimal_token": ".",
            "thousands_token": ",",
            "decimal_places": 2,
        },
        {"name": "Euros"},
    ),
    "/v3/sites/1000/routes": ({"type": "home", "matching": "*", "route": "/"}, {"route": "/home"}),
    "/v2/banners": (
        {"name": "Sale", "content": "<p>Sale</p>", "page": "home_page", "location": "top", "date_type": "always"},
        {"location": "bottom"},
    ),
    "/v3/promotions": ({"name": "Ten off", "redemption_type": "COUPON", "rules": RULES}, {"status": "DISABLED"}),
    "/v3/catalog/products": ({"name": "Oak tray", "type": "physical", "weight": 1, "price": 10}, {"price": 12.5}),
    "/v3/catalog/products/79/variants": (
        {"sku": "BOWL-L", "option_values": [{"option_display_name": "Size", "label": "L"}]},
        {"price": 45},
    ),
    "/v3/catalog/products/77/images": ({"image_url": "https://example.com/bowl.jpg"}, {"description": "A bowl"}),
    "/v3/catalog/products/77/custom-fields": ({"name": "Wood", "value": "Walnut"}, {"value": "Oak"}),
    "/v3/catalog/products/77/options": ({"display_name": "Size", "type": "dropdown"}, {"display_name": "Width"}),
    "/v3/catalog/products/77/modifiers": (
        {"display_name": "Engraving", "type": "text", "required": False},
        {"required": True},
    ),
    "/v3/catalog/products/77/bulk-pricing-rules": (
        {"quantity_min": 10, "quantity_max": 19, "type": "percent", "amount": 5},
        {"amount": 7.5},
    ),
    "/v3/catalog/products/77/complex-rules": (
        {"conditions": [{"modifier_id": 1, "modifier_value_id": 1001}]},
        {"stop": True},
    ),
    "/v3/catalog/products/77/reviews": (
        {"title": "A bowl", "date_reviewed": "2026-08-01T00:00:00+00:00"},
        {"status": "pending"},
    ),
    "/v3/catalog/products/77/videos": ({"video_id": "z3fRu9pkuXE"}, {"title": "Turning"}),
    "/v3/catalog/categories": ({"name": "Trays", "parent_id": 0}, {"name": "Bowls and trays"}),
    "/v3/catalog/brands": ({"name": "Larch"}, {"name": "Larch & Sons"}),
    "/v3/customers/subscribers": ({"email": "m@example.com"}, {"first_name": "Maya"}),
    "/v3/pricelists": ({"name": "Trade"}, {"active": False}),
    "/v3/wishlists": (
        {"customer_id": 11, "name": "Kitchen", "is_public": False, "items": [{"product_id": 77, "variant_id": 77}]},
        {"name": "Table"},
    ),
    "/v3/hooks": (
        {"scope": "store/order/created", "destination": "https://app.example.com/webhooks", "is_active": True},
        {"is_active": False},
    ),
}
"""Resources that are written one at a time: by path, the body that creates one, and a change."""

AT_ONCE = {
    "/v3/customers": ({"email": "i@example.com", "first_name": "Ines", "last_name": "Duarte"}, {"company": "Duarte"}),
    "/v3/customers/addresses": (
        {
            "customer_id": 11,
            "first_name": "Maya",
            "last_name": "Okafor",
            "address1": "19 Larch Lane",
            "city": "Portland",
            "state_or_province": "Oregon",
            "postal_code": "97205",
            "country_code": "US",
        },
        {"city": "Salem"},
    ),
    "/v3/customers/attributes": ({"name": "VAT", "type": "string"}, {"name": "VAT number"}),
}
"""Resources that are written in batches."""

MAIL = {"order_placed": {"email_addresses": ["m@example.com"]}, "forward_invoice": {"email_addresses": []}}

PRIVACY = {"ask_shopper_for_tracking_consent": True, "policy_url": "https://example.com/privacy"}

ALONE: dict[str, tuple[str, Any]] = {
    "/v3/orders/settings": ("notifications", MAIL),
    "/v3/orders/settings/channels/1": ("notifications", MAIL),
    "/v3/customers/settings": ("privacy_settings", PRIVACY),
    "/v3/customers/settings/channels/1": ("privacy_settings", PRIVACY),
    "/v3/customers/11/consent": ("allow", ["analytics"]),
    "/v3/carts/settings": ("allow_purchasing", False),
    "/v3/carts/settings/channels/1": ("allow_purchasing", True),
    "/v3/checkouts/settings": ("custom_checkout_script_url", "https://example.com/checkout.js"),
    "/v3/checkouts/settings/channels/1": ("policy_consent", "required"),
    "/v3/abandoned-carts/settings": ("enable_notification", True),
    "/v3/abandoned-carts/settings/channels/1": ("enable_notification", False),
}
"""Resources of which there is only one: by path, a field, and another value of it."""

LISTS = (
    "/v2/orders/100/products",
    "/v2/orders/100/shipping_addresses",
    "/v2/order_statuses",
    "/v3/orders/100/transactions",
    "/v3/catalog/variants",
    "/v3/catalog/trees",
    "/v3/catalog/trees/categories",
    "/v3/catalog/products/channel-assignments",
    "/v3/customers",
    "/v3/channels",
    "/v3/channels/currency-assignments",
    "/v3/channels/1/currency-assignments",
    "/v3/channels/1/site",
    "/v3/channels/1/channel-menus",
    "/v3/sites",
    "/v3/inventory/items",
    "/v3/inventory/locations",
)
"""Of what a new store has."""

EMPTY = (
    "/v3/customers/form-field-values",
    "/v2/orders/100/coupons",
    "/v2/orders/100/taxes",
    "/v2/orders/100/messages",
    "/v3/catalog/products/category-assignments",
    "/v3/catalog/categories/18/products/sort-order",
    "/v3/orders/metafields",
    "/v3/catalog/products/metafields",
    "/v3/catalog/variants/metafields",
    "/v3/catalog/categories/metafields",
    "/v3/catalog/brands/metafields",
    "/v3/customers/metafields",
    "/v3/carts/metafields",
    "/v3/inventory/locations/metafields",
    "/v3/channels/metafields",
    "/v3/store/metafields",
)
"""Lists of what a new store has none of."""

ELSEWHERE = (
    "/v3/orders/100/payment_actions/refunds",
    "/v3/orders/payment_actions/refunds",
    "/v2/orders/100/fees",
    "/v3/customers/attribute-values",
    "/v3/catalog/products/77/options/1/values",
    "/v3/catalog/products/77/modifiers/1/values",
    "/v3/pricelists/1/records",
    "/v3/pricelists/records",
    "/v3/pricelists/1/records/77",
    "/v3/pricelists/assignments",
    "/v3/pricelists/1/assignments",
    "/v3/carts",
    "/v3/carts/1/items",
    "/v3/carts/1/metafields",
    "/v3/checkouts",
    "/v3/promotions/1/codes",
    "/v3/channels/1/listings",
    "/v3/inventory/adjustments/absolute",
    "/v3/inventory/adjustments/relative",
)
"""Endpoints that have their own tests."""


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    """It has no store yet."""
    with SandboxServer() as server:
        yield server


@pytest.fixture(scope="module")
def open_store(server: SandboxServer) -> str:
    """The address of a store that the clients share: its quota is never used up."""
    server.add_store(Store("abc123", access_token=TOKEN, client_id="client-1", client_secret="secret"))
    httpx.put(f"{server.url}/_sandbox/stores/abc123/rate", json={"quota": 100_000}).raise_for_status()
    return f"{server.url}/stores/abc123"


@pytest.fixture(scope="module")
def npm_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder in which the clients of npm are installed."""
    return install(tmp_path_factory.mktemp("npm") / "clients")


@pytest.fixture(
    scope="module", params=["bigcommerce", "@space48/bigcommerce-api", "@aligent/bigcommerce-api", "node-bigcommerce"]
)
def client(request: pytest.FixtureRequest, open_store: str) -> Iterator[Client]:
    if request.param == "bigcommerce":
        yield pypi_client(open_store, TOKEN)
    else:
        folder = request.getfixturevalue("npm_folder")
        with npm_client(request.param, open_store, TOKEN, folder) as client:
            yield client


@pytest.fixture
def api(open_store: str) -> BigcommerceApi:
    """Client of the package `bigcommerce`, for version 2."""
    api = BigcommerceApi(client_id="client-1", store_hash="abc123", access_token=TOKEN)
    api.connection = pypi_connection(open_store, TOKEN, "v2")
    return api


@pytest.mark.parametrize("path", LISTS)
def test_what_a_new_store_has_is_listed(client: Client, path: str) -> None:
    assert client("get", path)


@pytest.mark.parametrize("path", EMPTY)
def test_a_list_that_is_empty_holds_nothing(client: Client, path: str) -> None:
    assert not client("get", path)


@pytest.mark.parametrize("path", ONE_BY_ONE)
def test_one_is_made_listed_changed_and_deleted(client: Client, path: str) -> None:
    new, change = ONE_BY_ONE[path]

    made = client("post", path, new)
    listed = client("get", path)
    changed = client("put", f"{path}/{made['id']}", change)
    client("delete", f"{path}/{made['id']}")

    assert made["id"] in [each["id"] for each in listed]
    assert all(changed[name] != made[name] for name in change)


@pytest.mark.parametrize("path", AT_ONCE)
def test_several_are_made_changed_and_deleted(client: Client, path: str) -> None:
    new, change = AT_ONCE[path]

    (made,) = client("post", path, [new])
    (changed,) = client("put", path, [{"id": made["id"], **change}])
    client("delete", path, **{"id:in": made["id"]})

    assert all(changed[name] != made[name] for name in change)
    assert made["id"] not in [each["id"] for each in client("get", path) or []]


@pytest.mark.parametrize("path", ALONE)
def test_what_there_is_but_one_of_is_changed(client: Client, open_store: str, path: str) -> None:
    field, value = ALONE[path]

    client("put", path, {field: value})

    # A client takes `data` out of an answer, which these do not all have.
    shown = httpx.get(f"{open_store}{path}", headers={"X-Auth-Token": TOKEN}).json()
    assert shown.get("data", shown)[field] == value


def test_a_customer_gets_the_value_of_an_attribute(client: Client) -> None:
    (attribute,) = client("post", "/v3/customers/attributes", [{"name": "Size", "type": "string"}])
    value = {"customer_id": 11, "attribute_id": attribute["id"], "value": "L"}

    client("put", "/v3/customers/attribute-values", [value])

    (found,) = client("get", "/v3/customers/attribute-values", **{"attribute_id:in": attribute["id"]})
    client("delete", "/v3/customers/attribute-values", **{"id:in": found["id"]})
    client("delete", "/v3/customers/attributes", **{"id:in": attribute["id"]})
    assert found["attribute_value"] == "L"


def test_a_price_is_put_into_a_list_that_a_group_has(client: Client) -> None:
    group = client("post", "/v2/customer_groups", {"name": "Cooks"})
    prices = client("post", "/v3/pricelists", {"name": f"For group {group['id']}"})
    path = f"/v3/pricelists/{prices['id']}"

    client("put", f"{path}/records", [{"sku": "SKU-78", "currency": "usd", "price": 20}])
    client("put", f"{path}/records/78/usd", {"sale_price": 18})
    client("put", f"{path}/assignments", {"customer_group_id": group["id"], "channel_id": 1})

    assert [each["calculated_price"] for each in client("get", f"{path}/records/78")] == [18]
    assert prices["id"] in [each["price_list_id"] for each in client("get", "/v3/pricelists/assignments")]


@pytest.mark.parametrize("kind", ["options", "modifiers"])
def test_a_value_of_an_option_is_written(client: Client, kind: str) -> None:
    option = client(
        "post",
        f"/v3/catalog/products/78/{kind}",
        {
            "display_name": f"Cut {token_hex(4)}",
            "type": "dropdown",
            **({"required": True} if kind == "modifiers" else {}),
        },
    )
    values = f"/v3/catalog/products/78/{kind}/{option['id']}/values"
    value = client("post", values, {"label": "Slim", "sort_order": 1})

    client("put", f"{values}/{value['id']}", {"label": "Wide"})

    assert [each["label"] for each in client("get", values)] == ["Wide"]


def test_a_cart_is_made_read_and_deleted(client: Client) -> None:
    lines = {"line_items": [{"product_id": 77, "quantity": 1}, {"product_id": 78, "quantity": 2}]}
    cart = client("post", "/v3/carts", lines)

    client("post", f"/v3/carts/{cart['id']}/metafields", METAFIELD)
    filled = client("get", f"/v3/carts/{cart['id']}")
    client("delete", f"/v3/carts/{cart['id']}")

    assert [each["quantity"] for each in filled["line_items"]["physical_items"]] == [1, 2]


def test_an_order_is_made_of_a_checkout(client: Client) -> None:
    cart = client("post", "/v3/carts", {"line_items": [{"product_id": 77, "quantity": 1}]})
    (line,) = cart["line_items"]["physical_items"]
    path = f"/v3/checkouts/{cart['id']}"
    country = {"country_code": "US", "state_or_province": "Oregon", "postal_code": "97205"}
    address = {"email": "m@example.com", **country}
    lines = [{"item_id": line["id"], "quantity": 1}]

    client("post", f"{path}/billing-address", address)
    client("post", f"{path}/consignments", [{"address": address, "line_items": lines}])
    order = client("post", f"{path}/orders", {})

    assert client("get", path)["order_id"] == str(order["id"])
    assert client("get", f"/v2/orders/{order['id']}")["cart_id"] == cart["id"]


def test_a_promotion_gets_a_code(client: Client) -> None:
    promotion = client("post", "/v3/promotions", {"name": "Spring", "redemption_type": "COUPON", "rules": RULES})
    path = f"/v3/promotions/{promotion['id']}"

    code = client("post", f"{path}/codes", {"code": "SPRING"})

    assert [each["code"] for each in client("get", f"{path}/codes")] == ["SPRING"]
    client("delete", f"{path}/codes/{code['id']}")
    client("delete", path)


def test_stock_is_set_and_moved(client: Client) -> None:
    item = {"location_id": 1, "product_id": 78, "quantity": 40}
    client("put", "/v3/inventory/adjustments/absolute", {"reason": "count", "items": [item]})

    client("post", "/v3/inventory/adjustments/relative", {"reason": "sale", "items": [item | {"quantity": -3}]})

    assert client("get", "/v3/catalog/products/78")["inventory_level"] == 37


def test_a_line_of_an_order_is_refunded(client: Client) -> None:
    bought = {"billing_address": {"city": "Portland", "zip": "97205"}, "products": [{"product_id": 79, "quantity": 1}]}
    order = client("post", "/v2/orders", bought | {"customer_id": 11, "status_id": 11})
    (line,) = client("get", f"/v2/orders/{order['id']}/products")
    path = f"/v3/orders/{order['id']}/payment_actions/refunds"
    refund = {
        "items": [{"item_type": "PRODUCT", "item_id": line["id"], "quantity": 1}],
        "payments": [{"provider_id": "storecredit", "amount": 89, "offline": False}],
    }

    client("post", path, refund)

    assert [each["order_id"] for each in client("get", path)] == [order["id"]]
    assert order["id"] in [each["order_id"] for each in client("get", "/v3/orders/payment_actions/refunds")]


class TestModelsOfPypi:
    """`bigcommerce` has classes for what is in version 2."""

    def test_an_order_has_its_parts(self, api: Any) -> None:
        order = api.Orders.get(100)

        assert [line.name for line in order.products()] == ["Walnut bowl"]
        assert [address.city for address in order.shipping_addresses()] == ["Portland"]

    def test_an_order_is_made_changed_and_archived(self, api: Any) -> None:
        address = {"city": "Portland", "zip": "97205"}
        order = api.Orders.create(products=[{"product_id": 77, "quantity": 1}], billing_address=address)

        changed = order.update(status_id=2)
        changed.delete()

        assert changed.status == "Shipped"
        assert order.id not in [each.id for each in api.Orders.iterall()]

    def test_a_page_of_orders_is_filtered_and_sorted(self, api: Any) -> None:
        found = api.Orders.all(min_id=100, max_id=101, sort="id:desc", limit=1, page=2)

        assert [order.id for order in found] == [100]

    def test_every_order_is_counted(self, api: Any) -> None:
        assert api.Orders.count() == len([*api.Orders.iterall()])

    def test_a_refusal_has_its_status(self, api: Any) -> None:
        with pytest.raises(ClientRequestException) as refused:
            api.Orders.get(9999)

        assert refused.value.status_code == 404

    def test_the_quota_is_read_from_the_headers(self, api: Any) -> None:
        api.Orders.get(100)

        assert api.connection.rate_limit["requests_quota"] == 100_000

    def test_too_many_requests_are_known_as_that(self, api: Any, open_store: str) -> None:
        control = open_store.replace("/stores/", "/_sandbox/stores/")
        httpx.post(f"{control}/faults", json={"kind": "429"}).raise_for_status()

        with pytest.raises(RateLimitingException):
            api.Orders.get(100)
