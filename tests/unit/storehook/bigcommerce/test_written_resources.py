"""Whatever a write changes that BigCommerce sends events about, the write and the event name the same resource."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storehook.bigcommerce.calls import Call, Method
from storehook.bigcommerce.written_resources import MAX_BODY, created, written
from storehook.webhooks.event import Event
from storehook.webhooks.resources import echo_of
from storehook.webhooks.scopes import covers, known
from storehook_cli.authoring.sample_payloads import CART, ITEM, SAMPLES, concrete, sample


def write(text: str, body: object = None) -> Call:
    """`PUT /v2/orders/100`, maybe with a query."""
    method, _, where = text.partition(" ")
    path, _, query = where.partition("?")
    values = dict(each.split("=") for each in query.split("&")) if query else {}
    return Call(_METHODS[method], path, values, None if body is None else json.dumps(body).encode())


_METHODS: dict[str, Method] = {"POST": "POST", "PUT": "PUT", "DELETE": "DELETE"}

SET_STOCK = "PUT /v3/inventory/adjustments/absolute"

ASSIGN_CATEGORY = "PUT /v3/catalog/products/category-assignments"

ASSIGN_CURRENCY = "PUT /v3/channels/currency-assignments"

STOCK_SETTINGS = {"settings": [{"identity": {"product_id": 113}}]}

CAUSED: list[tuple[str, str, object, object]] = [
    # scopes, a write that causes their events, its body, its answer
    ("store/order/created", "POST /v2/orders", {"products": [{"product_id": 1}]}, {"id": 100}),
    ("store/order/*", "PUT /v2/orders/100", {"status_id": 2}, None),
    ("store/order/statusUpdated", "PUT /v2/orders/100", {"status_id": 2}, None),
    ("store/order/message/created", "POST /v2/orders/100/messages", {}, None),
    ("store/order/refund/created", "POST /v3/orders/100/payment_actions/refunds", {"items": []}, None),
    ("store/order/transaction/*", "POST /v3/orders/100/payment_actions/capture", None, None),
    ("store/order/metafield/*", "PUT /v3/orders/270/metafields/14", {"value": "1"}, None),
    ("store/order/metafield/*", "PUT /v3/orders/metafields", [{"id": 14}], None),
    ("store/order/metafield/created", "POST /v3/orders/metafields", [{"resource_id": 270}], None),
    ("store/order/metafield/deleted", "DELETE /v3/orders/metafields", [14], None),
    ("store/shipment/*", "POST /v2/orders/100/shipments", {}, None),
    ("store/shipment/*", "PUT /v2/orders/100/shipments/12", {}, None),
    ("store/product/created", "POST /v3/catalog/products", {"name": "Cup"}, {"data": {"id": 180}}),
    ("store/product/*", "PUT /v3/catalog/products/180", {"price": 1}, None),
    ("store/product/*", "PUT /v3/catalog/products", [{"id": 180}], None),
    ("store/product/deleted", "DELETE /v3/catalog/products?id:in=7,180", None, None),
    ("store/product/inventory/updated", SET_STOCK, {"items": [{"product_id": 167}]}, None),
    ("store/product/inventory/order/updated", "POST /v2/orders", {"products": [{"product_id": 167}]}, {"id": 100}),
    ("store/product/metafield/*", "POST /v3/catalog/products/270/metafields", {}, None),
    ("store/product/metafield/*", "PUT /v3/catalog/products/metafields", [{"id": 14}], None),
    ("store/product/variant/metafield/*", "PUT /v3/catalog/products/9/variants/270/metafields/14", {}, None),
    ("store/product/variant/metafield/*", "PUT /v3/catalog/variants/metafields", [{"id": 14}], None),
    ("store/sku/*", "PUT /v3/catalog/products/206/variants/509", {"price": 1}, None),
    ("store/sku/*", "PUT /v3/catalog/variants", [{"id": 509}], None),
    ("store/sku/created", "POST /v3/catalog/products/206/variants", {}, None),
    ("store/sku/inventory/updated", "POST /v3/inventory/adjustments/relative", {"items": [{"variant_id": 509}]}, None),
    ("store/sku/inventory/order/updated", "POST /v2/orders", {"products": [{"product_id": 206}]}, {"id": 100}),
    ("store/category/created", "POST /v3/catalog/trees/categories", [{}], {"data": [{"category_id": 42}]}),
    ("store/category/*", "PUT /v3/catalog/categories/42", {}, None),
    ("store/category/*", "PUT /v3/catalog/trees/categories", [{"category_id": 42}], None),
    ("store/category/metafield/*", "PUT /v3/catalog/categories/270/metafields/14", {}, None),
    ("store/brand/metafield/*", "PUT /v3/catalog/brands/270/metafields/14", {}, None),
    ("store/customer/created", "POST /v3/customers", [{"email": "a@example.com"}], {"data": [{"id": 32}]}),
    ("store/customer/*", "PUT /v3/customers", [{"id": 32}], None),
    ("store/customer/*", "PUT /v2/customers/32", {}, None),
    ("store/customer/*", "PUT /v3/customers/attribute-values", [{"attribute_id": 1, "customer_id": 32}], None),
    ("store/customer/deleted", "DELETE /v3/customers?id:in=32", None, None),
    ("store/customer/channel/login/access/updated", "PUT /v3/customers", [{"id": 22, "channel_ids": [1]}], None),
    ("store/customer/address/created", "POST /v3/customers/addresses", [{"customer_id": 32}], None),
    ("store/customer/address/*", "PUT /v3/customers/addresses", [{"id": 60}], None),
    ("store/subscriber/created", "POST /v3/customers/subscribers", {}, {"data": {"id": 5}}),
    ("store/subscriber/*", "PUT /v3/customers/subscribers/5", {}, None),
    ("store/cart/created", "POST /v3/carts", {}, {"data": {"id": CART}}),
    ("store/cart/*", f"PUT /v3/carts/{CART}", {}, None),
    ("store/cart/couponApplied", f"POST /v3/checkouts/{CART}/coupons", {}, None),
    ("store/cart/converted", f"POST /v3/checkouts/{CART}/orders", None, None),
    ("store/order/created", f"POST /v3/checkouts/{CART}/orders", None, {"data": {"id": 100}}),
    ("store/cart/lineItem/*", f"POST /v3/carts/{CART}/items", {"line_items": []}, None),
    ("store/cart/lineItem/*", f"DELETE /v3/carts/{CART}/items/{ITEM}", None, None),
    ("store/cart/metafield/*", f"PUT /v3/carts/{CART}/metafields/14", {}, None),
    ("store/metafield/*", "PUT /v3/inventory/locations/270/metafields/14", {}, None),
    ("store/metafield/*", "PUT /v3/inventory/locations/metafields", [{"id": 14}], None),
    ("store/store/metafield/*", "PUT /v3/store/metafields/14", {}, None),
    ("store/inventory/location/metafield/*", "PUT /v3/inventory/locations/270/metafields/14", {}, None),
    ("store/inventory/location/created", "POST /v3/inventory/locations", [{}], {"data": [{"id": 2}]}),
    ("store/inventory/location/*", "PUT /v3/inventory/locations", [{"id": 2}], None),
    ("store/channel/*/inventory/product/*", SET_STOCK, {"items": [{"variant_id": 127}]}, None),
    ("store/channel/*/inventory/product/settings_changed", "PUT /v3/inventory/locations/2/items", STOCK_SETTINGS, None),
    ("store/priceList/created", "POST /v3/pricelists", {}, {"data": {"id": 1}}),
    ("store/priceList/*", "PUT /v3/pricelists/1", {}, None),
    ("store/priceLists/deleted", "DELETE /v3/pricelists?id:in=1", None, None),
    ("store/priceList/record/*", "PUT /v3/pricelists/1/records/179/USD", {}, None),
    ("store/priceList/records/*", "PUT /v3/pricelists/1/records", [{"variant_id": 180}], None),
    ("store/priceList/records/*", "POST /v3/pricelists/records", [{"price_list_id": 1, "variant_id": 179}], None),
    ("store/priceList/assignment/*", "POST /v3/pricelists/assignments", [{"price_list_id": 1}], None),
    ("store/priceList/assignment/*", "PUT /v3/pricelists/1/assignments", {}, None),
    ("store/channel/created", "POST /v3/channels", {}, {"data": {"id": 2}}),
    ("store/channel/updated", "PUT /v3/channels/2", {}, None),
    ("store/channel/metafield/*", "PUT /v3/channels/270/metafields/14", {}, None),
    ("store/channel/{id}/product/*", "PUT /v3/catalog/products/channel-assignments", [{"product_id": 180}], None),
    ("store/channel/{id}/category/product/*", ASSIGN_CATEGORY, [{"product_id": 180}], None),
    ("store/channel/{id}/category/*", "PUT /v3/catalog/trees/categories", [{"category_id": 35}], None),
    ("store/channel/{id}/categoryTree/updated", "PUT /v3/catalog/trees", [{"id": 1}], None),
    ("store/channel/{id}/order/*", "PUT /v2/orders/100", {}, None),
    ("store/channel/{id}/cart/lineItem/*", f"POST /v3/carts/{CART}/items", {}, None),
    ("store/channel/{id}/cart/*", f"PUT /v3/carts/{CART}", {}, None),
    ("store/channel/{id}/page/*", "PUT /v3/content/pages/11", {}, None),
    ("store/channel/{id}/script/*", f"PUT /v3/content/scripts/{ITEM}", {}, None),
    ("store/channel/{id}/theme/configuration/*", "POST /v3/themes/actions/activate", {"variation_id": ITEM}, None),
    ("store/channel/{id}/email/templates/*", "PUT /v3/marketing/email-templates/return_email?channel_id=1", {}, None),
    ("store/channel/{id}/notifications/*", "PUT /v3/abandoned-carts/settings/channels/1", {}, None),
    ("store/channel/{id}/socialMediaLinks/updated", "PUT /v3/settings/store/profile?channel_id=1", {}, None),
    ("store/channel/{id}/settings/site/*", "PUT /v3/channels/1/site", {}, None),
    ("store/channel/{id}/settings/site/updated", "PUT /v3/sites/1000", {}, None),
    ("store/channel/{id}/settings/route/updated", "PUT /v3/sites/1000/routes", [{"id": 1}], None),
    ("store/channel/{id}/settings/currency/updated", ASSIGN_CURRENCY, [{"channel_id": 1}], None),
    ("store/channel/{id}/settings/emailStatus/*", "PUT /v3/settings/email-statuses?channel_id=1", {}, None),
    ("store/channel/{id}/settings/searchContextFilters/updated", "PUT /v3/settings/search/filters/contexts", [], None),
    ("store/channel/{id}/settings/*", "PUT /v3/settings/catalog", {}, None),
    ("store/information/updated", "PUT /v3/settings/store/profile", {}, None),
    ("store/redirects/updated", "PUT /v3/storefront/redirects", [{"from_path": "/old"}], {"data": [{"id": 3}]}),
]  # fmt: skip

NOT_CAUSED = {
    "store/app/uninstalled": "no write uninstalls the app",
    "store/hook/deliveryException": "no write fails a delivery",
    "store/customer/payment/instrument/default/updated": "instruments are stored by the payments API, another host",
    "store/modifier/updated": "of overrides by channel and locale, which are written by GraphQL",
    "store/option/updated": "as for modifiers",
    "store/company/*": "B2B Edition's API is another host",
    "store/company/user/*": "as for companies",
    "store/company/address/*": "as for companies",
    "store/superadmin/*": "as for companies",
    "store/quote/*": "as for companies",
}
"""Scopes of which no write through our client causes an event, and why."""


EVENTS = sorted(scope for scope in known() if not scope.endswith("/*"))


def sample_of(scope: str) -> str:
    """The scopes whose events all look like this one's."""
    return next(scopes for scopes in SAMPLES if covers(scopes, scope))


@pytest.mark.parametrize(("scopes", "text", "body", "answer"), CAUSED)
def test_a_write_names_what_its_event_will_name(scopes: str, text: str, body: object, answer: object) -> None:
    scope = next(each for each in EVENTS if scopes in (each, sample_of(each)))
    event = Event("abc", concrete(scope), sample(scope), "event", 7)
    made = write(text, body)

    assert {*(written(made) or ()), *created(made, answer)} & {*echo_of(event)}


def test_every_scope_has_a_write_that_is_known_to_cause_it_or_a_reason_why_there_is_none() -> None:
    explained = {line[0] for line in CAUSED} | NOT_CAUSED.keys()

    assert [scope for scope in EVENTS if not {scope, sample_of(scope)} & explained] == []


@pytest.mark.parametrize(
    "text",
    ["POST /v3/promotions", "PUT /v2/coupons/7", "POST /v3/wishlists", "PUT /v2/customer_groups/1", "POST /v3/hooks"],
)
def test_a_write_of_which_no_event_tells_is_about_nothing(text: str) -> None:
    assert written(write(text, {"id": 7})) is None


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("PUT /v3/inventory/adjustments/absolute", {"items": [{"sku": "CUP-1", "quantity": 3}]}),
        ("DELETE /v2/orders", None),
        ("POST /v3/catalog/products", {"name": "Cup"}),
    ],
)
def test_a_write_may_name_nothing(text: str, body: object) -> None:
    assert written(write(text, body)) == ()


def test_a_part_of_a_path_that_is_no_id_names_nothing() -> None:
    assert written(write("PUT /v3/orders/settings", {})) == ("settings",)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 200_000,
        b"7",
        b'"x"',
        b"null",
        b'{"id": [[[7]]]}',
        b'[[{"id": 7}]]',
        b'{"id": {"id": 7}}',
    ],
)
def test_an_odd_body_names_nothing(body: bytes) -> None:
    assert written(Call("PUT", "/v3/customers", {}, body)) == ()


def test_a_body_beyond_all_size_is_not_read() -> None:
    body = json.dumps([{"id": 7, "notes": "x" * MAX_BODY}]).encode()

    assert written(Call("PUT", "/v3/customers", {}, body)) == ()


@given(path=st.text(), body=st.binary(), answer=st.none() | st.text() | st.dictionaries(st.text(), st.integers()))
def test_no_call_is_so_odd_that_it_cannot_be_looked_at(path: str, body: bytes, answer: object) -> None:
    call = Call("POST", f"/v3/customers/{path}", {path: path}, body)

    assert created(call, answer) is not None
    assert written(call) is not None
